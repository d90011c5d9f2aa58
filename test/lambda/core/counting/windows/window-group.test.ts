import type { ActiveRule } from "../../../../../lambda/core/rules/active-rule";
import { parseConfig, type Config } from "../../../../../lambda/core/model/config";
import {
  groupHits,
  windowKeyText,
  type WindowGroup,
} from "../../../../../lambda/core/counting/windows/window-group";
import type { Observation } from "../../../../../lambda/core/model/observation";
import { isPaid, offsetOf } from "../../../../../lambda/core/counting/windows/token";
import { DAY_MS } from "../../../../../lambda/core/model/time";
import {
  burst,
  CLIENT,
  confirmation,
  IP,
  LIVE,
  MIDNIGHT,
  request,
  requestsAt,
  ruleOf,
  unconfirmedBurst,
} from "../../../../support/observations";

const SPAN = 60_000;
const plain = ruleOf(burst(3, SPAN), { id: "plain" });
const shared = ruleOf(unconfirmedBurst(3, SPAN, 0.2), { id: "shared" });

const grouped = (
  observations: readonly Observation[],
  rules: readonly ActiveRule[] = [plain],
  config: Config = parseConfig({}),
  drill?: string,
): readonly WindowGroup[] => groupHits(observations, rules, config, drill);

const countsOf = ({ additions }: WindowGroup): readonly object[] =>
  additions.map(({ index, series }) => ({
    index: index - MIDNIGHT / SPAN,
    ...Object.fromEntries(
      Object.entries(series).map(([name, { tokens }]) => [name, tokens.length]),
    ),
  }));

test("requests of one address are one group with one addition for each chunk", () => {
  const groups = grouped(requestsAt([0, SPAN - 1, SPAN, 3 * SPAN].map((ms) => MIDNIGHT + ms)));
  expect(groups).toHaveLength(1);
  expect(groups[0]?.key).toEqual({
    scope: LIVE,
    target: CLIENT,
    spanMs: SPAN,
    entity: { type: "ip", value: IP },
  });
  expect(countsOf(groups[0]!)).toEqual([
    { index: 0, plain: 2 },
    { index: 1, plain: 1 },
    { index: 3, plain: 1 },
  ]);
});

test("offsets count from the beginning of the chunk", () => {
  const [group] = grouped(requestsAt([MIDNIGHT + 5 * SPAN + 77]));
  expect(offsetOf(group!.additions[0]!.series.plain!.tokens[0]!)).toBe(77);
});

test("addresses, clients, accounts and spans are counted apart", () => {
  const observations = [
    request({ id: "1", atMs: MIDNIGHT }),
    request({ id: "2", atMs: MIDNIGHT, ip: "192.0.2.2" }),
    request({ id: "3", atMs: MIDNIGHT, clientId: "other" }),
    request({ id: "4", atMs: MIDNIGHT, account: "444455556666" }),
  ];
  const wide = ruleOf(burst(3, 2 * SPAN), { id: "wide" });
  const groups = grouped(observations, [plain, wide]);
  expect(groups).toHaveLength(8);
  expect(new Set(groups.map(({ key }) => windowKeyText(key))).size).toBe(8);
});

test("rules over the same entity and span share one addition", () => {
  const groups = grouped(requestsAt([MIDNIGHT, MIDNIGHT + 1]), [plain, shared]);
  expect(groups.map(countsOf)).toEqual([[{ index: 0, plain: 2, shared: 2 }]]);
  expect([...groups[0]!.counted.keys()]).toEqual([plain, shared]);
  expect(groups[0]?.kept.get("plain")).toBe(3);
  expect(groups[0]?.kept.get("shared")).toBe(100);
});

test("confirmations are counted only where a rule asks for them, and asked for later", () => {
  const confirmed = [confirmation({ id: "c", atMs: MIDNIGHT })];
  expect(grouped(confirmed, [plain])).toEqual([]);
  const [group] = grouped(confirmed, [plain, shared]);
  expect(countsOf(group!)).toEqual([{ index: 0, "shared~": 1 }]);
  expect(group?.counted.size).toBe(0);
  expect([...group!.confirmedDays]).toEqual([MIDNIGHT / DAY_MS]);
});

test("what surely sent nothing is not counted, and what may have sent is", () => {
  const observations = [
    request({ id: "1", atMs: MIDNIGHT, delivery: "none" }),
    request({ id: "2", atMs: MIDNIGHT, delivery: "possible" }),
    request({ id: "3", atMs: MIDNIGHT, outcome: "throttled" }),
    request({ id: "4", atMs: MIDNIGHT, outcome: "failure" }),
  ];
  expect(grouped(observations).map(countsOf)).toEqual([[{ index: 0, plain: 3 }]]);
});

test.each([
  ["sms", "success", true],
  ["sms", "throttled", false],
  ["sms", "failure", false],
  ["possible", "success", false],
] as const)("%s and %s is surely paid: %s", (delivery, outcome, expected) => {
  const [group] = grouped([request({ id: "1", atMs: MIDNIGHT, delivery, outcome })]);
  expect(isPaid(group!.additions[0]!.series.plain!.tokens[0]!)).toBe(expected);
});

test("what lacks the entity or the target is not counted", () => {
  expect(grouped([request({ id: "1", atMs: MIDNIGHT, ip: undefined })])).toEqual([]);
  expect(grouped([request({ id: "1", atMs: MIDNIGHT, clientId: undefined })])).toEqual([]);
  const other = ruleOf(burst(3, SPAN), { isHit: () => false });
  expect(grouped(requestsAt([MIDNIGHT]), [other])).toEqual([]);
});

test("suppressed traffic of one address is counted apart and remembers why", () => {
  const config = parseConfig({
    suppressions: [
      {
        id: "k6",
        cidr: `${IP}/32`,
        expires: "2026-11-16T00:01:00Z",
        owner: "team@example.com",
        reason: "a test",
      },
    ],
  });
  const groups = grouped(requestsAt([MIDNIGHT, MIDNIGHT + SPAN]), [plain], config);
  expect(groups.map(({ key }) => key.scope)).toEqual([`${LIVE.slice(0, 12)}/sup:k6`, LIVE]);
  expect(groups.map(({ counted }) => counted.get(plain)?.evidenceContext.suppressionId)).toEqual([
    "k6",
    undefined,
  ]);
});

test("a drill is marked as one", () => {
  const [group] = grouped(requestsAt([MIDNIGHT]), [plain], parseConfig({}), "d1");
  expect(group?.key.scope).toMatch(/\/drill:d1$/);
  expect(group?.counted.get(plain)?.evidenceContext.drill).toBe("d1");
});

test("what is remembered of the events is distinct and short", () => {
  const times = Array.from({ length: 50 }, (_, i) => MIDNIGHT + i);
  const [group] = grouped([...requestsAt(times), ...requestsAt(times)]);
  const evidenceContext = group?.counted.get(plain)?.evidenceContext;
  expect(evidenceContext?.accounts).toEqual(["111122223333"]);
  expect(evidenceContext?.regions).toEqual(["eu-west-1"]);
  expect(evidenceContext?.eventIds).toEqual(
    requestsAt(times)
      .slice(0, 20)
      .map(({ id }) => id),
  );
});

test("evidence names the addresses behind an entity that is not one", () => {
  const byClient = ruleOf(burst(3, SPAN), {
    entityOf: () => ({ type: "user-agent", value: "curl/8" }),
  });
  const kindsOf = (rule: ActiveRule): readonly string[] =>
    grouped([request({ id: "1", atMs: MIDNIGHT, destination: "+442071838750" })], [rule])[0]!
      .additions[0]!.texts.map((text) => text.charAt(0))
      .sort();
  expect(kindsOf(plain)).toEqual(["c", "d"]);
  expect(kindsOf(byClient)).toEqual(["a", "c", "d"]);
});

test("keys that differ in any part have different texts", () => {
  const key = { scope: "a", target: "b", spanMs: 1, entity: { type: "ip", value: "c" } } as const;
  const keys = [
    key,
    { ...key, scope: "b" },
    { ...key, target: "c" },
    { ...key, spanMs: 2 },
    { ...key, entity: { type: "network", value: "c" } as const },
    { ...key, entity: { type: "ip", value: '","' } as const },
    { ...key, scope: 'a","b', target: "" },
  ];
  expect(new Set(keys.map(windowKeyText)).size).toBe(keys.length);
  expect(windowKeyText({ ...key })).toBe(windowKeyText(key));
});
