import { activeRules } from "../../../../lambda/core/rules/active-rule";
import { parseConfig } from "../../../../lambda/core/model/config";
import { detect } from "../../../../lambda/core/engine";
import { catalogue } from "../../../../lambda/core/rules";
import { DAY_MS, dayOf } from "../../../../lambda/core/model/time";
import type { World } from "../../../../lambda/core/world";
import { MIDNIGHT, requestsAt, LIVE } from "../../../support/observations";
import { newWorld } from "../../../support/workers";

const NOW = MIDNIGHT + DAY_MS;
const RUN = requestsAt(Array.from({ length: 12 }, (_, i) => MIDNIGHT + i * 1000));
const CLIENT_KEY = {
  scope: LIVE,
  target: "client:app",
  ruleId: "cognito-client-unconverted",
  entity: { type: "app-client", value: "app" },
} as const;

const world = (disabled: readonly string[] = []): World => {
  const rules = Object.fromEntries(disabled.map((id) => [id, { enabled: false }]));
  const config = parseConfig({ rules });
  return newWorld(activeRules(catalogue, config), undefined, config);
};

/** The finding on one address, which requests without confirmations lead to. */
async function findingIn(given: World) {
  const { steps } = await detect(RUN, NOW, given);
  return steps.map(({ finding }) => finding).find(({ ruleId }) => ruleId === "cognito-sms-burst");
}

test("a finding on an address says which share of its codes the app client usually confirms", async () => {
  const given = world();
  const past = { days: 14, peak: 9, requests: 1000, confirmed: 780 };
  await given.baselines.keep(CLIENT_KEY, dayOf(MIDNIGHT), past);
  expect((await findingIn(given))?.usual).toEqual({ confirmedShare: 0.78 });
});

test("it says nothing of it where too little is known", async () => {
  const given = world();
  const past = { days: 3, requests: 199, confirmed: 150 };
  await given.baselines.keep(CLIENT_KEY, dayOf(MIDNIGHT), past);
  expect((await findingIn(given))?.usual).toBeUndefined();
});

test("it says nothing of it where no rule counts the app client", async () => {
  const given = world(["cognito-client-unconverted"]);
  const past = { days: 14, peak: 9, requests: 1000, confirmed: 780 };
  await given.baselines.keep(CLIENT_KEY, dayOf(MIDNIGHT), past);
  const finding = await findingIn(given);
  expect(finding).toBeDefined();
  expect(finding?.usual).toBeUndefined();
});

test("while the detector learns, a burst needs three times as many", async () => {
  const given = { ...world(), learning: { firstSeen: () => Promise.resolve(MIDNIGHT - 1000) } };
  expect(await findingIn(given)).toBeUndefined();
  const more = requestsAt(Array.from({ length: 30 }, (_, i) => MIDNIGHT + i * 1000 + 1));
  const { steps } = await detect(more.slice(12), NOW, given);
  const finding = steps
    .map((step) => step.finding)
    .find(({ ruleId }) => ruleId === "cognito-sms-burst");
  expect(finding).toMatchObject({ isLearning: true, notify: "page", count: 30 });
  expect(finding?.measure.threshold).toBe(30);
});
