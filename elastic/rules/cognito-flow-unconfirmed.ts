import { duration, percent } from "../../lambda/core/model/format";
import type { UnconfirmedExcess } from "../../lambda/core/model/measure";
import type { Rule } from "../../lambda/core/model/rule";
import { HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { cognitoFlowUnconverted } from "../../lambda/core/rules/cognito-flow-unconverted";
import { cognitoResetUnconverted } from "../../lambda/core/rules/cognito-reset-unconverted";
import { ASSUMED_SHARE, assumedFloor, isOdd, missingOf } from "../assumed-share";
import { settling } from "../cognito-esql";
import { cognitoTrail } from "../data-sources";
import type { UnversionedRule } from "../kibana-rule";
import type { Licence } from "../licence";
import { nativeRule } from "../native-rule";
import { conversionQuery } from "../subject-esql";
import { suppressedBy, usualQuiet } from "../suppression";
import { CLIENT_BLIND_SPOTS, COGNITO_STEPS, SETTLES } from "./cognito-guidance";
import { alertsOnce } from "./otp-endpoint-guidance";

const BY = ["Esql.client_id", "Esql.flow"];
/** One of the measure's spans: Kibana knows no past to judge the shorter ones by. */
const SPAN_MS = HOUR_MS;

const BLIND_SPOTS = [
  "Records that do not tell the user (`sub`), and those that tell it only beyond the length that the integration indexes.",
  "A user for whom very many texts are asked: each user counts once. The rules on addresses and on the whole app client count the texts.",
  "Calls by which no text went out by the record itself are left out; where the record does not tell the medium, e-mails count too.",
  "An attacker who types codes in, with numbers of his own.",
  "Small lacks that add up, and a usual share of its own: both need a past.",
  ...CLIENT_BLIND_SPOTS,
];

/** What tells one of these rules from the other. */
interface FlowRule {
  readonly id: string;
  readonly basis: Rule<UnconfirmedExcess>;
  readonly what: string;
  readonly flows: string;
}

/** Codes of one kind of call, by the users who asked for them. */
function conversionRule({ id, basis, what, flows }: FlowRule, licence: Licence): UnversionedRule {
  const { measure } = basis;
  const floor = assumedFloor(measure);
  const intervalMs = licence.isSuppressionLicensed ? 5 * MINUTE_MS : SPAN_MS;
  const schedule = settling({ ...measure, windowMs: SPAN_MS }, intervalMs);
  return nativeRule({
    id,
    basis,
    name: `${basis.title} (by user)`,
    description: `Within ${duration(SPAN_MS)} an app client's ${what} lack at least ${floor} of the users who would type their code in if ${percent(ASSUMED_SHARE)} of all who were sent a text did. Codes of users who never asked for a text count for nothing, so that sign-ups by e-mail hide no texts.`,
    data: cognitoTrail,
    detection: {
      type: "esql",
      language: "esql",
      query: conversionQuery({
        schedule,
        flows,
        where: `${missingOf("Esql.subjects", "Esql.converted")} >= ${floor}
    AND ${isOdd(measure, "Esql.subjects", "Esql.converted")}`,
      }),
    },
    schedule,
    maxSignals: 100,
    suppression: suppressedBy(BY, usualQuiet(measure), licence),
    fields: ["aws.cloudtrail.additional_eventdata", "event.action", "event.provider"],
    investigate: [...BY, "Esql.subjects", "Esql.converted", "Esql.requests"],
    steps: COGNITO_STEPS,
    choosing: [
      `It takes for granted that ${percent(ASSUMED_SHARE)} of users type their code in. An app client of yours that converts less, or by a back end that the trail does not show, alerts always: except it by \`Esql.client_id\`.`,
      SETTLES,
      alertsOnce("app client and kind of call"),
    ],
    blindSpots: BLIND_SPOTS,
  });
}

export const cognitoFlowUnconfirmed = (licence: Licence): UnversionedRule =>
  conversionRule(
    {
      id: "sms-pumping-cognito-flow-unconfirmed",
      basis: cognitoFlowUnconverted,
      what: "sign-ups, attribute verifications or sign-ins",
      flows: 'Esql.flow != "reset"',
    },
    licence,
  );

export const cognitoResetUnconfirmed = (licence: Licence): UnversionedRule =>
  conversionRule(
    {
      id: "sms-pumping-cognito-reset-unconfirmed",
      basis: cognitoResetUnconverted,
      what: "password resets",
      flows: 'Esql.flow == "reset"',
    },
    licence,
  );
