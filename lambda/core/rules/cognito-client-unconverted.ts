import { byAppClient, cognitoTarget } from "./matching";
import type { Rule } from "../model/rule";
import { HOUR_MS, MINUTE_MS } from "../model/time";

export const cognitoClientUnconverted: Rule = {
  id: "cognito-client-unconverted",
  title: "More unconfirmed Cognito codes than an app client usually has",
  description:
    "Over 5 minutes to 6 hours an app client's codes are confirmed far less often than its own past promises: attackers may rotate their addresses and programs, but they do not type codes in.",
  counts: "Cognito calls that send or may send an SMS against confirmations, over all addresses",
  countedBy: "app client (the user pool where no client is named)",
  severity: "high",
  notify: "page",
  attack: ["T1496.003"],
  measure: {
    kind: "unconfirmed-excess",
    threshold: 30,
    windowMs: 5 * MINUTE_MS,
    spansMs: [5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS],
    share: 0.7,
    times: 3,
  },
  falsePositives: [
    "A campaign that makes many people ask for codes which most never type in. Suppress its hours by app client and CIDR, or accept one page.",
    "Texts that do not arrive because a carrier is down: people ask again and confirm nothing. It is worth a page, but it is no attack.",
    "A load test that never confirms. Suppress the runner's CIDR for the test window.",
    "An app client whose confirmations move to a backend that this account cannot see: one page, then it is compared by volume.",
  ],
  blindSpots: [
    "An attack that stays under 30 missing confirmations, and under three roots of the requests, in any 6 hours.",
    "An attack that adds less than three sevenths to an app client's ordinary traffic: at 1,500 requests an hour, four more a minute by day.",
    "An attacker who confirms as many codes as people do, with numbers of his own.",
    "A client without visible confirmations: only volume is compared, and a sale looks like an attack.",
    "Calls that carry an access token name neither client nor pool, such as GetUserAttributeVerificationCode.",
    "Who of all callers the attacker is: the other rules name addresses and programs.",
  ],
  hits:
    () =>
    ({ kind }) =>
      kind === "sms-requested",
  entityOf: byAppClient,
  targetOf: cognitoTarget,
};
