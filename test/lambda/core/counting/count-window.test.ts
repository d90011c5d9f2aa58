import { activeRules } from "../../../../lambda/core/rules/active-rule";
import { parseConfig } from "../../../../lambda/core/model/config";
import { detect, type Deps } from "../../../../lambda/core/engine";
import { catalogue } from "../../../../lambda/core/rules";
import { cognitoSmsBurst } from "../../../../lambda/core/rules/cognito-sms-burst";
import { DAY_MS, dayOf } from "../../../../lambda/core/model/time";
import { MIDNIGHT, requestsAt, LIVE } from "../../../support/observations";
import { newDeps } from "../../../support/workers";

const NOW = MIDNIGHT + DAY_MS;
const { threshold } = cognitoSmsBurst.measure;
const RUN = requestsAt(Array.from({ length: threshold + 2 }, (_, i) => MIDNIGHT + i * 1000));
const CLIENT_KEY = {
  scope: LIVE,
  target: "client:app",
  ruleId: "cognito-client-unconverted",
  entity: { type: "app-client", value: "app" },
} as const;

const deps = (disabled: readonly string[] = []): Deps => {
  const rules = Object.fromEntries(disabled.map((id) => [id, { enabled: false }]));
  const config = parseConfig({ rules });
  return newDeps(activeRules(catalogue, config), undefined, config);
};

/** The finding on one address, which requests without confirmations lead to. */
async function findingIn(given: Deps) {
  const { steps } = await detect(RUN, NOW, given);
  return steps.map(({ finding }) => finding).find(({ ruleId }) => ruleId === "cognito-sms-burst");
}

test("a finding on an address says which share of its codes the app client usually confirms", async () => {
  const given = deps();
  const past = { days: 14, peak: 9, requests: 1000, confirmed: 780 };
  await given.baselines.keep(CLIENT_KEY, dayOf(MIDNIGHT), past);
  expect((await findingIn(given))?.usual).toEqual({ confirmedShare: 0.78 });
});

test("it says nothing of it where too little is known", async () => {
  const given = deps();
  const past = { days: 3, requests: 199, confirmed: 150 };
  await given.baselines.keep(CLIENT_KEY, dayOf(MIDNIGHT), past);
  expect((await findingIn(given))?.usual).toBeUndefined();
});

test("it says nothing of it where no rule counts the app client", async () => {
  const given = deps([
    "cognito-client-unconverted",
    "cognito-account-unconverted",
    "cognito-flow-unconverted",
    "cognito-reset-unconverted",
  ]);
  const past = { days: 14, peak: 9, requests: 1000, confirmed: 780 };
  await given.baselines.keep(CLIENT_KEY, dayOf(MIDNIGHT), past);
  const finding = await findingIn(given);
  expect(finding).toBeDefined();
  expect(finding?.usual).toBeUndefined();
});

test("while the detector learns, a burst needs three times as many", async () => {
  const given = { ...deps(), learning: { firstSeen: () => Promise.resolve(MIDNIGHT - 1000) } };
  expect(await findingIn(given)).toBeUndefined();
  const more = requestsAt(Array.from({ length: 3 * threshold }, (_, i) => MIDNIGHT + i * 1000 + 1));
  const { steps } = await detect(more.slice(RUN.length), NOW, given);
  const finding = steps
    .map((step) => step.finding)
    .find(({ ruleId }) => ruleId === "cognito-sms-burst");
  expect(finding).toMatchObject({ isLearning: true, notify: "page", count: 3 * threshold });
  expect(finding?.measure.threshold).toBe(3 * threshold);
});
