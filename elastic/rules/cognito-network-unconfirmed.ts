import { percent, spelledDuration } from "../../lambda/core/model/format";
import { cognitoNetworkBurst } from "../../lambda/core/rules/cognito-network-burst";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { settling, unconfirmedQuery } from "../cognito-esql";
import { cognitoTrail } from "../data-sources";
import { esqlList } from "../esql";
import type { UnversionedRule } from "../kibana-rule";
import type { Licence } from "../licence";
import { nativeRule } from "../native-rule";
import { ADMIN_CALLS } from "../principal-esql";
import type { Schedule } from "../schedule";
import { suppressedBy, usualQuiet } from "../suppression";
import { COGNITO_STEPS, SETTLES, UNCONFIRMED_BLIND_SPOTS } from "./cognito-guidance";
import { alertsOnce } from "./otp-endpoint-guidance";

const { measure } = cognitoNetworkBurst;
const NETWORK = "Esql.network";

const queryOf = (schedule: Schedule): string =>
  unconfirmedQuery({
    by: [NETWORK],
    schedule,
    columns: [
      `WHERE source.ip IS NOT NULL AND NOT (event.action IN ${esqlList(ADMIN_CALLS)})`,
      `EVAL ${NETWORK} = IP_PREFIX(source.ip, 24, 48)`,
    ],
    where: `Esql.addresses > 1
    AND Esql.requests >= ${measure.threshold}
    AND Esql.confirmations < ${measure.share} * Esql.requests`,
  });

/** Codes that several addresses of one network asked for and hardly any of which was typed in. */
export function cognitoNetworkUnconfirmed(licence: Licence): UnversionedRule {
  const intervalMs = licence.isSuppressionLicensed ? MINUTE_MS : measure.windowMs;
  const schedule = settling(measure, intervalMs);
  return nativeRule({
    id: "sms-pumping-cognito-network-unconfirmed",
    basis: cognitoNetworkBurst,
    name: `${cognitoNetworkBurst.title} (several addresses)`,
    description: `Several addresses of one network (/24, IPv6: /48) together make Cognito send ${measure.threshold} codes in ${spelledDuration(measure.windowMs)} and under ${percent(measure.share)} of them are ever typed in: an attacker who rents a block and rotates through it.`,
    data: cognitoTrail,
    detection: {
      type: "esql",
      language: "esql",
      query: queryOf(schedule),
    },
    schedule,
    maxSignals: 100,
    suppression: suppressedBy([NETWORK], usualQuiet(measure), licence),
    fields: ["event.action", "event.provider", "source.ip"],
    investigate: [NETWORK, "Esql.requests", "Esql.confirmations", "Esql.addresses"],
    steps: COGNITO_STEPS,
    choosing: [
      "The rule on single addresses asks for fewer codes, and is the sooner where the attacker rotates little.",
      SETTLES,
      alertsOnce("network"),
    ],
    blindSpots: [
      "Residential proxies: addresses that share no network.",
      "Calls that a server makes for its users carry the server's network.",
      "A single address, however many codes it asks for: the rule on addresses has it.",
      ...UNCONFIRMED_BLIND_SPOTS,
    ],
  });
}
