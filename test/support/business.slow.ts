import { activeRules } from "../../lambda/core/rules/active-rule";
import { parseConfig } from "../../lambda/core/model/config";
import { catalogue } from "../../lambda/core/rules";
import type { Observation } from "../../lambda/core/model/observation";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { CLIENT_ATTACKS, KEY_ATTACKS, messages } from "./attacks";
import { BACKEND, backend, business } from "./business";
import { requestOf } from "./business/calls";
import { HAPPENINGS } from "./business/happening";
import { CARRIERS } from "./business/people";
import { DAYS, END, instantOf, MONDAY } from "./business/rhythm";
import { cutAt } from "./judge-business";

const RULES = activeRules(catalogue, parseConfig({}));
const PEAK = 300;
const plan = { seed: "promises", peakPerHour: PEAK };
const plain = business(plan);

const requestsOf = (observations: readonly Observation[]): readonly Observation[] =>
  observations.filter(({ kind }) => kind === "sms-requested");

const confirmationsOf = (observations: readonly Observation[]): readonly Observation[] =>
  observations.filter(({ kind }) => kind === "sms-confirmed");

const between = (
  observations: readonly Observation[],
  fromMs: number,
  toMs: number,
): readonly Observation[] => observations.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);

/** Requests in an hour of each weekday, on average. */
function onWeekdays(hour: number): number {
  const days = Array.from({ length: DAYS }, (_, day) => day).filter((day) => day % 7 < 5);
  const counts = days.map((day) => {
    const from = instantOf(day, hour);
    return between(requestsOf(plain), from, from + HOUR_MS).length;
  });
  return counts.reduce((sum, count) => sum + count, 0) / counts.length;
}

const share = (part: number, whole: number): number => part / whole;

test("the same plan gives the same business and another seed another", () => {
  const small = { seed: "a", peakPerHour: 20, happenings: HAPPENINGS };
  expect(business(small)).toEqual(business(small));
  expect(business({ ...small, seed: "b" })).not.toEqual(business(small));
});

test("observations come in the order of time, each id once, within sixteen days from a Monday", () => {
  const ids = new Set(plain.map(({ id }) => id));
  const times = plain.map(({ atMs }) => atMs);
  expect(ids.size).toBe(plain.length);
  expect([...times].sort((a, b) => a - b)).toEqual(times);
  expect(new Date(MONDAY).getUTCDay()).toBe(1);
  expect(times[0]).toBeGreaterThanOrEqual(MONDAY);
  expect(times.at(-1)).toBeLessThan(END);
});

test("the busiest hour of a weekday has the peak and the emptiest a twentieth of it", () => {
  expect(onWeekdays(17)).toBeGreaterThan(PEAK * 0.9);
  expect(onWeekdays(17)).toBeLessThan(PEAK * 1.2);
  expect(share(onWeekdays(5), onWeekdays(17))).toBeGreaterThan(0.02);
  expect(share(onWeekdays(5), onWeekdays(17))).toBeLessThan(0.09);
});

test("some businesses rest at the weekend and others are busiest then", () => {
  const ratios = ["1", "2", "3", "4", "5", "6"].map((seed) => {
    const requests = requestsOf(business({ ...plan, seed }));
    const weekend = between(requests, instantOf(5, 0), instantOf(7, 0)).length / 2;
    return weekend / (between(requests, MONDAY, instantOf(5, 0)).length / 5);
  });
  expect(Math.min(...ratios)).toBeLessThan(0.75);
  expect(Math.max(...ratios)).toBeGreaterThan(1.1);
});

test("78 % of the codes are confirmed, after 15 to 120 seconds, from where they were asked for", () => {
  const requests = new Map(requestsOf(plain).map((request) => [request.id, request]));
  const confirmations = confirmationsOf(plain);
  expect(share(confirmations.length, requests.size)).toBeCloseTo(0.78, 1.7);
  const strange = confirmations.filter((confirmation) => {
    const { ip, userAgent, source, atMs } = requests.get(requestOf(confirmation))!;
    const seconds = (confirmation.atMs - atMs) / 1000;
    const isElsewhere = ip !== confirmation.ip || source !== confirmation.source;
    return isElsewhere || userAgent !== confirmation.userAgent || seconds < 15 || seconds > 120;
  });
  expect(strange).toEqual([]);
});

test("a quarter of the people sit behind two carriers and hardly two others share an address", () => {
  const addresses = requestsOf(plain).map(({ ip }) => ip!);
  const behind = addresses.filter((ip) => (CARRIERS as readonly string[]).includes(ip));
  const own = addresses.filter((ip) => !(CARRIERS as readonly string[]).includes(ip));
  expect(share(behind.length, addresses.length)).toBeCloseTo(0.24, 1);
  expect(new Set(own).size).toBeGreaterThan(own.length * 0.9);
  expect(share(own.filter((ip) => ip.includes(":")).length, own.length)).toBeCloseTo(0.1, 1);
});

test("people use dozens of programs, none of which has a fifth of them", () => {
  const agents = new Map<string, number>();
  for (const { userAgent = "" } of requestsOf(plain)) {
    agents.set(userAgent, (agents.get(userAgent) ?? 0) + 1);
  }
  expect(agents.size).toBeGreaterThan(30);
  expect(Math.max(...agents.values())).toBeLessThan(requestsOf(plain).length / 5);
});

test("people ask for everything, through the API and the hosted UI, and some are refused", () => {
  const actions = new Set(requestsOf(plain).map(({ action }) => action));
  expect([...actions].sort()).toEqual([
    "ForgotPassword",
    "ForgotPassword_POST",
    "GetUserAttributeVerificationCode",
    "ResendCode_POST",
    "ResendConfirmationCode",
    "SignUp",
    "Signup_POST",
  ]);
  const refused = requestsOf(plain).filter(({ outcome }) => outcome !== "success");
  expect(share(refused.length, requestsOf(plain).length)).toBeCloseTo(0.02, 2);
});

describe("on top of the usual people", () => {
  const only = (kind: (typeof HAPPENINGS)[number]["kind"]) => {
    const happenings = HAPPENINGS.filter((happening) => happening.kind === kind);
    const day = happenings[0]!.day;
    const all = business({ ...plan, happenings });
    return { day, all };
  };

  test("a launch brings four times as many for five hours", () => {
    const { day, all } = only("launch");
    const count = (observations: readonly Observation[]): number =>
      between(requestsOf(observations), instantOf(day, 10), instantOf(day, 15)).length;
    expect(share(count(all), count(plain))).toBeCloseTo(4, 0);
  });

  test("a flash sale brings 200 a minute for 20 to 30 minutes", () => {
    const { day, all } = only("flash-sale");
    const start = instantOf(day, 19);
    const extra = (fromMs: number, toMs: number): number =>
      between(requestsOf(all), fromMs, toMs).length -
      between(requestsOf(plain), fromMs, toMs).length;
    expect(extra(start, start + 20 * MINUTE_MS) / 20).toBeGreaterThan(190);
    expect(extra(start + 35 * MINUTE_MS, start + 60 * MINUTE_MS)).toBe(0);
  });

  test("a reset campaign brings people of whom 60 % confirm", () => {
    const { day, all } = only("reset-campaign");
    const ids = new Set(plain.map(({ id }) => id));
    const extra = between(all, instantOf(day, 0), instantOf(day + 1, 0)).filter(
      ({ id, action }) => !ids.has(id) && action.startsWith("Forgot"),
    );
    const ofDay = between(all, instantOf(day, 9), instantOf(day, 17));
    expect(extra.length).toBeGreaterThan(500);
    expect(share(confirmationsOf(ofDay).length, requestsOf(ofDay).length)).toBeCloseTo(0.66, 1);
  });

  test("a new version of the app is used by more people every day", () => {
    const { day, all } = only("app-version");
    const users = [-1, 0, 1, 3].map((later) => {
      const from = instantOf(day + later, 9);
      const ofDay = between(requestsOf(all), from, from + DAY_MS);
      return ofDay.filter(({ userAgent = "" }) => userAgent.includes("/2.60.0")).length;
    });
    expect(users[0]).toBe(0);
    expect([...users].sort((a, b) => a - b)).toEqual(users);
    expect(users[3]).toBeGreaterThan(100);
  });

  test("an office brings a hundred people from one new address within two hours", () => {
    const { day, all } = only("office");
    const known = new Set(plain.map(({ ip }) => ip));
    const fresh = between(requestsOf(all), instantOf(day, 8), instantOf(day, 10)).filter(
      ({ ip }) => !known.has(ip),
    );
    expect(new Set(fresh.map(({ ip }) => ip)).size).toBe(1);
    expect(fresh.length).toBeGreaterThan(100);
  });
});

test("a business whose confirmations are invisible has the same requests and no confirmation", () => {
  const blind = business({ ...plan, areConfirmationsVisible: false });
  expect(confirmationsOf(blind)).toEqual([]);
  expect(Math.abs(share(blind.length, requestsOf(plain).length) - 1)).toBeLessThan(0.02);
});

test("a backend sends all day and as much more in the end as it grows", () => {
  const sent = backend("promises", PEAK, 2);
  const first = between(sent, instantOf(0, 0), instantOf(1, 0)).length;
  const last = between(sent, instantOf(14, 0), instantOf(15, 0)).length;
  expect(share(last, first)).toBeGreaterThan(1.6);
  expect(share(last, first)).toBeLessThan(2.2);
  expect(new Set(sent.map(({ principal }) => principal))).toEqual(new Set([BACKEND.principal]));
});

describe.each([...CLIENT_ATTACKS, ...KEY_ATTACKS])("an attack by $name", (attack) => {
  const sent = messages(attack, "1", MONDAY, HOUR_MS);

  test("keeps its pace and never confirms", () => {
    expect(share(sent.length, attack.perMinute * 60)).toBeCloseTo(1, 0.5);
    expect(confirmationsOf(sent)).toEqual([]);
    expect(sent[0]!.atMs).toBe(MONDAY);
  });

  test("has messages that rules count", () => {
    expect(RULES.some((rule) => rule.isHit(sent[0]!))).toBe(true);
  });
});

test("a cut leaves no code untyped and loses nothing", () => {
  const atMs = instantOf(3, 14);
  const { before, after } = cutAt(plain, atMs);
  const asked = new Set(requestsOf(before).map(({ id }) => id));
  expect(before.length + after.length).toBe(plain.length);
  expect(requestsOf(before).every((request) => request.atMs < atMs)).toBe(true);
  expect(requestsOf(after).every((request) => request.atMs >= atMs)).toBe(true);
  expect(confirmationsOf(after).some((each) => asked.has(requestOf(each)))).toBe(false);
  expect(confirmationsOf(before).some((each) => each.atMs > atMs)).toBe(true);
});
