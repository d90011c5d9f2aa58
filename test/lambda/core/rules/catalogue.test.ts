import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { activeRules } from "../../../../lambda/core/rules/active-rule";
import { parseConfig } from "../../../../lambda/core/model/config";
import { isMinuteMeasure } from "../../../../lambda/core/model/measure";
import { catalogue } from "../../../../lambda/core/rules";

const ROOT = join(__dirname, "../../../..");
const RULES = join(ROOT, "lambda/core/rules");
const declaresRule = (name: string): boolean =>
  /^export const \w+: Rule\b/m.test(readFileSync(join(RULES, name), "utf8"));

const ids = catalogue.map(({ id }) => id);

test("every rule is a file of its own that bears its id, and every such file is in the catalogue", () => {
  const files = readdirSync(RULES).filter((name) => name.endsWith(".ts") && declaresRule(name));
  expect(files.map((name) => basename(name, ".ts"))).toEqual([...ids].sort());
});

test("every rule has tests of its boundary", () => {
  const tests = readdirSync(__dirname);
  expect(ids.filter((id) => !tests.includes(`${id}.test.ts`))).toEqual([]);
});

const SENTENCE = /^[A-Z].*\.$/s;

describe.each(catalogue)("$id", (rule) => {
  test("has an id in kebab-case that no other rule has", () => {
    expect(rule.id).toMatch(/^[a-z]+(-[a-z0-9]+)+$/);
    expect(ids.filter((id) => id === rule.id)).toHaveLength(1);
  });

  test("has a runbook", () => {
    expect(existsSync(join(ROOT, "docs/runbooks", `${rule.id}.md`))).toBe(true);
  });

  test("says in whole sentences what it sees, what it takes for an attack and what it misses", () => {
    const { description, falsePositives, blindSpots } = rule.prose(rule.measure);
    expect(description).toMatch(SENTENCE);
    expect(falsePositives.length).toBeGreaterThan(0);
    expect(blindSpots.length).toBeGreaterThan(0);
    for (const text of [...falsePositives, ...blindSpots]) expect(text).toMatch(SENTENCE);
    for (const text of [rule.title, rule.counts, rule.countedBy]) expect(text).toMatch(/^\S.*\S$/);
  });

  test("names SMS pumping in ATT&CK", () => {
    expect(rule.attack).toContain("T1496.003");
    for (const id of rule.attack) expect(id).toMatch(/^T\d{4}(\.\d{3})?$/);
  });

  test("has a measure that its windows can hold", () => {
    const { threshold, windowMs } = rule.measure;
    expect(threshold).toBeGreaterThanOrEqual(rule.measure.kind === "each" ? 1 : 2);
    // Windows keep that many tokens; minute sums keep numbers.
    expect(threshold).toBeLessThanOrEqual(isMinuteMeasure(rule.measure) ? 500 : 100);
    expect(windowMs).toBeGreaterThan(0);
    expect(64 ** 5).toBeGreaterThan(windowMs);
    if ("share" in rule.measure) {
      expect(rule.measure.share).toBeGreaterThan(0);
      expect(rule.measure.share).toBeLessThan(1);
    }
    if (!isMinuteMeasure(rule.measure)) return;
    const spans = "spansMs" in rule.measure ? rule.measure.spansMs : [];
    for (const span of [windowMs, ...spans]) expect(span % 60_000).toBe(0);
    expect(rule.measure.times).toBeGreaterThan(1);
  });
});

test.each([5, 30, 1440])(
  "with %i quiet minutes no rule is quiet sooner than its window, nor an excess than an hour or a drift than three",
  (minutes) => {
    const rules = activeRules(catalogue, parseConfig({ quietMinutes: minutes }));
    expect(rules).toHaveLength(catalogue.length);
    for (const { gapMs, measure } of rules) {
      const isDrifting = measure.kind === "unconfirmed-excess" && measure.drift !== undefined;
      const excessMs = (isDrifting ? 3 : 1) * 3_600_000;
      const least = measure.kind === "unconfirmed-excess" ? excessMs : measure.windowMs;
      expect(gapMs).toBe(Math.max(minutes * 60_000, least));
    }
  },
);
