import {
  addressText,
  callText,
  destinationText,
  evidenceIn,
  KEPT_TEXTS,
  sampled,
  tagOfText,
} from "../../../../../lambda/core/counting/windows/evidence";
import type { Observation, WebRequest } from "../../../../../lambda/core/model/observation";
import { encodeToken } from "../../../../../lambda/core/counting/windows/token";
import {
  addition,
  NO_OVERFLOW,
  type Chunk,
} from "../../../../../lambda/core/counting/windows/window";
import { MIDNIGHT, request } from "../../../../support/observations";

const SPAN = 60_000;

const of = (known: Partial<Observation>): Observation =>
  request({ id: "e", atMs: MIDNIGHT, ...known });

/** A chunk that holds these observations, as many of each as is said. */
function chunkOf(counts: readonly (readonly [Partial<Observation>, number])[], index = 7): Chunk {
  const calls = counts.flatMap(([known, count], i) =>
    Array.from({ length: count }, (_, k) => ({ text: callText(of(known)), id: `${i}-${k}` })),
  );
  const tokens = calls.map(({ text, id }, i) => encodeToken(i % SPAN, id, tagOfText(text), true));
  return {
    index,
    series: { r: addition(tokens, 1000, SPAN) },
    texts: sampled(calls.map(({ text }) => text)),
  };
}

const addresses = (count: number, seed = 0): readonly string[] =>
  Array.from({ length: count }, (_, i) => addressText(`2001:db8:${seed}::${i.toString(16)}`));

const counted = (texts: readonly string[]): number =>
  evidenceIn([{ index: 0, series: {}, texts: sampled(texts) }], "r").addresses.count;

test("what was called is told with its share of all hits, largest first", () => {
  const chunk = chunkOf([
    [{ action: "SignUp", outcome: "throttled", userAgent: "curl/8" }, 1],
    [{ action: "ForgotPassword" }, 3],
  ]);
  expect(evidenceIn([chunk], "r").calls).toEqual([
    { action: "ForgotPassword", outcome: "success", clientId: "app", share: 0.75 },
    { action: "SignUp", outcome: "throttled", clientId: "app", userAgent: "curl/8", share: 0.25 },
  ]);
});

test("shares are over all chunks and of one series only", () => {
  const first = chunkOf([[{ action: "SignUp" }, 2]], 7);
  const second = chunkOf([[{ action: "ForgotPassword" }, 6]], 8);
  const other = { ...second.series.r! };
  const chunks = [first, { ...second, series: { ...second.series, s: other } }];
  expect(evidenceIn(chunks, "r").calls.map(({ share }) => share)).toEqual([0.75, 0.25]);
  expect(evidenceIn(chunks, "s").calls.map(({ action }) => action)).toEqual(["ForgotPassword"]);
  expect(evidenceIn(chunks, "none").calls).toEqual([]);
});

test("what overflowed is taken to be like what was stored", () => {
  const small = chunkOf([[{ action: "SignUp" }, 10]], 7);
  const flood = chunkOf([[{ action: "ForgotPassword" }, 10]], 8);
  const overflow = NO_OVERFLOW.map((_, i) => (i === 3 ? 80 : 0));
  const flooded = { ...flood, series: { r: { ...flood.series.r!, overflow } } };
  const { calls } = evidenceIn([small, flooded], "r");
  expect(calls.map(({ action, share }) => [action, share])).toEqual([
    ["ForgotPassword", 0.9],
    ["SignUp", 0.1],
  ]);
});

test("of each kind the texts with the smallest hashes are kept", () => {
  const calls = Array.from({ length: 50 }, (_, i) => callText(of({ userAgent: `agent ${i}` })));
  const texts = [...addresses(200), ...calls, destinationText("+442071838750")];
  const kept = sampled(texts);
  expect(kept).toHaveLength(2 * KEPT_TEXTS + 1);
  for (const [kind, all] of [
    ["a", addresses(200)],
    ["c", calls],
  ] as const) {
    const expected = [...all].sort().slice(0, KEPT_TEXTS);
    expect(kept.filter((text) => text.startsWith(kind))).toEqual(expected);
  }
});

test("a sample of samples is the sample of all", () => {
  const all = addresses(300);
  const halves = [...sampled(all.slice(0, 150)), ...sampled(all.slice(150))];
  expect(sampled(halves)).toEqual(sampled(all));
  expect(sampled([...all, ...all])).toEqual(sampled(all));
});

test("fewer addresses than are kept are counted exactly and named", () => {
  for (const count of [0, 1, 19]) expect(counted(addresses(count))).toBe(count);
  const texts = sampled([addressText("192.0.2.1"), addressText("192.0.2.2")]);
  const { values } = evidenceIn([{ index: 0, series: {}, texts }], "r").addresses;
  expect([...values].sort()).toEqual(["192.0.2.1", "192.0.2.2"]);
});

test.each([40, 300, 2000])("about %d addresses are told from the sample of 20", (count) => {
  const SEEDS = 80;
  const ratios = Array.from(
    { length: SEEDS },
    (_, seed) => counted(addresses(count, seed)) / count,
  );
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / SEEDS;
  const deviation = Math.sqrt(ratios.reduce((sum, ratio) => sum + (ratio - 1) ** 2, 0) / SEEDS);
  expect(Math.abs(mean - 1)).toBeLessThan(0.1);
  expect(deviation).toBeLessThan(0.35);
  for (const ratio of ratios) {
    expect(ratio).toBeGreaterThan(0.4);
    expect(ratio).toBeLessThan(2.8);
  }
});

test("the count of many addresses does not depend on how often each one called", () => {
  const all = addresses(1000);
  expect(counted([...all, ...all.slice(0, 500), ...all])).toBe(counted(all));
});

test("of a number only its block is kept", () => {
  const texts = [destinationText("+442071838750"), destinationText("+442071838751")];
  const chunk = { index: 0, series: {}, texts };
  expect(evidenceIn([chunk], "r").destinations).toEqual({ values: ["+44207183xxxx"], count: 1 });
  expect(destinationText("+1234")).toMatch(/\+123xxxx$/);
});

test("a long user agent is cut", () => {
  const chunk = chunkOf([[{ userAgent: "x".repeat(1000) }, 1]]);
  expect(evidenceIn([chunk], "r").calls[0]?.userAgent).toHaveLength(160);
});

const web = (path: string): Partial<Observation> => ({
  action: "POST",
  web: { path: [path] } as unknown as WebRequest,
});

test.each([
  ["/api/auth/send-otp", "POST /api/auth/send-otp"],
  ["/users/442071838750/send-otp", "POST /users/#/send-otp"],
  ["/u/ann@example.com/otp", "POST /u/#/otp"],
  [`/t/${"a".repeat(40)}/otp`, "POST /t/#/otp"],
])("a web path %s is told as %s", (path, action) => {
  expect(evidenceIn([chunkOf([[web(path), 1]])], "r").calls[0]?.action).toBe(action);
});
