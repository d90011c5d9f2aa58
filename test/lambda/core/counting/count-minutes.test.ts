import { evaluateDeferred, detect } from "../../../../lambda/core/engine";
import { parseConfig } from "../../../../lambda/core/model/config";
import type { Observation } from "../../../../lambda/core/model/observation";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { activeRules } from "../../../../lambda/core/rules/active-rule";
import { cognitoClientUnconverted } from "../../../../lambda/core/rules/cognito-client-unconverted";
import { confirmation, MIDNIGHT, request, requestsAt } from "../../../support/observations";
import { newDeps } from "../../../support/workers";

const config = parseConfig({});
const NOW = MIDNIGHT + 60_000;

test("requests after which nothing more comes are judged once their time to confirm has passed", async () => {
  const deps = newDeps(activeRules([cognitoClientUnconverted], config), undefined, config);
  const count = 6 * cognitoClientUnconverted.measure.threshold;
  const flood = requestsAt(Array.from({ length: count }, (_, i) => MIDNIGHT + i * 100));
  const { steps, deferred } = await detect(flood, NOW, deps);
  expect(steps).toEqual([]);
  expect(deferred).toHaveLength(1);
  const [evaluation] = deferred;
  const later = await evaluateDeferred(evaluation!, NOW + DAY_MS, deps);
  expect(later.steps.map(({ kind, finding }) => [kind, finding.count])).toEqual([
    ["opened", count],
  ]);
  expect(later.deferred).toEqual([]);
});

/** Two days of an app client whose people type each code in so many minutes later. */
function typedAfter(minutes: number): Observation[] {
  return [1, 2].flatMap((daysBack) =>
    Array.from({ length: 200 }, (_, i) => {
      const atMs = MIDNIGHT - daysBack * DAY_MS + 10 * HOUR_MS + i * 7000 * (1 + (i % 5));
      const id = `${daysBack}-${i}`;
      return [
        request({ id, atMs }),
        confirmation({ id: `${id}c`, atMs: atMs + minutes * MINUTE_MS }),
      ];
    }).flat(),
  );
}

test.each([
  ["at once", 0, 3],
  ["after eight minutes", 8, 9],
])(
  "where people type %s, requests that come five minutes late are judged that long after they came",
  async (_name, minutes, least) => {
    const deps = newDeps(activeRules([cognitoClientUnconverted], config), undefined, config);
    await detect(typedAfter(minutes), MIDNIGHT, deps);
    const lateMs = 5 * MINUTE_MS;
    const flood = requestsAt(Array.from({ length: 300 }, (_, i) => MIDNIGHT + i * 100));
    const { deferred } = await detect(flood, NOW + lateMs, deps);
    const [evaluation] = deferred;
    const waitedMs = evaluation!.dueAtMs - (NOW + lateMs);
    expect(waitedMs).toBeGreaterThanOrEqual(least * MINUTE_MS);
    expect(waitedMs).toBeLessThanOrEqual((least + 1) * MINUTE_MS);
  },
);
