import { activeRules, keptTokens, measureFor } from "../../../../lambda/core/rules/active-rule";
import { ConfigError, parseConfig } from "../../../../lambda/core/model/config";
import type { Measure } from "../../../../lambda/core/model/measure";
import type { Entity, Rule } from "../../../../lambda/core/model/rule";
import { MINUTE_MS } from "../../../../lambda/core/model/time";
import {
  ACCOUNT,
  burst,
  MIDNIGHT,
  request,
  ruleOf,
  unconfirmedBurst,
} from "../../../support/observations";

const ROLE = `arn:aws:iam::${ACCOUNT}:role/otp-sender`;

const { isHit, gapMs, ...described } = ruleOf(burst(10, 5 * MINUTE_MS), { id: "plain" });
const plain: Rule = { ...described, hits: () => isHit };
const shared: Rule = {
  ...plain,
  id: "shared",
  measure: unconfirmedBurst(10, 5 * MINUTE_MS, 0.2),
};

const active = (settings: object) => activeRules([plain, shared], parseConfig(settings));

test("without settings the catalogue runs as it is", () => {
  const [first, second] = active({});
  expect([first?.measure, second?.measure]).toEqual([plain.measure, shared.measure]);
  expect([first?.notify, first?.severity]).toEqual(["page", "medium"]);
  expect(first?.isHit(request({ id: "e", atMs: MIDNIGHT }))).toBe(true);
  expect(gapMs).toBeGreaterThan(0);
});

test("settings replace what they name and nothing else", () => {
  const [first, second] = active({
    rules: {
      plain: { threshold: 30, notify: "record", severity: "low" },
      shared: { windowMinutes: 15, share: 0.5 },
    },
  });
  expect(first).toMatchObject({
    measure: burst(30, 5 * MINUTE_MS),
    notify: "record",
    severity: "low",
  });
  expect(second).toMatchObject({
    measure: unconfirmedBurst(10, 15 * MINUTE_MS, 0.5),
    notify: "page",
    severity: "medium",
  });
});

test("a rule that is switched off does not run", () => {
  expect(active({ rules: { plain: { enabled: false } } }).map(({ id }) => id)).toEqual(["shared"]);
});

test("refuses settings for rules that do not exist, and names the one that was meant or all", () => {
  const refused = () => active({ rules: { palin: {}, shared: {}, burst: {} } });
  expect(refused).toThrow(ConfigError);
  expect(refused).toThrow(
    "rules: got the unknown rule palin; did you mean plain?\n" +
      "rules: got the unknown rule burst; give one of plain, shared",
  );
});

test.each([
  [5, 30],
  [30, 30],
  [31, 31],
  [1440, 1440],
])("with a window of %d minutes the session gap is %d minutes", (windowMinutes, quiet) => {
  const [first] = active({ rules: { plain: { windowMinutes } } });
  expect(first?.gapMs).toBe(quiet * MINUTE_MS);
});

test.each([
  [burst(10, MINUTE_MS), 10],
  [burst(500, MINUTE_MS), 500],
  [unconfirmedBurst(10, MINUTE_MS, 0.2), 100],
  [unconfirmedBurst(101, MINUTE_MS, 0.2), 101],
])("%j keeps %d tokens on either side", (measure, kept) => {
  expect(keptTokens(measure)).toBe(kept);
});

describe("an expected sender", () => {
  const config = parseConfig({
    expectedSenders: [{ principal: ROLE, threshold: 300, owner: "otp@example.com", reason: "OTP" }],
  });
  const rule = ruleOf(burst(10, MINUTE_MS));

  test.each<[Entity["type"], string, number]>([
    ["principal", ROLE, 300],
    ["principal-ip", `${ROLE} from 192.0.2.1`, 300],
    ["principal", `${ROLE}-2`, 10],
    ["principal-ip", `${ROLE}-2 from 192.0.2.1`, 10],
    ["principal-ip", `x${ROLE} from 192.0.2.1`, 10],
    ["user-agent", ROLE, 10],
    ["ip", "192.0.2.1", 10],
  ])("the %s %s has the threshold %d", (type, value, threshold) => {
    expect(measureFor(rule, { type, value }, config)).toEqual(burst(threshold, MINUTE_MS));
  });
});

const volume = { kind: "volume", threshold: 10, windowMs: 5 * MINUTE_MS, times: 3 } as const;
const excess = {
  ...volume,
  kind: "unconfirmed-excess",
  spansMs: [5 * MINUTE_MS, 360 * MINUTE_MS],
  share: 0.7,
} as const;

test("settings of a rule that compares with the past are its numbers, and no others", () => {
  const compared: Rule = { ...plain, id: "compared", measure: excess };
  const sized: Rule = { ...plain, id: "sized", measure: volume };
  const settings = { threshold: 50, windowMinutes: 10, share: 0.4, times: 5 };
  const [first, second] = activeRules(
    [compared, sized],
    parseConfig({ rules: { compared: settings, sized: settings } }),
  );
  const numbers = { threshold: 50, windowMs: 10 * MINUTE_MS, times: 5 };
  expect(first?.measure).toEqual({ ...excess, ...numbers, share: 0.4 });
  expect(second?.measure).toEqual({ ...volume, ...numbers });
});

describe("while the detector learns", () => {
  const config = parseConfig({
    expectedSenders: [{ principal: ROLE, threshold: 300, owner: "otp@example.com", reason: "OTP" }],
  });
  const learner = { isLearning: true };

  test.each<[Measure, number]>([
    [burst(10, MINUTE_MS), 30],
    [unconfirmedBurst(10, MINUTE_MS, 0.2), 30],
    [volume, 30],
    [excess, 10],
    [{ kind: "each", threshold: 1, windowMs: MINUTE_MS }, 1],
  ])("%j has the threshold %i", (measure, threshold) => {
    const entity = { type: "ip", value: "192.0.2.1" } as const;
    expect(measureFor(ruleOf(measure), entity, config, learner).threshold).toBe(threshold);
    expect(measureFor(ruleOf(measure), entity, config, {})).toEqual(measure);
  });

  test("an expected sender's own threshold is three times as high as well", () => {
    const sender = { type: "principal", value: ROLE } as const;
    expect(measureFor(ruleOf(volume), sender, config, learner).threshold).toBe(900);
    expect(measureFor(ruleOf(volume), sender, config).threshold).toBe(300);
  });
});
