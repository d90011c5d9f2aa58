import { rejectDecision } from "../../../bin/redrive/rejects";
import { eventOf, rejectOf, type RejectChanges } from "../../support/redrive";

const TO = { name: "forward", url: "https://sqs.example.com/1/forward" };
const held = (body: string) => ({ id: "m", receipt: "r", body, attributes: {} });
const decide = (body: string, wanted?: string) => rejectDecision(TO, wanted)(held(body));
const groupOf = (changes: RejectChanges): string => decide(rejectOf("a", changes)).group;

test("the event in a reject goes to the forwarder as it came", () => {
  expect(decide(rejectOf("a"))).toEqual({
    kind: "send",
    group: "400 document_parsing_exception: failed to parse field [source.ip]",
    to: TO,
    body: JSON.stringify(eventOf("a")),
    once: "finding-a-1",
  });
});

test("refusals that differ in values alone are one", () => {
  const [one, other] = ["10", "20"].map((value) =>
    groupOf({
      text: `[1:${value}] failed to parse field [source.ip] in document with id 'x${value}'`,
    }),
  );
  expect(one).toBe(other);
  expect(one).toBe(
    "400 document_parsing_exception: [..] failed to parse field [source.ip] in document with id '..'",
  );
});

test("what others wrote is one short line of ASCII", () => {
  const group = groupOf({ type: "a\u001b[2Jb", text: `\u202e\n${"x".repeat(5_000)}` });
  expect(group).toMatch(/^[\x20-\x7e]{1,240}$/);
  expect(group).not.toContain("\u001b");
});

test("only the reasons that are asked for are sent, in whatever case", () => {
  expect(decide(rejectOf("a"), "PARSING").kind).toBe("send");
  expect(decide(rejectOf("a"), "too large").kind).toBe("skip");
});

test("two characters that SQS refuses travel escaped", () => {
  const event = { text: "a\ufffeb\uffffc" };
  const decision = decide(rejectOf("a", { event }));
  const body = decision.kind === "send" ? decision.body : "";
  expect(body).not.toMatch(/[\ufffe\uffff]/);
  expect(JSON.parse(body)).toEqual(event);
});

test.each([
  ["no JSON", "{"],
  ["another version", JSON.stringify({ schemaVersion: 2, event: {} })],
  ["a list", "[]"],
])("%s stays", (_, body) => {
  expect(decide(body)).toMatchObject({ kind: "stay", group: "unknown" });
});

test.each([["text"], [null], [[]]])("a reject of %j, which was no event, stays", (event) => {
  expect(decide(rejectOf("a", { event })).kind).toBe("stay");
});

test("a reject without a document's id is known by its event", () => {
  const reject = { ...(JSON.parse(rejectOf("a")) as object), documentId: "" };
  expect(decide(JSON.stringify(reject))).toMatchObject({ once: JSON.stringify(eventOf("a")) });
});
