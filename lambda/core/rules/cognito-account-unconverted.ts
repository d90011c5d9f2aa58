import { percent, spelledDuration } from "../model/format";
import type { UnconfirmedExcess } from "../model/measure";
import type { Rule } from "../model/rule";
import { MINUTE_MS } from "../model/time";
import { CONVERSION_SPANS, isPeoplesRequest } from "./cognito-conversion";
import { ALL_CLIENTS, byAccount } from "./matching";

export const cognitoAccountUnconverted: Rule<UnconfirmedExcess> = {
  id: "cognito-account-unconverted",
  title: "More unconfirmed Cognito codes than several app clients usually have together",
  counts: "Cognito calls that send or may send an SMS against confirmations, over all app clients",
  countedBy: "account",
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
    isOverClients: true,
  },
  partOf: "cognito-client-unconverted",
  prose: ({ threshold, spansMs, share }) => ({
    description: `Over ${spelledDuration(Math.min(...spansMs))} to ${spelledDuration(Math.max(...spansMs))} several app clients of the account, of one pool or of many, together lack confirmations that their own past promises, and no one of them lacks most: an attacker who spreads over clients that hardly anybody uses.`,
    falsePositives: [
      "Texts that do not arrive because a carrier is down, at several app clients at once. It is worth a page, but it is no attack.",
      "Several new app clients whose confirmations this account cannot see. Each also fires its own rule once.",
      "A load test that goes through several app clients. Suppress the runner's CIDR for the test window.",
    ],
    blindSpots: [
      `An attack that leaves fewer than ${threshold} confirmations missing in ${spelledDuration(Math.max(...spansMs))}, or no more than chance explains.`,
      `An attack of which the clients together still confirm ${percent(share)} of what is usual.`,
      "App clients that only the attacker ever named count for a target of their own, and not here.",
      "App clients whose confirmations cannot be seen are left out.",
    ],
  }),
  reads: ["kind", "action", "principal", "account"],
  hits: () => isPeoplesRequest,
  entityOf: byAccount,
  targetOf: () => ALL_CLIENTS,
};
