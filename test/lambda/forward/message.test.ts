import { findingEvent, incidentEvent } from "../../../lambda/core/incidents/published";
import { at } from "../../../lambda/core/sources/records/json";
import { readMessage } from "../../../lambda/forward/message";
import { findingOf, incidentFrom, NIGHT, SCOPE, TARGET } from "../../support/incidents";

const finding = findingOf();
const incident = incidentFrom(finding, { revision: 7 });

const eventOf = ({ detailType, detail }: { detailType: string; detail: object }) => ({
  source: "sms-pumping",
  "detail-type": detailType,
  detail,
});

const findingMessage = eventOf(findingEvent({ kind: "opened", sequence: 3, atMs: NIGHT, finding }));
const incidentMessage = eventOf(incidentEvent({ reasons: ["opened"], atMs: NIGHT, incident }));

test("an event of a finding names its step", () => {
  expect(readMessage(JSON.stringify(findingMessage))).toEqual({
    kind: "step",
    type: "finding",
    name: { scope: SCOPE, target: TARGET, id: finding.id, sequence: 3 },
    event: findingMessage,
  });
});

test("an event of an incident names its step by the revision", () => {
  expect(readMessage(JSON.stringify(incidentMessage))).toEqual({
    kind: "step",
    type: "incident",
    name: { scope: SCOPE, target: TARGET, id: incident.id, sequence: 7 },
    event: incidentMessage,
  });
});

/** The finding's event without the value at a path. */
const without = (...path: readonly string[]): string =>
  JSON.stringify(findingMessage, function (this: unknown, key, value: unknown) {
    const isThere = path.at(-1) === key && at(findingMessage, ...path) === at(this, key);
    return isThere ? undefined : value;
  });

test.each([
  ["not JSON", "{"],
  ["nothing", "null"],
  ["a list", "[]"],
  ["a text", '"detail"'],
  ["an event without a detail", without("detail")],
  ["an event without a scope", without("detail", "scope")],
  ["an event without a subject", without("detail", "finding")],
  ["an event without an id", without("detail", "finding", "id")],
  ["an event without a target", without("detail", "finding", "target")],
  ["an event without a sequence", without("detail", "sequence")],
  ...[0, -1, 1.5, "1", 1e300].map((sequence) => [
    `the sequence ${JSON.stringify(sequence)}`,
    JSON.stringify({ detail: { ...findingMessage.detail, sequence } }),
  ]),
  ["keys of a prototype", '{"__proto__":{"detail":{}}}'],
])("refuses %s, and keeps it", (_, body = "") => {
  const message = readMessage(body);
  expect(message.kind).toBe("malformed");
  const { event } = message;
  expect(typeof event === "string" && body === "{" ? event : JSON.stringify(event)).toBe(body);
});
