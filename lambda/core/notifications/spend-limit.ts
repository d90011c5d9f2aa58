import { inRegion, regionOf } from "./aws-links";
import type { Incident } from "../incidents/incident";

/* The monthly spending limit stops real logins too, and each of the two ways to send has its own:
   https://docs.aws.amazon.com/sns/latest/dg/sms_preferences.html and
   https://docs.aws.amazon.com/sms-voice/latest/userguide/awssupport-spend-threshold.html */

/** Whether the calls fall under the limit of End User Messaging, not that of SNS. */
export const isEndUserMessaging = ({ calls }: Incident): boolean =>
  calls.some(({ action }) => action.startsWith("Send"));

/** The command that shows the limit. */
export const showLimit = (incident: Incident): string =>
  (isEndUserMessaging(incident)
    ? "aws pinpoint-sms-voice-v2 describe-spend-limits"
    : "aws sns get-sms-attributes") + inRegion(regionOf(incident));

/** The command that sets it to N US dollars. */
export const setLimit = (incident: Incident): string =>
  (isEndUserMessaging(incident)
    ? "aws pinpoint-sms-voice-v2 set-text-message-spend-limit-override --monthly-limit N"
    : "aws sns set-sms-attributes --attributes MonthlySpendLimit=N") + inRegion(regionOf(incident));
