import { refusal, refusalIn } from "../../../../lambda/core/elastic/refusal";

test("a refusal has Elasticsearch's type and both of its reasons", () => {
  const error = {
    type: "document_parsing_exception",
    reason: "failed to parse field [source.ip]",
    caused_by: { type: "illegal_argument_exception", reason: "'x' is not an IP string literal." },
  };
  expect(refusalIn(400, { error })).toEqual({
    status: 400,
    type: "document_parsing_exception",
    text: "failed to parse field [source.ip]: 'x' is not an IP string literal.",
  });
});

test("a bare text is a reason, too", () => {
  expect(refusalIn(404, { error: "no handler" })).toMatchObject({
    type: "error",
    text: "no handler",
  });
});

test.each([[undefined], ["<html>"], [{}], [{ error: 7 }]])(
  "an answer without an error (%j) says so",
  (answer) => {
    expect(refusalIn(500, answer)).toEqual({
      status: 500,
      type: "unknown",
      text: "no reason was given",
    });
  },
);

test("what an attacker wrote is one short line without the ends of numbers", () => {
  const { type, text } = refusal(
    400,
    `t${"y".repeat(500)}`,
    `a\r\nb\u202e\u001b[2J +998901234567 ${"z".repeat(5000)}`,
  );
  expect(type).toHaveLength(80);
  expect(text).toMatch(/^a\?b\?\[2J \+998xxxx z+$/);
  expect(text.length).toBeLessThanOrEqual(600);
});
