import type { Random } from "./random";
import { cognitoCall, type CloudTrailRecord } from "./records";

/** App clients of one user pool: Cognito counts and the rules judge each on its own. */
export const CLIENTS = {
  web: "1h57kf5cpq17m0eml12EXAMPLE",
  ios: "2k4c9vd7rjf0s8qtn33EXAMPLE",
  android: "3p8x1mz5ybw6g2hul44EXAMPLE",
} as const;

export interface Device {
  readonly userAgent: string;
  readonly clientId: string;
}

const web = (browser: string): Device => ({
  userAgent: `Mozilla/5.0 ${browser}`,
  clientId: CLIENTS.web,
});
const ios = (userAgent: string): Device => ({ userAgent, clientId: CLIENTS.ios });
const android = (userAgent: string): Device => ({ userAgent, clientId: CLIENTS.android });

const webKit = "AppleWebKit/537.36 (KHTML, like Gecko)";
const mobileSafari = "AppleWebKit/605.1.15 (KHTML, like Gecko)";

/** What people use, with how common it is. Browsers send their own text, apps that of their SDK. */
export const DEVICES: readonly (readonly [Device, number])[] = [
  [
    web(
      `(iPhone; CPU iPhone OS 18_6 like Mac OS X) ${mobileSafari} Version/18.6 Mobile/15E148 Safari/604.1`,
    ),
    14,
  ],
  [
    web(
      `(iPhone; CPU iPhone OS 17_6_1 like Mac OS X) ${mobileSafari} Version/17.6 Mobile/15E148 Safari/604.1`,
    ),
    6,
  ],
  [web(`(Linux; Android 10; K) ${webKit} Chrome/142.0.0.0 Mobile Safari/537.36`), 13],
  [
    web(
      `(Linux; Android 10; K) ${webKit} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
    ),
    4,
  ],
  [web(`(Windows NT 10.0; Win64; x64) ${webKit} Chrome/142.0.0.0 Safari/537.36`), 12],
  [web(`(Windows NT 10.0; Win64; x64) ${webKit} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`), 6],
  [web(`(Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0`), 3],
  [web(`(Macintosh; Intel Mac OS X 10_15_7) ${mobileSafari} Version/18.6 Safari/605.1.15`), 5],
  [web(`(Macintosh; Intel Mac OS X 10_15_7) ${webKit} Chrome/142.0.0.0 Safari/537.36`), 5],
  [ios("amplify-swift/2.51.3 lib/swift/6.1 os/iOS/18.6.2 md/iPhone"), 9],
  [ios("amplify-swift/2.51.3 lib/swift/6.1 os/iOS/17.6.1 md/iPhone"), 5],
  [ios("amplify-swift/2.48.0 lib/swift/6.0 os/iOS/18.5.0 md/iPhone"), 3],
  [android("amplify-android/2.30.2 os/Android/15 md/Pixel_8"), 5],
  [android("amplify-android/2.30.2 os/Android/14 md/SM-S921B"), 6],
  [android("amplify-android/2.27.4 os/Android/13 md/SM-A546B"), 4],
];

/** What a person asks a code for. Most sign in again after a while rather than for the first time. */
const ERRANDS: readonly (readonly [string, number])[] = [
  ["SignUp", 55],
  ["ForgotPassword", 33],
  ["ResendConfirmationCode", 12],
];

export const CONFIRMED_SHARE = 0.78;

export interface Visit {
  readonly atMs: number;
  readonly ip: string;
  readonly device: Device;
  readonly confirms: boolean;
}

/** Someone asks for a code now and, if he confirms at all, types it in after 15 to 120 seconds. */
export const visitAt = (random: Random, atMs: number, ip: string): Visit => ({
  atMs,
  ip,
  device: random.weighted(DEVICES),
  confirms: random.chance(CONFIRMED_SHARE),
});

const CONFIRMATION_OF: Readonly<Record<string, string>> = {
  SignUp: "ConfirmSignUp",
  ResendConfirmationCode: "ConfirmSignUp",
  ForgotPassword: "ConfirmForgotPassword",
};
const REFUSAL_OF: Readonly<Record<string, string>> = {
  SignUp: "UsernameExistsException",
  ResendConfirmationCode: "InvalidParameterException",
  ForgotPassword: "UserNotFoundException",
};

/** The calls of one visit: the request, perhaps a mistyped code, perhaps the confirmation. */
export function visitRecords(random: Random, visit: Visit): readonly CloudTrailRecord[] {
  const action = random.weighted(ERRANDS);
  const confirmation = CONFIRMATION_OF[action] ?? "ConfirmSignUp";
  const refusal = REFUSAL_OF[action] ?? "InvalidParameterException";
  const sub = random.uuid();
  const isRefused = !visit.confirms && random.chance(0.1);
  const call = (name: string, atMs: number, outcome: string) =>
    cognitoCall({
      id: random.uuid(),
      action: name,
      at: atMs,
      ip: visit.ip,
      ...visit.device,
      outcome,
      sub,
      ...(name === action ? { medium: "SMS" as const } : {}),
    });
  const request = call(action, visit.atMs, isRefused ? refusal : "success");
  if (!visit.confirms) return [request];
  const seconds = random.integer(15, 120);
  const done = call(confirmation, visit.atMs + seconds * 1000, "success");
  if (!random.chance(0.05)) return [request, done];
  const typo = call(confirmation, visit.atMs + (seconds - 8) * 1000, "CodeMismatchException");
  return [request, typo, done];
}
