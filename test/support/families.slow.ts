import { activeRules } from "../../lambda/core/rules/active-rule";
import { catalogue } from "../../lambda/core/rules";
import type { Observation } from "../../lambda/core/model/observation";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { FAMILIES } from "./families";
import { tokenCalls, throughClients } from "./families/clients";
import { besideEmails, confirmsItself } from "./families/confirmers";
import { behindDecoys } from "./families/decoys";
import { attackOf, isText, startOf, type Family, type Scene } from "./families/family";
import { afterNuisances, littleFromEach, rotating48, spacedBursts } from "./families/held";
import { NOT_YET } from "./families/not-yet";
import { boilingFrog, shareOfRhythm } from "./families/patient";
import { stolenKey, webForm } from "./families/senders";
import { hiddenSignIns, oneThenFlood } from "./families/single";
import { varyWith } from "./families/vary";
import { TINY_CLIENT, WORLD_CONFIG, WORLDS, type WorldId } from "./families/worlds";
import { SITUATIONS } from "./harmless/situations";
import { HABITS } from "./harmless/worlds";
import { playWorld } from "./judge-families";
import { instantOf } from "./business/rhythm";
import { seeded } from "./random";

const RULES = activeRules(catalogue, WORLD_CONFIG);
const fromMs = instantOf(14, 14);

const played = (attack: Family["attack"], peakPerHour = 150): readonly Observation[] => {
  const scene: Scene = { random: seeded("families"), seed: "1", peakPerHour, fromMs };
  return attack(scene).toSorted((a, b) => a.atMs - b.atMs);
};

const textsOf = (attack: Family["attack"], peakPerHour?: number): readonly Observation[] =>
  played(attack, peakPerHour).filter(isText);

const addresses = (observations: readonly Observation[]): number =>
  new Set(observations.map(({ ip }) => ip)).size;

const perMinute = (observations: readonly Observation[]): number => {
  const spanMs = observations.at(-1)!.atMs - observations[0]!.atMs;
  return (observations.length * MINUTE_MS) / spanMs;
};

const within = (actual: number, expected: number, tolerance = 0.15): void => {
  expect(actual).toBeGreaterThan(expected * (1 - tolerance));
  expect(actual).toBeLessThan(expected * (1 + tolerance));
};

describe.each(FAMILIES)("the attack $id", (family) => {
  const size = family.sizes?.[0] ?? 20;
  const attack = attackOf(family, "1", size);

  test("begins when it says, in the order of time, each id once", () => {
    const times = attack.map(({ atMs }) => atMs);
    expect(new Set(attack.map(({ id }) => id)).size).toBe(attack.length);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    expect(times[0]! - startOf(family, "1")).toBeGreaterThanOrEqual(-MINUTE_MS);
    expect(times.at(-1)! - startOf(family, "1")).toBeLessThan(family.lengthMs + HOUR_MS);
  });

  test("has what rules count, and is the same for the same seed", () => {
    expect(attack.some((each) => RULES.some((rule) => rule.isHit(each)))).toBe(true);
    expect(attackOf(family, "1", size)).toEqual(attack);
    expect(attackOf(family, "2", size)).not.toEqual(attack);
  });

  test("names its subject wherever Cognito would", () => {
    const cognito = attack.filter(({ source }) => source.startsWith("cognito"));
    expect(cognito.filter(({ subject }) => subject === undefined)).toEqual([]);
  });

  test("confirms for the subject who asked", () => {
    const asked = new Set(attack.filter(({ kind }) => kind === "sms-requested").map(subjectOf));
    const typed = attack.filter(({ kind }) => kind === "sms-confirmed").map(subjectOf);
    expect(typed.filter((subject) => !asked.has(subject))).toEqual([]);
  });
});

const subjectOf = ({ subject }: Observation): string | undefined => subject;

test("each business draws a plan of its own around the family's", () => {
  const plans = Array.from({ length: 40 }, (_, i) => {
    const { rate, count, share, upTo, time } = varyWith(seeded(`plan ${i}`));
    return [rate(60), count(60), share(0.5), upTo(20), time(1000)] as const;
  });
  const [rates, counts, shares, most, times] = [0, 1, 2, 3, 4].map((column) =>
    plans.map((plan) => plan[column]!),
  ) as [number[], number[], number[], number[], number[]];
  const span = (values: readonly number[]): readonly number[] => [
    Math.min(...values),
    Math.max(...values),
  ];
  const inside = (values: readonly number[], from: number, to: number): void => {
    const [least = 0, greatest = 0] = span(values);
    expect(least).toBeGreaterThanOrEqual(from);
    expect(greatest).toBeLessThanOrEqual(to);
    expect(greatest - least).toBeGreaterThan((to - from) * 0.7);
  };
  inside(rates, 42, 78);
  inside(counts, 30, 90);
  inside(shares, 0.45, 0.55);
  inside(most, 12, 20);
  inside(times, 700, 1300);
  expect(counts.every(Number.isInteger)).toBe(true);
});

test("attacks begin at night on half of the businesses and by day on the others", () => {
  const hourOf = (seed: number): number => (startOf({}, String(seed)) % DAY_MS) / HOUR_MS;
  const starts = Array.from({ length: 20 }, (_, seed) => [seed % 2 === 1, hourOf(seed)] as const);
  const isAsSaid = ([isNight, hour]: (typeof starts)[number]): boolean =>
    isNight ? hour >= 1 && hour <= 5 : hour >= 9 && hour <= 19;
  expect(starts.filter((start) => !isAsSaid(start))).toEqual([]);
  expect(new Set(starts.map(([, hour]) => hour)).size).toBeGreaterThan(15);
});

test("a stolen key sends at its pace from as many addresses as it is given", () => {
  const few = textsOf(stolenKey({ perMinute: 30, addresses: 50 }));
  within(perMinute(few), 30);
  expect(addresses(few)).toBe(50);
  const many = textsOf(stolenKey({ perMinute: 30 }));
  expect(addresses(many)).toBeGreaterThan(many.length * 0.95);
});

test("a web form is asked so often from each address", () => {
  const asked = textsOf(webForm({ perMinute: 20, perAddress: 7 }));
  within(perMinute(asked), 20);
  within(asked.length / addresses(asked), 7);
});

test("calls with access tokens name neither client nor pool", () => {
  const calls = textsOf(tokenCalls({ perMinute: 10, accounts: 5 }));
  expect(calls.every((call) => call.clientId === undefined && call.userPoolId === undefined)).toBe(
    true,
  );
  expect(new Set(calls.map(subjectOf)).size).toBe(5);
});

test("clients share what is sent through them", () => {
  const clients = ["a", "b"];
  const texts = textsOf(throughClients({ clients, perHourEach: 100, lengthMs: 2 * HOUR_MS }));
  within(texts.length, 400);
  within(texts.filter(({ clientId }) => clientId === "a").length, 200, 0.2);
});

test.each([true, false])(
  "e-mails cost nothing and are all confirmed, for other subjects than texts (told: %s)",
  (isMediumTold) => {
    const plan = { perMinute: 10, addresses: 8, emailsPerText: 2, isMediumTold };
    const all = played(besideEmails(plan));
    const texts = all.filter(isText);
    const typed = new Set(all.filter(({ kind }) => kind === "sms-confirmed").map(subjectOf));
    const mails = all.filter((each) => each.kind === "sms-requested" && !isText(each));
    within(mails.length / texts.length, 2, 0.2);
    expect(addresses(all)).toBe(8);
    expect(mails.every((mail) => typed.has(subjectOf(mail)))).toBe(true);
    expect(texts.some((text) => typed.has(subjectOf(text)))).toBe(false);
  },
);

test("whoever confirms a part himself confirms that part", () => {
  const all = played(confirmsItself({ perMinute: 20, addresses: 6, share: 0.4 }));
  const typed = all.filter(({ kind }) => kind === "sms-confirmed");
  within(typed.length / all.filter(isText).length, 0.4);
});

test("a frog grows by the day to its share of the business, and a steady one keeps it", () => {
  const grown = textsOf(boilingFrog({ share: 1, days: 8 }));
  const onDay = (day: number): number =>
    grown.filter(({ atMs }) => Math.floor((atMs - fromMs) / DAY_MS) === day).length;
  const steady = textsOf(shareOfRhythm(1, 8 * DAY_MS));
  within(onDay(0) / onDay(7), 1 / 8, 0.3);
  within(grown.length / steady.length, 4.5 / 8, 0.2);
  expect(new Set(steady.map(({ action }) => action)).size).toBe(7);
});

test("whoever confirms one code then floods from one address", () => {
  const all = played(oneThenFlood(600));
  expect(all.filter(({ kind }) => kind === "sms-confirmed")).toHaveLength(1);
  expect(addresses(all)).toBe(1);
  within(perMinute(all), 600);
});

test("hidden sign-ins tell neither of a text nor of a pool", () => {
  const signIns = textsOf(hiddenSignIns("CUSTOM_AUTH", 30));
  within(perMinute(signIns), 30);
  expect(
    new Set(
      signIns.map(({ kind, delivery, isPasswordless }) => `${kind} ${delivery} ${isPasswordless}`),
    ),
  ).toEqual(new Set(["sign-in possible true"]));
});

test("decoys send nothing, and invent other clients every hour", () => {
  const plan = { clients: 3, callsEach: 4, isHosted: false };
  const all = played(behindDecoys(plan, 60, 2 * HOUR_MS));
  const decoys = all.filter((each) => !isText(each));
  expect(decoys).toHaveLength(2 * 3 * 4);
  expect(decoys.every(({ isUnsent }) => isUnsent === true)).toBe(true);
  expect(new Set(decoys.map(({ clientId }) => clientId)).size).toBe(6);
});

test("nuisances come before what counts", () => {
  const all = played(afterNuisances(60, 9 * HOUR_MS));
  const first = all.find(isText)!;
  expect(first.atMs - fromMs).toBeGreaterThanOrEqual(6 * HOUR_MS);
});

test("each request of a fresh /48 comes from a network of its own", () => {
  const texts = textsOf(rotating48(10, HOUR_MS));
  const networks = texts.map(({ ip = "" }) => ip.split(":").slice(0, 3).join(":"));
  expect(new Set(networks).size).toBe(texts.length);
});

test("little from each address is little from each", () => {
  const texts = textsOf(littleFromEach(10, 5));
  expect(texts).toHaveLength(50);
  expect(addresses(texts)).toBe(10);
});

test("bursts keep their distance", () => {
  const texts = textsOf(spacedBursts(40, 5, 15 * HOUR_MS));
  const starts = texts.map(({ atMs }) => Math.floor((atMs - fromMs) / HOUR_MS));
  expect([...new Set(starts)]).toEqual([0, 5, 10]);
  expect(texts).toHaveLength(120);
});

test("a tiny client has under 200 requests before it is attacked", () => {
  for (const seed of ["1", "2", "3"]) {
    const before = WORLDS.people({ seed, peakPerHour: 20 }).filter(
      ({ kind, clientId }) => kind === "sms-requested" && clientId === TINY_CLIENT,
    );
    expect(before.length).toBeGreaterThan(60);
    expect(before.length).toBeLessThan(200);
  }
});

describe.each(Object.keys(WORLDS) as WorldId[])("the world '%s'", (world) => {
  const observations = WORLDS[world]({ seed: "1", peakPerHour: 20 });

  test("comes in the order of time, each id once, with subjects where Cognito names them", () => {
    const times = observations.map(({ atMs }) => atMs);
    expect(new Set(observations.map(({ id }) => id)).size).toBe(observations.length);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    const cognito = observations.filter(({ source }) => source.startsWith("cognito"));
    expect(cognito.filter(({ subject }) => subject === undefined)).toEqual([]);
  });
});

test("ids of families, situations and habits are different, and what is not yet met exists", () => {
  const ids = [...FAMILIES, ...SITUATIONS, ...HABITS].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const unknown = [...NOT_YET].filter((name) => !ids.includes(name.split(" at ")[0] ?? ""));
  expect(unknown).toEqual([]);
});

test("an attack that everybody finds is found, and the page is none of the business's own", async () => {
  const everybody: Family = {
    id: "flood",
    title: "flood",
    world: "backend",
    lengthMs: HOUR_MS,
    attack: stolenKey({ perMinute: 60, addresses: 1 }),
  };
  const nobody: Family = { ...everybody, id: "nothing", attack: () => [] };
  const { families, pages } = await playWorld("backend", "1", 20, {
    families: [everybody, nobody],
    situations: [],
  });
  expect(pages).toEqual([]);
  expect(families[0]).toMatchObject({ family: "flood", found: { ruleId: "sms-api-burst" } });
  expect(families[0]!.found!.texts).toBeLessThan(100);
  expect(families[0]!.found!.textsWithDelay).toBeGreaterThan(300);
  expect(families[1]).toMatchObject({ family: "nothing", found: null });
});
