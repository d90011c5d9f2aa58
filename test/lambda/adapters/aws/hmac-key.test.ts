import { hmacKeyIn } from "../../../../lambda/adapters/aws/hmac-key";

const KEY = "k".repeat(64);

test("the key is what the stack made, whatever a rotation adds", () => {
  expect(hmacKeyIn(JSON.stringify({ current: KEY }), "hmac")).toBe(KEY);
  expect(hmacKeyIn(JSON.stringify({ current: KEY, previous: "p".repeat(64) }), "hmac")).toBe(KEY);
});

test.each([
  undefined,
  "",
  KEY,
  "{",
  "{}",
  JSON.stringify({ current: "" }),
  JSON.stringify({ current: "short" }),
  JSON.stringify({ current: [KEY] }),
  JSON.stringify({ previous: KEY }),
])("refuses %j, and says what to store without telling what is there", (text) => {
  const read = () => hmacKeyIn(text, "hmac");
  expect(read).toThrow(/^secret hmac: got no JSON .*; restore .* or store \{"current": /);
  expect(read).not.toThrow(KEY);
});
