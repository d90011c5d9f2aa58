import { senderTarget } from "./matching";
import type { Each } from "../model/measure";
import type { Rule } from "../model/rule";
import { HOUR_MS } from "../model/time";

export const providerVerdict: Rule<Each> = {
  id: "provider-verdict",
  title: "A provider took a text for pumping",
  counts: "Texts that AWS or Twilio blocked as pumping, or reported as such",
  countedBy: "verdict",
  severity: "medium",
  notify: "page",
  attack: ["T1496.003"],
  measure: { kind: "each", threshold: 1, windowMs: HOUR_MS },
  prose: () => ({
    description:
      "Who carries your texts took one for SMS pumping: AWS's Protect, Twilio's SMS Pumping Protection or Verify's Fraud Guard. It sees the traffic of many senders to a range, which nobody else does, and what it blocks is seldom all that was sent.",
    falsePositives: [
      "A person whose number lies in a range that pumpers use too. It is one text, and no other finding comes with it.",
      "A test with numbers of a country in which you have never sent.",
      "A launch in a new country whose traffic a provider does not expect yet.",
    ],
    blindSpots: [
      "What a provider lets pass: AWS does not promise full protection, and Twilio's is off unless switched on.",
      "Texts that a rule by country blocked: that is your own choice and says nothing of who asked.",
      "Providers other than AWS and Twilio, and AWS where no Protect configuration filters or monitors.",
      "Who asked for the text: a provider sees your server.",
    ],
  }),
  reads: ["kind", "action", "principal", "topicArn"],
  hits:
    () =>
    ({ kind }) =>
      kind === "provider-verdict",
  entityOf: ({ action }) => ({ type: "verdict", value: action }),
  targetOf: senderTarget,
};
