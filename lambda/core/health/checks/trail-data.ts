import type { Check } from "../check";
import { trailVerdict, type WantedEvents } from "../trail-coverage";

const TYPES = [
  "AWS::SNS::Topic",
  "AWS::SMSVoice::OriginationIdentity",
  "AWS::SMSVoice::Message",
  "AWS::SMSVoice::NotifyConfiguration",
];

const WANTED: WantedEvents = new Map(
  TYPES.map((type) => [
    type,
    [{ eventCategory: "Data", "resources.type": type, readOnly: "false" }],
  ]),
);

export const trailData: Check = {
  id: "trail-data",
  asks: "Does a trail log the data events of publishes and of texts by End User Messaging?",
  judge: (facts) =>
    trailVerdict(facts, {
      isFatal: false,
      wanted: WANTED,
      remedy: 'add the data events (docs/what-cannot-be-seen.md), or deploy with "trail": true',
    }),
};
