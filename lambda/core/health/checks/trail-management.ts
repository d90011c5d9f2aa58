import type { Check } from "../check";
import type { EventKind } from "../selector";
import { trailVerdict, type WantedEvents } from "../trail-coverage";

const kind = (service: string, readOnly: boolean): EventKind => ({
  eventCategory: "Management",
  eventSource: `${service}.amazonaws.com`,
  readOnly: String(readOnly),
});

/* Some of Cognito's calls that send a text count as read-only. */
const WANTED: WantedEvents = new Map(
  (
    [
      ["calls of Cognito", "cognito-idp"],
      ["calls of SNS", "sns"],
      ["calls of End User Messaging", "sms-voice"],
    ] as const
  ).map(([name, service]) => [name, [kind(service, false), kind(service, true)]]),
);

export const trailManagement: Check = {
  id: "trail-management",
  asks: "Does a trail that is on log management events, reads and writes, in each Region? Without one EventBridge hears nothing.",
  judge: (facts) =>
    trailVerdict(facts, {
      isFatal: true,
      wanted: WANTED,
      remedy:
        'switch on a trail with management events, read and write, or deploy with "trail": true',
    }),
};
