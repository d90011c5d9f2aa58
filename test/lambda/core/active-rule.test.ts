import { activeRules, keptTokens, measureFor } from "../../../lambda/core/active-rule";
import { ConfigError, parseConfig } from "../../../lambda/core/config";
import type { Entity, Rule } from "../../../lambda/core/rule";
import { MINUTE_MS } from "../../../lambda/core/time";
import {
  ACCOUNT,
  burst,
  MIDNIGHT,
  request,
  ruleOf,
  unconfirmedBurst,
} from "../../support/observations";

const ROLE = `arn:aws:iam::${ACCOUNT}:role/otp-sender`;

const { isHit, quietMs, ...described } = ruleOf(burst(10, 5 * MINUTE_MS), { id: "plain" });
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
  expect(quietMs).toBeGreaterThan(0);
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

test("refuses settings for a rule that does not exist and names those that do", () => {
  expect(() => active({ rules: { palin: {} } })).toThrow(ConfigError);
  expect(() => active({ rules: { palin: {} } })).toThrow(/palin.*plain, shared/);
});

test.each([
  [5, 30],
  [30, 30],
  [31, 31],
  [1440, 1440],
])("with a window of %d minutes the quiet period is %d minutes", (windowMinutes, quiet) => {
  const [first] = active({ rules: { plain: { windowMinutes } } });
  expect(first?.quietMs).toBe(quiet * MINUTE_MS);
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
