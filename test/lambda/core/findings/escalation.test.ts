import { parseConfig, type Config, type Suppression } from "../../../../lambda/core/model/config";
import {
  levelOf,
  notifyOf,
  severityAt,
  tensAbove,
} from "../../../../lambda/core/findings/escalation";
import type { Severity } from "../../../../lambda/core/model/rule";
import { burst } from "../../../support/observations";

const measure = burst(10, 60_000);

const configOf = (settings: object = {}): Config => parseConfig(settings);

function mutedAt(pageAtTimes?: number): Suppression {
  const entry = {
    id: "muted",
    cidr: "198.51.100.0/24",
    expires: "2030-01-01T00:00:00Z",
    owner: "team@example.com",
    reason: "a test",
    pageAtTimes,
  };
  return configOf({ suppressions: [entry] }).suppressions[0]!;
}

test.each([
  [0, 10, 0],
  [10, 10, 0],
  [99, 10, 0],
  [100, 10, 1],
  [999, 10, 1],
  [1000, 10, 2],
  [1_000_000, 10, 5],
  [199, 20, 0],
  [200, 20, 1],
  [30, 3, 1],
  [300, 3, 2],
  [29_999, 3, 3],
  [30_000, 3, 4],
  [70, 7, 1],
  [700_000, 7, 5],
])("a peak of %d over a threshold of %d is %d tens above", (peak, threshold, tens) => {
  expect(tensAbove(peak, threshold)).toBe(tens);
});

test.each([
  [10, 0, 0],
  [100, 0, 1],
  [10, 999, 0],
  [10, 1000, 1],
  [10, 10_000, 2],
  [10, 100_000, 3],
  [1000, 10_000, 4],
])("a peak of %d with %d paid messages is level %d", (peak, paid, level) => {
  expect(levelOf({ peak, paid }, measure, undefined, configOf())).toBe(level);
});

test("the sums and the price come from the configuration", () => {
  const config = configOf({ assumedPriceUsd: 0.5, escalateAtUsd: [10, 20] });
  const levelAt = (paid: number): number => levelOf({ peak: 10, paid }, measure, undefined, config);
  expect([19, 20, 39, 40].map(levelAt)).toEqual([0, 1, 1, 2]);
});

test.each<[Severity, number, Severity]>([
  ["low", 0, "low"],
  ["low", 1, "medium"],
  ["low", 3, "critical"],
  ["high", 1, "critical"],
  ["high", 9, "critical"],
  ["critical", 0, "critical"],
])("%s at level %d is %s", (severity, level, expected) => {
  expect(severityAt(severity, level)).toBe(expected);
});

test("muted traffic is recorded below ten times the threshold and pages from there", () => {
  const muted = mutedAt();
  expect(notifyOf("page", muted, 99, measure)).toBe("record");
  expect(notifyOf("page", muted, 100, measure)).toBe("page");
});

test("a suppression says itself how many times it takes", () => {
  const muted = mutedAt(40);
  expect(notifyOf("page", muted, 399, measure)).toBe("record");
  expect(notifyOf("page", muted, 400, measure)).toBe("page");
});

test("a rule that only records does not page because it was muted", () => {
  expect(notifyOf("record", mutedAt(), 100_000, measure)).toBe("record");
});

test("what is not muted is told as the rule says", () => {
  expect(notifyOf("page", undefined, 10, measure)).toBe("page");
  expect(notifyOf("record", undefined, 10_000, measure)).toBe("record");
});

test("breaking through a suppression is an escalation", () => {
  const muted = mutedAt(40);
  const levelAt = (peak: number): number => levelOf({ peak, paid: 0 }, measure, muted, configOf());
  expect([399, 400].map(levelAt)).toEqual([1, 2]);
});
