import { incidentOf } from "../../../../lambda/core/incidents/incident";
import { MINUTE_MS } from "../../../../lambda/core/model/time";
import { findingOf, incidentFrom } from "../../../support/incidents";

const QUIET = 30 * MINUTE_MS;
const F = findingOf();
const incident = incidentFrom(F);

test("a finding that pages belongs to the incident within the session gap", () => {
  const later = (gap: number) =>
    findingOf({ firstSeen: F.lastSeen + gap, lastSeen: F.lastSeen + gap });
  expect(incidentOf(F, [incident], QUIET)).toBe(incident);
  expect(incidentOf(later(QUIET), [incident], QUIET)).toBe(incident);
  expect(incidentOf(later(QUIET + 1), [incident], QUIET)).toBeUndefined();
});

test("a finding that only records belongs to the incident that it overlaps", () => {
  const recorded = (gap: number) =>
    findingOf({ notify: "record", firstSeen: F.lastSeen + gap, lastSeen: F.lastSeen + gap });
  expect(incidentOf(recorded(0), [incident], QUIET)).toBe(incident);
  expect(incidentOf(recorded(1), [incident], QUIET)).toBeUndefined();
});

test("targets and scopes do not mix", () => {
  expect(incidentOf(findingOf({ target: "client:other" }), [incident], QUIET)).toBeUndefined();
  expect(
    incidentOf(findingOf({ scope: "111122223333/drill:d" }), [incident], QUIET),
  ).toBeUndefined();
});
