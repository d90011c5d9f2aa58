import { rejectMessage } from "../../../../lambda/core/elastic/reject-message";

const AT = Date.parse("2026-11-22T05:00:00Z");
const REASON = { status: 400, type: "document_parsing_exception", text: "because" };

const messageOf = (event: unknown, text = "because"): string =>
  rejectMessage({
    reason: { ...REASON, text },
    documentId: "finding-F1-1",
    rejectedAtMs: AT,
    event,
  });

/** All characters that SQS takes in a message. */
const SENDABLE = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

test("a reject carries its reason, its document's id, when it was, and its event", () => {
  const event = { source: "sms-pumping", detail: { scope: "s" } };
  expect(JSON.parse(messageOf(event))).toEqual({
    schemaVersion: 1,
    reason: REASON,
    documentId: "finding-F1-1",
    rejectedAt: "2026-11-22T05:00:00.000Z",
    event,
  });
});

test("a message that was not JSON is kept as its text", () => {
  expect(JSON.parse(messageOf("not JSON"))).toMatchObject({ event: "not JSON" });
});

test("characters that SQS refuses are escaped, and come back", () => {
  const event = { text: "a\uffffb\ufffe\ud800c\u0001漢\u{1f600}" };
  const message = messageOf(event);
  expect(message).toMatch(SENDABLE);
  expect((JSON.parse(message) as { event: unknown }).event).toEqual(event);
});

test.each([
  ["plain", "x".repeat(1_000_000)],
  ["wide", "漢".repeat(400_000)],
  ["escaped", '"\\'.repeat(300_000)],
  ["nested", { deep: ["\u0001".repeat(300_000)] }],
])("a %s message that a queue has no room for keeps its beginning", (_, event) => {
  const message = messageOf(event, "r".repeat(100_000));
  expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024);
  const kept = (JSON.parse(message) as { event: unknown }).event;
  expect(String(kept).length).toBeGreaterThan(10_000);
  expect(JSON.stringify(event).startsWith(String(kept))).toBe(true);
});
