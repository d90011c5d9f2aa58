import { duration, percent } from "../../lambda/core/model/format";
import { cognitoAgentBurst } from "../../lambda/core/rules/cognito-agent-burst";
import { cognitoSmsBurst } from "../../lambda/core/rules/cognito-sms-burst";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { APP_CLIENT, settling, unconfirmedQuery } from "../cognito-esql";
import { cognitoTrail } from "../data-sources";
import type { UnversionedRule } from "../kibana-rule";
import type { Licence } from "../licence";
import { nativeRule } from "../native-rule";
import { suppressedBy, usualQuiet } from "../suppression";
import { CLIENT_BLIND_SPOTS, COGNITO_STEPS, SETTLES } from "./cognito-guidance";
import { alertsOnce } from "./otp-endpoint-guidance";

const { measure } = cognitoAgentBurst;
/** An address that asks as often as this, others find; fewer on average means many addresses. */
const perAddress = cognitoSmsBurst.measure.threshold;

const BY = ["Esql.client_id", "user_agent.original"];

/** Many addresses, one program, one app client. */
export function cognitoAgentUnconfirmed(licence: Licence): UnversionedRule {
  const intervalMs = licence.isSuppressionLicensed ? 5 * MINUTE_MS : measure.windowMs;
  const schedule = settling(measure, intervalMs);
  return nativeRule({
    id: "sms-pumping-cognito-many-addresses",
    basis: cognitoAgentBurst,
    name: "Unconfirmed Cognito codes from many addresses on one app client",
    description: `One program behind many addresses makes an app client send ${measure.threshold} codes in ${duration(measure.windowMs)}, and under ${percent(measure.share)} of them are typed in: a botnet that runs one tool.`,
    data: cognitoTrail,
    detection: {
      type: "esql",
      language: "esql",
      query: unconfirmedQuery({
        by: BY,
        schedule,
        columns: ["WHERE user_agent.original IS NOT NULL", ...APP_CLIENT],
        where: `Esql.requests >= ${measure.threshold}
    AND Esql.confirmations < ${measure.share} * Esql.requests
    AND Esql.requests < ${perAddress} * Esql.addresses`,
      }),
    },
    schedule,
    maxSignals: 100,
    suppression: suppressedBy(BY, usualQuiet(measure), licence),
    fields: ["event.action", "event.provider", "source.ip", "user_agent.original"],
    investigate: [...BY, "Esql.requests", "Esql.confirmations", "Esql.addresses"],
    steps: COGNITO_STEPS,
    choosing: [SETTLES, alertsOnce("app client and program")],
    blindSpots: [...cognitoAgentBurst.prose(measure).blindSpots, ...CLIENT_BLIND_SPOTS],
  });
}
