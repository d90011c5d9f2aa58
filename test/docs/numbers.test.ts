import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cognitoTrail } from "../../elastic/data-sources";
import type * as NextVersions from "../../elastic/next-versions";
import type { UnversionedRule } from "../../elastic/kibana-rule";
import { duration, percent, spelledDuration } from "../../lambda/core/model/format";
import { usualShare, VISIBLE_SHARE } from "../../lambda/core/counting/minutes/usual-share";
import { EARLY, FEW, NEWCOMER, GRACE_MS } from "../../lambda/core/model/grace";
import type { Measure } from "../../lambda/core/model/measure";
import type { Rule } from "../../lambda/core/model/rule";
import { HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import type * as Rules from "../../lambda/core/rules";
import { catalogue } from "../../lambda/core/rules";
import { SLOW_NEWCOMERS, SLOW_TYPISTS } from "../../lambda/core/rules/typing-time";
import { unconfirmedBurst } from "../support/observations";
import { numbersIn, type NumberInText } from "../support/numbers-in-text";

/* A sentence that names a threshold, a window, a share or a multiple must take it from the measure;
   else it lies as soon as somebody changes the rule. So every sentence is made twice, once with
   all numbers changed: a number that stays as it was has been written by hand. */

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Other numbers than those of any rule, all of which differ from each other. */
function changeNumbers(measure: Mutable<Measure>): void {
  measure.windowMs = 37 * MINUTE_MS;
  if (measure.kind === "each") return;
  measure.threshold = 71;
  if ("share" in measure) measure.share = 0.61;
  if ("times" in measure) measure.times = 7;
  if ("spansMs" in measure) measure.spansMs = [37, 41, 43, 47, 53].map((n) => n * MINUTE_MS);
  if ("drift" in measure) measure.drift = { threshold: 67, tolerance: 0.23 };
  changeOptional(measure);
}

/** Every number of a group of numbers becomes another. */

const changed = <T extends object>(group: T | undefined): T | undefined =>
  group === undefined
    ? undefined
    : (Object.fromEntries(
        Object.entries(group).map(([name, value]) => [
          name,
          typeof value === "number" ? value * 1.37 : value,
        ]),
      ) as T);

function changeOptional(measure: Mutable<Measure>): void {
  if (measure.kind === "uncompleted-burst") measure.early = changed(measure.early);
  if (measure.kind === "volume") measure.ownVolume = changed(measure.ownVolume);
  if (measure.kind !== "unconfirmed-excess") return;
  measure.deviations = measure.deviations === undefined ? undefined : measure.deviations * 1.37;
  measure.surge = changed(measure.surge);
  measure.unseen = changed(measure.unseen);
}

const textsOfRule = (rule: Rule): readonly (readonly [string, string])[] => {
  const { description, falsePositives, blindSpots } = rule.prose(rule.measure);
  const texts = [rule.title, rule.counts, rule.countedBy, description];
  return [...texts, ...falsePositives, ...blindSpots].map((text, i) => [`${rule.id} ${i}`, text]);
};

const textsOfDraft = (draft: UnversionedRule): readonly (readonly [string, string])[] =>
  [draft.name, draft.description, draft.note, draft.setup, ...draft.false_positives].map(
    (text, i) => [`${draft.slug} ${i}`, text],
  );

/** All that rules and Kibana's rules say, from modules that are loaded anew. */
function everyText(change: (measure: Measure) => void): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  jest.isolateModules(() => {
    const rules = jest.requireActual<typeof Rules>("../../lambda/core/rules").catalogue;
    for (const { measure } of rules) change(measure);
    const { everyForm } = jest.requireActual<typeof NextVersions>("../../elastic/next-versions");
    for (const [name, text] of rules.flatMap(textsOfRule)) texts.set(name, text);
    for (const [name, text] of everyForm().flat().flatMap(textsOfDraft)) texts.set(name, text);
  });
  return texts;
}

const LATE_MS = cognitoTrail.latenessMs;
const ASSUMED = usualShare({ days: 0, requests: 0, confirmed: 0 }).share;
const fact = (text: string): RegExp => new RegExp(text, "g");

/** Numbers that no measure knows, by what makes them true. */
const FACTS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [fact(SLOW_TYPISTS), "so many old requests end the grace early"],
  [fact(SLOW_NEWCOMERS), "the same, of a newcomer"],
  [/the ten minutes before/g, "how far back one person may have confirmed"],
  [/\/(24|32|48|64|128)\b|IPv[46]/g, "prefixes that the code counts by, and versions of IP"],
  [/\b(200|201|202|204|302|400|422|429)\b(?! (codes|people|calls))/g, "HTTP status"],
  [/three of the last 14 days/g, "what a baseline needs, and how far back it looks"],
  [/(no|after) three days/gi, "what a baseline needs"],
  [/in the 14 days before/g, "how far back the detector looks"],
  [
    fact(
      `until ${EARLY.requests} of its requests are a minute old; at 30 a second those are some 1,900`,
    ),
    "so many old requests end the grace early",
  ],
  [fact(`about one user within ${duration(FEW.hasteMs)}`), "the haste of a tool"],
  [
    fact(
      `(slower than|unless) \\d+ (requests in|of them come within) ${duration(NEWCOMER.hasteMs)}`,
    ),
    "the haste of a tool whom nobody knows",
  ],
  [
    fact(
      `until \\d+ of its requests are ${duration(NEWCOMER.ageMs)} old: at one a second \\d+ texts`,
    ),
    "so many old requests end a newcomer's grace",
  ],
  [/1,024 characters/g, "the limit of the AWS integration's keyword fields"],
  [/^\d\. /gm, "numbers of steps"],
  [/k6/g, "a load tester"],
  [/a thousand people/g, "many"],
  [/(alert|counts) twice/g, "the same thing once more"],
  [/every five minutes/g, "how often a load balancer writes its log"],
  [/10 times (?=what is|as large)/g, "a finding escalates by powers of ten"],
  [/in 2 Regions/g, "Kibana's rule alone asks for several Regions"],
  [fact(`${spelledDuration(LATE_MS)} late`), "how late CloudTrail may be"],
  [fact(`waits ${spelledDuration(LATE_MS + GRACE_MS)}`), "that, and the time to type a code in"],
  [fact(`${percent(ASSUMED)} of`), "the share that an unknown client is taken to confirm"],
  [
    fact(`Within ${duration(HOUR_MS)} (an app client|the codes that the sites)`),
    "the span that Kibana's rule looks at",
  ],
  [fact(`Within ${duration(6 * HOUR_MS)} several app clients`), "the same, of a trickle"],
  [fact(`${percent(VISIBLE_SHARE)} and more were typed in`), "what it takes to be visible"],
];

const withoutFacts = (text: string): string =>
  FACTS.reduce((rest, [pattern]) => rest.replace(pattern, ""), text);

test("no sentence of a rule or of Kibana's rules has a number of its own", () => {
  const shipped = everyText(() => undefined);
  const changed = everyText(changeNumbers);
  expect(shipped.size).toBeGreaterThan(150);
  const bare = [...shipped].flatMap(([name, text]) => {
    const now = numbersIn(withoutFacts(text));
    const then = numbersIn(withoutFacts(changed.get(name) ?? ""));
    return now
      .filter(({ value }, i) => value === then[i]?.value || now.length !== then.length)
      .map(({ context }) => `${name}: ${context}`);
  });
  expect(bare).toEqual([]);
});

test("every fact that may be written by hand is still written somewhere", () => {
  const texts = [...everyText(() => undefined).values()].join("\n");
  expect(FACTS.filter(([pattern]) => texts.search(pattern) < 0)).toEqual([]);
});

/** What a person reads of a runbook, without the part that is generated. */
const handwritten = (page: string): string =>
  page
    .replace(/<!-- limit -->.*<!-- \/limit -->/s, "")
    .replace(/```.*?```/gs, "")
    .replace(/`[^`]*`|\$[\d.,]+/g, "")
    .replace(/\[[^\]]*\]\((first-five-minutes|\.\.\/tuning)\.md[^)]*\)/g, "")
    .replace(/^ *\d+\. |\b(steps?|sections?|Resolution) \d+/gm, "");

const UNITS: Readonly<Record<string, number>> = {
  second: 1000,
  minute: MINUTE_MS,
  min: MINUTE_MS,
  hour: HOUR_MS,
  h: HOUR_MS,
};

const spansOf = (measure: Measure): readonly number[] =>
  "spansMs" in measure ? measure.spansMs : [measure.windowMs];

/** Whether a number reads like one of the measure's: threshold, window, share or multiple. */
function isOf(measure: Measure, { value, after }: NumberInText): boolean {
  const [, unit] = /^[ -](?:whole )?(second|minute|min|hour|h)/.exec(after) ?? [];
  if (unit !== undefined) return spansOf(measure).includes(value * (UNITS[unit] ?? 0));
  if (/^ times|fold/.test(after)) return "times" in measure && value === measure.times;
  const share = "share" in measure ? measure.share : undefined;
  const threshold = measure.kind === "each" ? undefined : measure.threshold;
  return (
    [value, value / 100].some((each) => each === share) ||
    [value, 1 / value].some((each) => each === threshold)
  );
}

test.each(catalogue)("$id has a runbook whose own words name no number of its measure", (rule) => {
  const page = readFileSync(join(__dirname, `../../docs/runbooks/${rule.id}.md`), "utf8");
  const bare = numbersIn(handwritten(page)).filter((number) => isOf(rule.measure, number));
  expect(bare.map(({ context }) => context)).toEqual([]);
});

describe("a number in a sentence is found", () => {
  test.each([
    ["sends 10 codes", [10]],
    ["its first ten users", [10]],
    ["before the fiftieth request", [1 / 50]],
    ["under 20 % of 1,000 in 2.5 hours", [20, 1000, 2.5]],
    ["three times in an hour, twice a day", [3, 1, 2]],
    ["two thirds, hundreds, one address, within the hour", [2, 1 / 3]],
  ])("in: %s", (text, values) => {
    expect(numbersIn(text).map(({ value }) => value)).toEqual(values);
  });

  test.each(["at least 10 codes", "ten codes", "in five minutes", "in 5 min", "under a fifth"])(
    "and known as the measure's own: %s",
    (text) => {
      const measure = unconfirmedBurst(10, 5 * MINUTE_MS, 0.2);
      expect(numbersIn(text).some((number) => isOf(measure, number))).toBe(true);
    },
  );
});
