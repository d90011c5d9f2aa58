import { CONVERSION_SPANS, isPeoplesRequest } from "./cognito-conversion";
import { byAppClient, cognitoTarget } from "./matching";
import { percent, spelledDuration } from "../model/format";
import type { UnconfirmedExcess } from "../model/measure";
import type { Rule } from "../model/rule";
import { MINUTE_MS } from "../model/time";

export const cognitoClientUnconverted: Rule<UnconfirmedExcess> = {
  id: "cognito-client-unconverted",
  title: "More unconfirmed Cognito codes than an app client usually has",
  counts: "Cognito calls that send or may send an SMS against confirmations, over all addresses",
  countedBy: "app client (the user pool where no client is named, the account where neither is)",
  severity: "high",
  notify: "page",
  attack: ["T1496.003"],
  measure: {
    kind: "unconfirmed-excess",
    threshold: 30,
    windowMs: 5 * MINUTE_MS,
    spansMs: CONVERSION_SPANS,
    share: 0.55,
    times: 3,
  },
  prose: ({ threshold, spansMs, share }) => ({
    description: `Over ${spelledDuration(Math.min(...spansMs))} to ${spelledDuration(Math.max(...spansMs))} an app client's codes are confirmed far less often than its own past promises: attackers may rotate their addresses and programs, but they do not type codes in.`,
    falsePositives: [
      "A campaign that makes many people ask for codes which most never type in. Suppress its hours by app client and CIDR, or accept one page.",
      "Texts that do not arrive because a carrier is down: people ask again and confirm nothing. It is worth a page, but it is no attack.",
      "A load test that never confirms. Suppress the runner's CIDR for the test window.",
      "An app client whose confirmations move to a backend that this account cannot see: one page, then it is compared by volume.",
    ],
    blindSpots: [
      `An attack that leaves fewer than ${threshold} confirmations missing in any ${spelledDuration(Math.max(...spansMs))}, or no more than chance explains.`,
      `An attack that adds less than ${percent(1 / share - 1)} to an app client's ordinary traffic: cognito-flow-unconverted and cognito-reset-unconverted see smaller ones.`,
      "An attacker who confirms as many codes as people do, with numbers of his own.",
      "A client without visible confirmations: only volume is compared, and a sale looks like an attack.",
      "Who of all callers the attacker is: the other rules name addresses and programs.",
    ],
  }),
  reads: ["kind", "action", "principal", "clientId", "userPoolId", "unnamedClientId", "account"],
  hits: () => isPeoplesRequest,
  entityOf: byAppClient,
  targetOf: cognitoTarget,
};
