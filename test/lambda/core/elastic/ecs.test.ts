import { commonUserAgent, relatedIps, sourceOf } from "../../../../lambda/core/elastic/ecs";

test.each([
  [["192.0.2.1"], 1, { address: "192.0.2.1", ip: "192.0.2.1" }],
  [["2001:DB8::1"], 1, { address: "2001:DB8::1", ip: "2001:db8::1" }],
  [["2001:db8::/64"], 1, { address: "2001:db8::/64", ip: undefined }],
  [["2001:db8::/64", "2001:db8::7"], 1, { address: "2001:db8::/64", ip: "2001:db8::7" }],
  [["sns.amazonaws.com"], 1, { address: "sns.amazonaws.com", ip: undefined }],
  [["192.0.2.1", "192.0.2.2"], 2, {}],
  [["192.0.2.1"], 30, {}],
  [[], 0, {}],
])("of %j, about %d in all, the source is %j", (known, count, source) => {
  expect(sourceOf({ known, count })).toEqual(source);
});

test("only whole addresses are related, each once, at most 20", () => {
  const many = Array.from({ length: 60 }, (_, i) => `192.0.2.${i}`);
  const odd = ["2001:db8::/64", "::ffff:192.0.2.0", "010.0.0.1", "AWS Internal", "0.0.0.0"];
  const ips = relatedIps({ known: [...odd, ...many], count: 65 });
  expect(ips).toEqual(many.slice(0, 20));
});

const call = (userAgent: string | undefined, share: number) =>
  ({ action: "SignUp", outcome: "success", userAgent, share }) as const;

test("the user agent of most calls is that with the largest share over all of its calls", () => {
  const calls = [call("curl", 0.4), call("k6", 0.3), call("k6", 0.2), call(undefined, 0.1)];
  expect(commonUserAgent(calls)).toBe("k6");
  expect(commonUserAgent([call(undefined, 1)])).toBeUndefined();
});
