import { CONVERSION_SPANS, isPeoplesRequest } from "./cognito-conversion";
import { byAppClient, cognitoTarget } from "./matching";
import { percent, spelledDuration } from "../model/format";
import type { UnconfirmedExcess } from "../model/measure";
import type { Rule } from "../model/rule";
import { MINUTE_MS } from "../model/time";
import { flowOf } from "../sources/cognito-flow";

export const cognitoResetUnconverted: Rule<UnconfirmedExcess> = {
  id: "cognito-reset-unconverted",
  title: "More unconfirmed password resets than an app client usually has",
  counts:
    "Cognito password resets that send or may send an SMS against their confirmations, over all addresses",
  countedBy: "app client (the user pool where no client is named)",
  severity: "high",
  notify: "page",
  attack: ["T1496.003"],
  measure: {
    kind: "unconfirmed-excess",
    threshold: 30,
    windowMs: 5 * MINUTE_MS,
    spansMs: CONVERSION_SPANS,
    share: 0.55,
    deviations: 2.5,
    times: 3,
    drift: { threshold: 23, tolerance: 0.4 },
  },
  partOf: "cognito-client-unconverted",
  prose: ({ threshold, spansMs, share, deviations = 0, drift }) => ({
    description: `Far fewer password resets are finished than the app client's own past promises, over ${spelledDuration(Math.min(...spansMs))} to ${spelledDuration(Math.max(...spansMs))}, or fewer by more than ${percent(drift?.tolerance ?? 0)} on and on. Campaigns drive resets that people do not finish, so this kind of call is given more room than others: what is finished must fall short of ${percent(share)} of the promise by ${deviations} standard deviations of chance.`,
    falsePositives: [
      "A campaign that makes many people ask for a reset that most never finish. Suppress its hours by app client and CIDR, or accept one page.",
      "Texts that do not arrive because a carrier is down. It is worth a page, but it is no attack.",
      "A load test that never confirms. Suppress the runner's CIDR for the test window.",
    ],
    blindSpots: [
      `An attack that leaves fewer than ${Math.min(threshold, drift?.threshold ?? threshold)} confirmations missing in ${spelledDuration(Math.max(...spansMs))}, or no more than chance explains.`,
      `An attack whose resets stay within ${percent(drift?.tolerance ?? 0)} of the usual ones.`,
      "An attacker who confirms as many codes as people do, with numbers of his own.",
    ],
  }),
  reads: ["kind", "action", "principal", "clientId", "userPoolId", "unnamedClientId", "account"],
  hits: () => (observation) =>
    isPeoplesRequest(observation) && flowOf(observation.action) === "reset",
  confirms: ({ kind, action }) => kind === "sms-confirmed" && flowOf(action) === "reset",
  entityOf: byAppClient,
  targetOf: cognitoTarget,
};
