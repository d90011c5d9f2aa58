import { importing, listing } from "./insertion";
import { type Name, nameOf } from "./name";
import type { Skeleton } from "./skeleton";

const INDEX = "lambda/core/rules/index.ts";

const ruleText = ({ camel, kebab }: Name): string => `
import { spelledDuration } from "../model/format";
import type { Burst } from "../model/measure";
import type { Rule } from "../model/rule";
import { MINUTE_MS } from "../model/time";
import { byPrincipalAndIp } from "./matching";

export const ${camel}: Rule<Burst> = {
  id: "${kebab}",
  title: "WRITE ME: what goes on, in a few words",
  counts: "WRITE ME: which calls",
  countedBy: "principal and source IP",
  severity: "medium",
  // Page only what somebody should get up for.
  notify: "record",
  attack: ["T1496.003"],
  measure: { kind: "burst", threshold: 10, windowMs: 5 * MINUTE_MS },
  prose: ({ threshold, windowMs }) => ({
    description: \`Write me: \${threshold} of what in \${spelledDuration(windowMs)}, and why that is pumping.\`,
    falsePositives: ["Write me: what does the same and is no attack, and what to do about it."],
    blindSpots: ["Write me: what an attacker does whom this rule does not see."],
  }),
  reads: ["principal", "ip"],
  // Write me: which observations count. None do yet.
  hits: () => () => false,
  entityOf: byPrincipalAndIp,
  targetOf: ({ principal }) => (principal === undefined ? undefined : \`principal:\${principal}\`),
};
`;

const testText = ({ camel, kebab }: Name): string => `
import { parseConfig } from "../../../../lambda/core/model/config";
import { ${camel} } from "../../../../lambda/core/rules/${kebab}";
import { NIGHT, trips } from "../../../support/incidents";
import { sendTextMessage } from "../../../support/records";

const RULE = "${kebab}";
const { threshold, windowMs } = ${camel}.measure;

/** So many hits, the first and the last this far apart. Write me: other records than these. */
const hitsOver = (count: number, spanMs: number) =>
  Array.from({ length: count }, (_, i) =>
    sendTextMessage({ at: NIGHT + Math.floor((i * spanMs) / (count - 1) / 1000) * 1000 }),
  );

test("one hit below the threshold, or one second beyond the window, is quiet", async () => {
  expect(await trips(RULE, hitsOver(threshold - 1, windowMs))).toEqual([]);
  expect(await trips(RULE, hitsOver(threshold, windowMs + 1000))).toEqual([]);
});

test("the threshold within exactly the window fires", async () => {
  const findings = await trips(RULE, hitsOver(threshold, windowMs));
  if (findings.length === 0) {
    throw new Error(
      "write me: hits of lambda/core/rules/${kebab}.ts, and here the records that it counts",
    );
  }
  expect(findings).toMatchObject([{ count: threshold }]);
});

test("what looks alike and is no attack does not count", () => {
  expect(${camel}.hits(parseConfig({}))).toBeInstanceOf(Function);
  throw new Error("write me: hand this rule what its falsePositives name, and expect nothing");
});
`;

const runbookText = ({ kebab }: Name): string => `# ${kebab}

Act first: [the first five minutes](first-five-minutes.md), sections 1 and 2.

## Description

<!-- limit -->

<!-- /limit -->

Write me: what was seen, in which calls, and what it means. What the entity and the target are.

## Investigation

1. **Write me: the first question, and what each answer means.** With a command that can be pasted.

## Resolution

1. Write me: what ends it, with a command, and how to take it back.

What this rule cannot see: write me, from its blind spots.

## When it was harmless

- Write me: for each harmless cause, the setting that keeps it quiet, see [tuning](../tuning.md).
`;

/** A rule that counts nothing yet, in the catalogue, with its tests and its runbook. */
export function ruleSkeleton(text: string): Skeleton {
  const name = nameOf("rule", text);
  const { camel, kebab } = name;
  const test = `test/lambda/core/rules/${kebab}.test.ts`;
  return {
    files: [
      { path: `lambda/core/rules/${kebab}.ts`, text: ruleText(name) },
      { path: test, text: testText(name) },
      { path: `docs/runbooks/${kebab}.md`, text: runbookText(name) },
    ],
    edits: [
      importing(INDEX, `import { ${camel} } from "./${kebab}";`),
      listing(INDEX, "export const catalogue: readonly Rule[] = [\n", camel),
    ],
    todo: [
      `Write what says "write me": the rule, then ${test} until it passes, then the runbook.`,
      "Declare in reads every field that hits, entityOf and targetOf look at, and no others.",
      "Say in elastic/coverage.ts which rule for Kibana stands for it, or why none can.",
      "Run npm run generate: it fills in the limit of the runbook and the table of rules.",
      "Run npm run test:business: no harmless business may be paged.",
      "Add a line to CHANGELOG.md.",
    ],
  };
}
