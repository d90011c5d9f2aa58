import { oneLine, reasonOf } from "../../../bin/elastic/reason";

describe("what a server says about a refusal", () => {
  test.each([
    ['{"error":{"type":"security_exception","reason":"no key"},"status":401}', "no key"],
    ['{"error":{"type":"security_exception"},"status":401}', "security_exception"],
    [
      '{"error":"Content-Type header is not supported","status":406}',
      "Content-Type header is not supported",
    ],
    ['{"statusCode":404,"error":"Not Found","message":"no such thing"}', "no such thing"],
    ["<html>login</html>", ""],
    ["", ""],
    ["[]", ""],
  ])("in %s is %j", (text, said) => {
    expect(reasonOf(text)).toBe(said);
  });

  test("is one short line that cannot steer a terminal", () => {
    expect(oneLine("a\n\u001b[2Jb\u0000\u009bc\t d ")).toBe("a ?[2Jb?c d");
    expect(oneLine("x".repeat(5_000))).toHaveLength(400);
  });
});
