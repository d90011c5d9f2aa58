import { spelledDuration } from "../../lambda/core/model/format";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { cognitoAdminBurst } from "../../lambda/core/rules/cognito-admin-burst";
import { cognitoTrail } from "../data-sources";
import type { UnversionedRule } from "../kibana-rule";
import type { Licence } from "../licence";
import { ADMIN_ASKS, KEY_STEPS, NO_PAST } from "../principal-esql";
import { principalVolume } from "./principal-volume";

const { threshold, windowMs } = cognitoAdminBurst.measure;

/** Invitations and resets that one principal has Cognito send. */
export const adminBurst = (licence: Licence): UnversionedRule =>
  principalVolume(
    {
      id: "sms-pumping-cognito-admin-burst",
      basis: cognitoAdminBurst,
      description: `One principal has Cognito send more than ${threshold} codes or invitations in ${spelledDuration(windowMs)} by calls for administrators: a stolen key that invites invented users or resets real ones, or a back end that always does.`,
      ownFalsePositives: [
        "An invitation of very many people at once. Except the principal for that day.",
        "A back end that registers all users by calls for administrators. Except its role by `Esql.principal`.",
      ],
      data: cognitoTrail,
      calls: ADMIN_ASKS,
      intervalMs: 5 * MINUTE_MS,
      steps: KEY_STEPS,
      choosing: [],
      blindSpots: [
        NO_PAST,
        `Fewer than ${threshold} calls in ${spelledDuration(windowMs)}.`,
        "Whether a call sent an e-mail instead: invitations by e-mail match too.",
        "Phone numbers: Cognito does not write them to CloudTrail.",
      ],
    },
    licence,
  );
