import { percent, spelledDuration } from "../model/format";
import type { Observation } from "../model/observation";
import type { Rule, UncompletedBurst } from "../model/rule";
import { MINUTE_MS } from "../model/time";
import { SIGN_IN_CALLS } from "../sources/cognito-api";
import { HOSTED_UI_SIGN_IN } from "../sources/cognito-hosted-ui";
import { byIpOr64, cognitoTarget } from "./matching";

const SIGN_INS: ReadonlySet<string> = new Set([...SIGN_IN_CALLS, ...HOSTED_UI_SIGN_IN]);

/** A sign-in that is known to send a text counts here too: so it is the same in every pool. */
const isSignIn = ({ kind, action, outcome }: Observation): boolean =>
  kind === "sign-in" || (kind === "sms-requested" && outcome === "success" && SIGN_INS.has(action));

/** Codes that end a sign-up or a reset of the password end no sign-in. */
const isCompletion = ({ kind, action, delivery }: Observation): boolean =>
  (kind === "sign-in" && delivery === "none") || (kind === "sms-confirmed" && SIGN_INS.has(action));

export const cognitoSignInBurst: Rule<UncompletedBurst> = {
  id: "cognito-sign-in-burst",
  title: "Burst of sign-ins from one address that nobody completes",
  counts: "Cognito sign-ins that send a text, or whose records hide whether they do",
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
      "Sign-ins with a password are recorded and page nobody unless the configuration says so. Only those that need none page: CUSTOM_AUTH and USER_AUTH of the API.",
      "A custom flow's wrong answers, whose records cannot be told from right ones, count as completed.",
      "Admin calls that a principal of the account signs, such as AdminCreateUser: they count for their principal, and for no address.",
    ],
  }),
  reads: [
    "kind",
    "action",
    "outcome",
    "delivery",
    "principal",
    "ip",
    "clientId",
    "userPoolId",
    "unnamedClientId",
  ],
  hits: () => isSignIn,
  confirms: isCompletion,
  entityOf: byIpOr64,
  targetOf: cognitoTarget,
};
