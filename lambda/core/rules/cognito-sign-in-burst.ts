import { percent, spelledDuration } from "../model/format";
import type { UncompletedBurst } from "../model/measure";
import type { Rule } from "../model/rule";
import { MINUTE_MS } from "../model/time";
import { byIpOr64, cognitoTarget } from "./matching";
import { isOtherSignIn, isSignInCompleted } from "./sign-ins";

export const cognitoSignInBurst: Rule<UncompletedBurst> = {
  id: "cognito-sign-in-burst",
  title: "Burst of sign-ins from one address that nobody completes",
  counts:
    "Cognito sign-ins that send a text, or with a password and records that hide whether they do",
  countedBy: "source IP (IPv6: its /64)",
  severity: "medium",
  notify: "record",
  attack: ["T1496.003"],
  measure: {
    kind: "uncompleted-burst",
    threshold: 60,
    windowMs: MINUTE_MS,
    share: 0.1,
    times: 3,
  },
  prose: ({ threshold, windowMs, share, times }) => ({
    description: `One address begins ${threshold} sign-ins in ${spelledDuration(windowMs)} that may each send a text, and under ${percent(share)} of them are completed by a second factor: an attacker signs in with accounts of his own to have texts sent, and leaves it at that.`,
    falsePositives: [
      `More than ${threshold} people a minute behind one NAT address, in a pool whose records hide the answers and which asks them for no second factor: completions cannot be seen. Of managed login fewer people are enough, since one sign-in is several pages. Once its usual level is known the address is compared with ${times} times its own peak.`,
      "A backend that signs in all users from one address, with answers hidden and no second factor. Suppress its address.",
      "A load test of the sign-in. Suppress the runner's CIDR for the test window.",
    ],
    blindSpots: [
      `Fewer than ${threshold} sign-ins from one address in ${spelledDuration(windowMs)}, and attackers who change their address sooner.`,
      `An attacker who completes ${percent(share)} of his sign-ins with numbers or authenticators of his own.`,
      "Refused and throttled sign-ins are not counted: they send nothing.",
      "A pool whose own function sends a text although the visible answer names a challenge that sends none.",
      "Federated sign-ins and passkeys, which send no text here.",
      "Sign-ins that need no password, CUSTOM_AUTH and USER_AUTH of the API: see cognito-passwordless-burst.",
      "What it finds is recorded and pages nobody unless the configuration says so.",
      "Admin calls that a principal of the account signs, such as AdminCreateUser: they count for their principal, and for no address.",
    ],
  }),
  reads: [
    "kind",
    "action",
    "outcome",
    "delivery",
    "isPasswordless",
    "principal",
    "ip",
    "clientId",
    "userPoolId",
    "unnamedClientId",
  ],
  hits: () => isOtherSignIn,
  confirms: isSignInCompleted,
  entityOf: byIpOr64,
  targetOf: cognitoTarget,
};
