import { percent, spelledDuration } from "../model/format";
import type { EarlyEnd } from "../model/grace";
import type { UncompletedBurst } from "../model/measure";
import type { Rule } from "../model/rule";
import { MINUTE_MS } from "../model/time";
import { byIpOr64, cognitoTarget } from "./matching";
import { isPasswordlessSignIn, isSignInCompleted } from "./sign-ins";

/**
 * Measured with crowds at a new address (docs/adr/0025-sign-ins-without-a-password.md): of people
 * who take 8 to 60 seconds to complete a sign-in, some have done so by then.
 */
const EARLY: EarlyEnd = { requests: 15, ageMs: 35_000, share: 0.05 };

export const cognitoPasswordlessBurst: Rule<UncompletedBurst> = {
  id: "cognito-passwordless-burst",
  title: "Burst of sign-ins without a password from one address that nobody completes",
  counts:
    "Cognito sign-ins by CUSTOM_AUTH and USER_AUTH whose records hide whether they send a text",
  countedBy: "source IP (IPv6: its /64)",
  severity: "high",
  notify: "page",
  attack: ["T1496.003"],
  measure: {
    kind: "uncompleted-burst",
    threshold: 40,
    windowMs: 10 * MINUTE_MS,
    share: 0.1,
    times: 3,
    early: EARLY,
  },
  prose: ({ threshold, windowMs, share, times, early = EARLY }) => ({
    description: `One address begins ${threshold} sign-ins in ${spelledDuration(windowMs)} that need no password and may each send a text, and hardly any is completed: under ${percent(early.share)} once ${early.requests} of them are ${spelledDuration(early.ageMs)} old, or under ${percent(share)} when everybody has had the time for it. Whoever knows or makes up user names can have texts sent in this way.`,
    falsePositives: [
      `A pool in which people choose a password after USER_AUTH, and whose records hide the answers: they complete nothing that can be seen. An address with ${threshold} of them in ${spelledDuration(windowMs)} pages at first; after three days it is compared with ${times} times its own peak. Set the rule to record there.`,
      "A backend that begins the sign-ins of all users from one address and checks the code by itself. After three days it is compared with its own peak; suppress its address if it grows by leaps.",
      "A load test of the sign-in. Suppress the runner's CIDR for the test window.",
      `A crowd behind a new address of whom nobody completes a sign-in in less than ${spelledDuration(early.ageMs)}.`,
    ],
    blindSpots: [
      `Fewer than ${threshold} sign-ins from one address in ${spelledDuration(windowMs)}, and attackers who change their address sooner: no rule adds these sign-ins up over addresses.`,
      `An attacker who completes ${percent(share)} of his sign-ins. A custom flow's wrong answers, whose records cannot be told from right ones, count as completed.`,
      "An attacker behind the address of people who complete theirs, such as a mobile carrier's.",
      `After three days with sign-ins, up to ${times} times what the address is used to.`,
      "Refused and throttled sign-ins are not counted: they send nothing.",
      "Sign-ins with a password: see cognito-sign-in-burst.",
      "Sign-ins whose visible answer is a text: they are code requests, see cognito-sms-burst.",
      "Admin calls that a principal of the account signs, such as AdminInitiateAuth: they count for no address.",
    ],
  }),
  reads: [
    "kind",
    "action",
    "delivery",
    "isPasswordless",
    "principal",
    "ip",
    "clientId",
    "userPoolId",
    "unnamedClientId",
  ],
  hits: () => isPasswordlessSignIn,
  confirms: isSignInCompleted,
  entityOf: byIpOr64,
  targetOf: cognitoTarget,
};
