import { CONVERSION_SPANS, isPeoplesRequest } from "./cognito-conversion";
import { byFlow, cognitoTarget } from "./matching";
import { percent, spelledDuration } from "../model/format";
import type { UnconfirmedExcess } from "../model/measure";
import type { Rule } from "../model/rule";
import { MINUTE_MS } from "../model/time";
import { flowOf } from "../sources/cognito-flow";

export const cognitoFlowUnconverted: Rule<UnconfirmedExcess> = {
  id: "cognito-flow-unconverted",
  title: "More unconfirmed codes than one kind of call usually has",
  counts:
    "Cognito sign-ups, attribute verifications and sign-ins that send or may send an SMS against their confirmations, over all addresses",
  countedBy: "kind of call at an app client",
  severity: "high",
  notify: "page",
  attack: ["T1496.003"],
  measure: {
    kind: "unconfirmed-excess",
    threshold: 30,
    windowMs: 5 * MINUTE_MS,
    spansMs: CONVERSION_SPANS,
    share: 0.7,
    times: 3,
    drift: { threshold: 23, tolerance: 0.12, leastTolerance: 0.05 },
  },
  partOf: "cognito-client-unconverted",
  prose: ({ threshold, spansMs, drift }) => ({
    description: `Of one kind of call, such as sign-up, far fewer codes are confirmed than its own past promises, over ${spelledDuration(Math.min(...spansMs))} to ${spelledDuration(Math.max(...spansMs))}, or fewer by more than ${percent(drift?.tolerance ?? 0)} on and on (where its past tells how much its days differ, little more than on the worst of them): attackers seldom split over calls as customers do, and a small lack that never ends adds up.`,
    falsePositives: [
      "A new country or a new audience whose people type in fewer codes than yours did so far.",
      "Texts that do not arrive because a carrier is down. It is worth a page, but it is no attack.",
      "A load test that never confirms. Suppress the runner's CIDR for the test window.",
      "People who take much longer to type than they used to, as when texts are slow.",
      "A share of typed codes that sinks day after day for weeks, or is far lower on weekends than on other days.",
    ],
    blindSpots: [
      `An attack that leaves fewer than ${Math.min(threshold, drift?.threshold ?? threshold)} confirmations missing in ${spelledDuration(Math.max(...spansMs))}, or no more than chance explains.`,
      "An attacker who confirms as many codes as people do, with numbers of his own.",
      "An attack that was there before the detector: its share is taken for usual.",
      "A kind of call whose confirmations cannot be seen is compared by volume.",
    ],
  }),
  reads: ["kind", "action", "principal", "clientId", "userPoolId", "unnamedClientId", "account"],
  hits: () => (observation) =>
    isPeoplesRequest(observation) && flowOf(observation.action) !== "reset",
  confirms: ({ kind, action }) => kind === "sms-confirmed" && flowOf(action) !== "reset",
  entityOf: byFlow,
  targetOf: cognitoTarget,
};
