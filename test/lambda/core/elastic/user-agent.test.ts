import { commonUserAgent } from "../../../../lambda/core/elastic/user-agent";

const call = (userAgent: string | undefined, share: number) =>
  ({ action: "SignUp", outcome: "success", userAgent, share }) as const;

test("the user agent of most calls is that with the largest share over all of its calls", () => {
  const calls = [call("curl", 0.4), call("k6", 0.3), call("k6", 0.2), call(undefined, 0.1)];
  expect(commonUserAgent(calls)).toBe("k6");
  expect(commonUserAgent([call(undefined, 1)])).toBeUndefined();
});
