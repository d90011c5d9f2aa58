import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { NIGHT, trips } from "../../../support/incidents";
import { seeded } from "../../../support/random";
import { cognitoCall, type CognitoCall } from "../../../support/records";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 1440 * MINUTE;
const NAT = "203.0.113.7";
const AGENT = "shop/4.2 (iPhone; iOS 18.1)";
const RULES = [
  "cognito-sms-burst",
  "cognito-network-burst",
  "cognito-agent-burst",
  "cognito-ip-slow",
];

interface Crowd {
  readonly people: number;
  readonly withinMs: number;
  /** Of a hundred, how many type their code in. */
  readonly percent: number;
  readonly typingMs: readonly [number, number];
  readonly actions?: readonly [string, string];
}

const CALL: CognitoCall = { ip: NAT, userAgent: AGENT };

/** People behind one address, who each ask for a code. */
function crowd(at: number, { people, withinMs, percent, typingMs, actions }: Crowd) {
  const [asks, confirms] = actions ?? ["SignUp", "ConfirmSignUp"];
  const random = seeded(`crowd ${at}`);
  return Array.from({ length: people }, () => {
    const asked = at + random.integer(0, withinMs);
    const id = random.uuid();
    const call = { ...CALL, sub: random.uuid() };
    const request = cognitoCall({ ...call, id, at: asked, action: asks, medium: "SMS" });
    if (!random.chance(percent / 100)) return [request];
    const typed = asked + random.integer(...typingMs);
    return [request, cognitoCall({ ...call, id: random.uuid(), at: typed, action: confirms })];
  }).flat();
}

/** Some days on which a few people of the address did the same. */
const daysBefore = (days: number, some: Crowd): readonly JsonObject[] =>
  Array.from({ length: days }, (_, i) => crowd(NIGHT - (i + 1) * DAY, some)).flat();

const QUICK: Crowd = {
  people: 1250,
  withinMs: 10 * MINUTE,
  percent: 95,
  typingMs: [15 * SECOND, 120 * SECOND],
};
const SLOW: Crowd = { ...QUICK, people: 600, typingMs: [2 * MINUTE, 8 * MINUTE] };
const RESET: Crowd = {
  ...QUICK,
  people: 300,
  percent: 80,
  actions: ["ForgotPassword", "ConfirmForgotPassword"],
};

/** Whatever the days before fired is not what is asked here. */
const onTheDay = async (rule: string, records: readonly JsonObject[]) =>
  (await trips(rule, records)).filter(({ lastSeen }) => lastSeen >= NIGHT);

describe.each(RULES)("%s is quiet", (rule) => {
  test("when a shift of 1,250 begins behind an address that is known", async () => {
    const past = daysBefore(1, { ...QUICK, people: 40, withinMs: 30 * MINUTE });
    expect(await onTheDay(rule, [...past, ...crowd(NIGHT, QUICK)])).toEqual([]);
  });

  test("when 300 of a school reset their passwords in ten minutes", async () => {
    const past = daysBefore(1, { ...RESET, people: 5, withinMs: 30 * MINUTE });
    expect(await onTheDay(rule, [...past, ...crowd(NIGHT, RESET)])).toEqual([]);
  });

  test("when an office of 140 signs up within an hour and a half", async () => {
    const past = daysBefore(1, { ...QUICK, people: 2 });
    const office = { ...QUICK, people: 140, withinMs: 90 * MINUTE, percent: 78 };
    expect(await onTheDay(rule, [...past, ...crowd(NIGHT, office)])).toEqual([]);
  });

  test("when people who type slowly are the address's usual crowd", async () => {
    const past = daysBefore(4, { ...SLOW, withinMs: 30 * MINUTE });
    const before = crowd(NIGHT - 10 * MINUTE, { ...SLOW, people: 60 });
    expect(await onTheDay(rule, [...past, ...before, ...crowd(NIGHT, SLOW)])).toEqual([]);
  });
});

describe("a crowd behind an address that nobody knows", () => {
  test.each(Array.from({ length: 20 }, (_, i) => [i]))(
    "300 of a school reset their passwords, school %i",
    async (i) => {
      const school = crowd(NIGHT + i * MINUTE, { ...RESET, withinMs: (7 + (i % 6)) * MINUTE });
      expect(await trips("cognito-sms-burst", school)).toEqual([]);
    },
  );
});

/** Requests some seconds apart, and what else they say. */
const requests = (count: number, stepMs: number, call: (i: number) => CognitoCall) =>
  Array.from({ length: count }, (_, i) =>
    cognitoCall({ ...CALL, at: NIGHT + i * stepMs, medium: "SMS", ...call(i) }),
  );

describe.each(RULES)("%s is quiet about few people", (rule) => {
  test("a customer presses resend twelve times in four minutes, and confirms", async () => {
    const sub = "00000000-0000-4000-8000-000000000001";
    const resent = requests(12, 20 * SECOND, () => ({ action: "ResendConfirmationCode", sub }));
    const confirmed = cognitoCall({
      ...CALL,
      sub,
      at: NIGHT + 5 * MINUTE,
      action: "ConfirmSignUp",
    });
    expect(await trips(rule, [...resent, confirmed])).toEqual([]);
  });

  test("a slow user asks 21 times in a day", async () => {
    const sub = "00000000-0000-4000-8000-000000000002";
    expect(
      await trips(
        rule,
        requests(21, 60 * MINUTE, () => ({ action: "ForgotPassword", sub })),
      ),
    ).toEqual([]);
  });

  test("a tester signs up twelve times and confirms one of them", async () => {
    const sub = (i: number): string => `00000000-0000-4000-8000-0000000000${10 + i}`;
    const signUps = requests(12, 20 * SECOND, (i) => ({ action: "SignUp", sub: sub(i) }));
    const confirmed = (i: number, at: number) =>
      cognitoCall({ ...CALL, sub: sub(i), at, action: "ConfirmSignUp" });
    expect(await trips(rule, [...signUps, confirmed(0, NIGHT + 40 * SECOND)])).toEqual([]);
    const known = crowd(NIGHT - DAY, { ...QUICK, people: 2 });
    const last = confirmed(11, NIGHT + 4 * MINUTE + 10 * SECOND);
    expect(await trips(rule, [...known, ...signUps, last])).toEqual([]);
  });
});

describe("30 texts a second from an address that has confirmed", () => {
  const flood = Array.from({ length: 2700 }, (_, i) =>
    cognitoCall({
      ...CALL,
      at: NIGHT + Math.floor((i * SECOND) / 30),
      action: "SignUp",
      medium: "SMS",
    }),
  );
  const one = (at: number) => cognitoCall({ ...CALL, at, action: "ConfirmSignUp" });

  test.each([
    ["one code, just before", [one(NIGHT - MINUTE)]],
    ["one code, within it", [one(NIGHT)]],
    ["one code the day before", [one(NIGHT - DAY)]],
    ["one code on each of five days", [1, 2, 3, 4, 5].map((days) => one(NIGHT - days * DAY))],
  ])("%s, pages after 1,900 at the most", async (_, confirmed) => {
    const [finding, ...others] = await onTheDay("cognito-sms-burst", [...confirmed, ...flood]);
    expect(others).toEqual([]);
    const sent = ((finding!.openedAt - NIGHT) * 30) / SECOND;
    expect(sent).toBeLessThanOrEqual(1900);
  });
});

test("30 texts a second, of which 7 % are typed in, page after 4,000 at the most", async () => {
  const random = seeded("7 %");
  const call = (at: number, action: string) => cognitoCall({ ...CALL, at, action, medium: "SMS" });
  const flood = Array.from({ length: 4500 }, (_, i) => {
    const at = NIGHT + Math.floor((i * SECOND) / 30);
    const typed = random.chance(0.07) ? [call(at + 20 * SECOND, "ConfirmSignUp")] : [];
    return [call(at, "SignUp"), ...typed];
  }).flat();
  const [finding] = await onTheDay("cognito-sms-burst", [call(NIGHT, "ConfirmSignUp"), ...flood]);
  expect(((finding!.openedAt - NIGHT) * 30) / SECOND).toBeLessThanOrEqual(4000);
});
