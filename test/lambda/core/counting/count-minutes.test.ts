import { evaluateDeferred, detect } from "../../../../lambda/core/engine";
import { parseConfig } from "../../../../lambda/core/model/config";
import { DAY_MS } from "../../../../lambda/core/model/time";
import { activeRules } from "../../../../lambda/core/rules/active-rule";
import { cognitoClientUnconverted } from "../../../../lambda/core/rules/cognito-client-unconverted";
import { MIDNIGHT, requestsAt } from "../../../support/observations";
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
