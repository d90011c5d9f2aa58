import { cognitoSmsBurst } from "../../lambda/core/rules/cognito-sms-burst";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { settling, unconfirmedQuery } from "../cognito-esql";
import { cognitoTrail } from "../data-sources";
import type { UnversionedRule } from "../kibana-rule";
import type { Licence } from "../licence";
import { nativeRule } from "../native-rule";
import { suppressedBy, usualQuiet } from "../suppression";
import { COGNITO_STEPS, SETTLES, UNCONFIRMED_BLIND_SPOTS } from "./cognito-guidance";
import { alertsOnce } from "./otp-endpoint-guidance";

const { measure } = cognitoSmsBurst;

/** Codes that one address asked for and hardly any of which was typed in. */
export function cognitoAddressUnconfirmed(licence: Licence): UnversionedRule {
  const intervalMs = licence.isSuppressionLicensed ? MINUTE_MS : measure.windowMs;
  const schedule = settling(measure, intervalMs);
  return nativeRule({
    id: "sms-pumping-cognito-address-unconfirmed",
    basis: cognitoSmsBurst,
    name: `${cognitoSmsBurst.title} (sends without confirmations)`,
    data: cognitoTrail,
    detection: {
      type: "esql",
      language: "esql",
      query: unconfirmedQuery({
        by: ["source.ip"],
        schedule,
        columns: ["WHERE source.ip IS NOT NULL"],
        where: `Esql.requests >= ${measure.threshold}
    AND Esql.confirmations < ${measure.share} * Esql.requests`,
      }),
    },
    schedule,
    maxSignals: 100,
    suppression: suppressedBy(["source.ip"], usualQuiet(measure), licence),
    fields: ["event.action", "event.provider", "source.ip"],
    investigate: ["source.ip", "Esql.requests", "Esql.confirmations"],
    steps: COGNITO_STEPS,
    choosing: [SETTLES, alertsOnce("address")],
    blindSpots: [
      ...cognitoSmsBurst.prose(measure).blindSpots,
      ...UNCONFIRMED_BLIND_SPOTS,
      "Addresses of one IPv6 network: each is counted for itself.",
    ],
  });
}
