import {
  addressOfPrincipal,
  bounded,
  boundedNames,
  LONGEST_LIST,
  LONGEST_NAME,
  nameInArn,
  principalOf,
} from "../../../../lambda/core/elastic/subject";

test.each([
  ["curl/8.11.1", 11, "curl/8.11.1"],
  ["curl/8.11.1", 10, "curl/8.11…"],
  ["a😀b", 4, "a😀b"],
  ["a😀bc", 3, "a\ufffd…"],
  ["\ud83d", 5, "\ufffd"],
])("%j in %d units is %j", (text, max, expected) => {
  expect(bounded(text, max)).toBe(expected);
});

test("a list keeps its first names, each of them bounded", () => {
  const names = boundedNames(Array.from({ length: 90 }, (_, i) => `${i} ${"x".repeat(900)}`));
  expect(names).toHaveLength(LONGEST_LIST);
  expect(names[0]).toMatch(/^0 x+…$/);
  expect(names[0]).toHaveLength(LONGEST_NAME);
});

const ARN = "arn:aws:iam::111122223333:user/deploy-bot";

test.each([
  [{ type: "principal", value: ARN }, "topic:t", ARN],
  [{ type: "principal-ip", value: `${ARN} from 192.0.2.1` }, "topic:t", ARN],
  [{ type: "change", value: `${ARN} SetSMSAttributes unknown` }, "sms-settings", ARN],
  [{ type: "change", value: "unknown SetSMSAttributes unknown" }, "sms-settings", undefined],
  [{ type: "ip", value: "192.0.2.1" }, `principal:${ARN}`, ARN],
  [{ type: "principal", value: "sns#111122223333" }, "topic:t", undefined],
  [{ type: "verdict", value: "Twilio-30450" }, "principal:twilio#MG0", undefined],
  [{ type: "access-key", value: "AKIAIOSFODNN7EXAMPLE" }, "sms-settings", undefined],
  [{ type: "user-agent", value: "arn:aws:iam::1:user/spoofed" }, "client:c", undefined],
] as const)("of the entity %j on %s the principal is %s", (entity, target, principal) => {
  expect(principalOf(entity, target)).toBe(principal);
});

test("the address of a principal is what stands after it", () => {
  const value = `${ARN} from 2001:db8::1`;
  expect(addressOfPrincipal({ type: "principal-ip", value })).toBe("2001:db8::1");
  expect(addressOfPrincipal({ type: "principal", value: ARN })).toBeUndefined();
});

test.each([
  [ARN, "deploy-bot"],
  ["arn:aws:iam::111122223333:role/service/otp-sender", "otp-sender"],
  ["arn:aws:iam::111122223333:root", "root"],
  ["", ""],
])("the name in %j is %j", (arn, name) => {
  expect(nameInArn(arn)).toBe(name);
});
