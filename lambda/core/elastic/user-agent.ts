import type { Call } from "../counting/windows/evidence";

/** The user agent of most calls: ECS has room for one, `sms_pumping.calls` has all. */
export function commonUserAgent(calls: readonly Call[]): string | undefined {
  const shares = new Map<string, number>();
  for (const { userAgent, share } of calls) {
    if (userAgent !== undefined) shares.set(userAgent, (shares.get(userAgent) ?? 0) + share);
  }
  return [...shares].sort(([, a], [, b]) => b - a)[0]?.[0];
}
