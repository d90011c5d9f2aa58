import {
  graceMinutes,
  LONGEST_DELAY,
  typingDelays,
} from "../../../../../lambda/core/counting/minutes/typing-delay";
import { seeded } from "../../../../support/random";

const DAYS = 14;
const MINUTES = DAYS * 1440;

interface People {
  readonly perHour: number;
  /** Seconds from request to confirmation. */
  readonly fromS: number;
  readonly toS: number;
  readonly share?: number;
  /** A burst of this many requests a minute for twenty minutes on the tenth day. */
  readonly burst?: number;
}

/** Two weeks of people whose delays are known. */
function weeksOf({ perHour, fromS, toS, share = 0.78, burst = 0 }: People) {
  const random = seeded(`typing/${perHour}/${fromS}/${burst}`);
  const requests = new Float64Array(MINUTES);
  const confirmed = new Float64Array(MINUTES);
  const ask = (at: number): void => {
    requests[Math.floor(at)]! += 1;
    const typed = Math.floor(at + random.integer(fromS, toS) / 60);
    if (random.chance(share) && typed < MINUTES) confirmed[typed]! += 1;
  };
  const visits = (from: number, to: number, rate: number): void => {
    for (
      let at = from + random.exponential(1 / rate);
      at < to;
      at += random.exponential(1 / rate)
    ) {
      ask(at);
    }
  };
  visits(0, MINUTES, perHour / 60);
  if (burst > 0) visits(10 * 1440 + 600, 10 * 1440 + 620, burst);
  return { requests, confirmed };
}

/** Which share of uniform delays ends within so many minutes of the clock. */
function expectedWithin(minutes: number, { fromS, toS }: People): number {
  let within = 0;
  for (let start = 0.5; start < 60; start++) {
    const left = Math.min(Math.max(minutes * 60 - start - fromS, 0), toS - fromS);
    within += left / (toS - fromS) / 60;
  }
  return within;
}

const QUICK = { fromS: 15, toS: 120 };
const SLOW = { fromS: 120, toS: 480 };

describe.each([5, 20, 150, 1500])("at %i requests an hour", (perHour) => {
  test.each([
    ["quick", QUICK, 0],
    ["slow", SLOW, 0],
    ["quick, with a sale", QUICK, 200],
    ["slow, with a sale", SLOW, 100],
  ])("the delays of people who are %s are found to a few percent", (_, pace, burst) => {
    const people = { perHour, ...pace, burst };
    const delays = typingDelays(weeksOf(people))!;
    expect(delays).toHaveLength(LONGEST_DELAY);
    delays.forEach((share, i) => {
      expect(Math.abs(share - expectedWithin(i + 1, people))).toBeLessThan(0.13);
    });
  });
});

test("people who type within two minutes are waited for three, those who take eight for eight or nine", () => {
  expect(graceMinutes(typingDelays(weeksOf({ perHour: 150, ...QUICK })))).toBe(3);
  const slow = graceMinutes(typingDelays(weeksOf({ perHour: 150, ...SLOW })));
  expect(slow).toBeGreaterThanOrEqual(8);
  expect(slow).toBeLessThanOrEqual(9);
});

test("nobody is waited for longer than ten minutes, and who is not known for three", () => {
  expect(graceMinutes(undefined)).toBe(3);
  expect(graceMinutes(new Array<number>(LONGEST_DELAY).fill(0.2))).toBe(10);
});

test("few requests, and those that nobody confirms, tell nothing", () => {
  const requests = new Float64Array(1440).fill(0);
  requests[100] = 59;
  expect(typingDelays({ requests, confirmed: requests })).toBeUndefined();
  requests[100] = 60;
  expect(typingDelays({ requests, confirmed: new Float64Array(1440) })).toBeUndefined();
});
