import { MINUTES_IN_DAY } from "../lambda/core/counting/minutes/typing-delay";
import { cognitoClientUnconverted } from "../lambda/core/rules/cognito-client-unconverted";
import { cognitoFlowUnconverted } from "../lambda/core/rules/cognito-flow-unconverted";
import { cognitoResetUnconverted } from "../lambda/core/rules/cognito-reset-unconverted";
import { seeded } from "../test/support/random";
import {
  AS_CUSTOMERS,
  attacked,
  dailyShare,
  minuteBusiness,
  RESETS_ONLY,
  SIGN_UPS_ONLY,
  type MinuteAttack,
  type MinutePlan,
} from "./conversion/business";
import { EARLIER } from "./conversion/earlier";
import type { Judge } from "./conversion/series";
import { shipped } from "./conversion/shipped";
import { spread } from "./spread";
import type { Table } from "./tables";

/* Ways to judge missing confirmations, side by side on the same made-up minutes: what was shipped
   first, three improvements on it, and what is shipped now. */

const SEEDS = Array.from({ length: 5 }, (_, i) => i + 1);

const JUDGES: Readonly<Record<string, Judge>> = {
  ...EARLIER,
  shipped: shipped(
    cognitoClientUnconverted.measure,
    cognitoFlowUnconverted.measure,
    cognitoResetUnconverted.measure,
  ),
};

const HARMLESS: readonly (readonly [string, Partial<MinutePlan>])[] = [
  ["launch, sale, campaign", { isEventful: true }],
  ["the same, half of the campaign confirmed", { isEventful: true, campaignConfirmed: 0.5 }],
  ["the same, people type after 2 to 8 minutes", { isEventful: true, isSlow: true }],
  ["shares that differ by 8 % from day to day", { moods: 0.08 }],
];

const LEARNED = 7 * MINUTES_IN_DAY;
const DAYS = 16;

function harmlessRows(sizes: readonly number[]): readonly object[] {
  return sizes.flatMap((peakPerHour) =>
    HARMLESS.map(([business, more]) => {
      const paged = Object.entries(JUDGES).map(([name, judge]) => {
        const pages = SEEDS.filter((seed) => {
          const random = seeded(`conversion/${business}/${seed}`);
          const made = minuteBusiness(random, { peakPerHour, days: DAYS, ...more });
          return judge(made, LEARNED, DAYS * MINUTES_IN_DAY) !== undefined;
        });
        return [name, `${pages.length} of ${SEEDS.length}`] as const;
      });
      return { business, perHour: peakPerHour, ...Object.fromEntries(paged) };
    }),
  );
}

interface Trial {
  readonly peakPerHour: number;
  readonly days: number;
  readonly attack: MinuteAttack;
}

const day = (number: number, hour = 0): number => number * MINUTES_IN_DAY + hour * 60;

const steady = (name: string, perMinute: number, split: readonly number[]): MinuteAttack => ({
  name,
  fromMinute: day(14, 14),
  toMinute: day(16),
  perMinute: () => perMinute,
  split,
});

/** Follows the business, at a share of its busiest hour. */
const inRhythm = (
  name: string,
  peakPerHour: number,
  shareOn: (day: number) => number,
  split: readonly number[],
  [from, to]: readonly [number, number],
): MinuteAttack => ({
  name,
  fromMinute: from,
  toMinute: to,
  perMinute: (minute) =>
    (peakPerHour / 60) * dailyShare(minute) * shareOn(Math.floor(minute / MINUTES_IN_DAY)),
  split,
});

const FROG = [day(16), day(30)] as const;
const grown = (to: number) => (today: number) => ((today - 15) / 14) * to;

const trialsAt = (size: number): readonly Trial[] => [
  { peakPerHour: size, days: 16, attack: steady("60 a minute", 60, SIGN_UPS_ONLY) },
  { peakPerHour: size, days: 16, attack: steady("4 a minute", 4, SIGN_UPS_ONLY) },
  { peakPerHour: size, days: 16, attack: steady("4 resets a minute", 4, RESETS_ONLY) },
  ...(
    [
      ["20 % extra", 0.2, SIGN_UPS_ONLY],
      ["30 % extra, as customers split", 0.3, AS_CUSTOMERS],
    ] as const
  ).map(([name, share, split]) => ({
    peakPerHour: size,
    days: 16,
    attack: inRhythm(name, size, () => share, split, [day(14), day(16)]),
  })),
  ...(
    [
      ["frog to 1.27", 1.27, SIGN_UPS_ONLY],
      ["cautious frog to 0.64", 0.64, SIGN_UPS_ONLY],
      ["cautious frog, as customers split", 0.64, AS_CUSTOMERS],
    ] as const
  ).map(([name, share, split]) => ({
    peakPerHour: size,
    days: 30,
    attack: inRhythm(name, size, grown(share), split, FROG),
  })),
];

/** Texts before the verdict, for each seed; undefined where there is none. */
const textsBefore = ({ peakPerHour, days, attack }: Trial, judge: Judge) =>
  SEEDS.map((seed) => {
    const made = minuteBusiness(seeded(`conversion/${seed}`), { peakPerHour, days });
    const { business, sent } = attacked(seeded(`attack/${seed}`), made, attack);
    const due = judge(business, attack.fromMinute, attack.toMinute);
    if (due === undefined) return undefined;
    return sent.slice(0, due + 1).reduce((a, b) => a + b, 0);
  });

function attackRow(trial: Trial): object {
  const found = Object.entries(JUDGES).map(([name, judge]) => {
    const texts = textsBefore(trial, judge);
    const known = texts.filter((count) => count !== undefined);
    const never = texts.length - known.length;
    const note = never === 0 ? "" : `; ${never} of ${texts.length} never`;
    return [name, known.length === 0 ? "never" : spread(known) + note] as const;
  });
  return {
    attack: trial.attack.name,
    perHour: trial.peakPerHour,
    ...Object.fromEntries(found),
  };
}

/** Texts before a verdict by each way to judge, and businesses without an attack that it pages. */
export const benchConversion = (): readonly Table[] => [
  {
    title: "Texts before a verdict, by way to judge missing confirmations",
    rows: [20, 150, 1500].flatMap(trialsAt).map(attackRow),
  },
  {
    title: "Businesses without an attack that get a verdict, by way to judge",
    rows: harmlessRows([5, 20, 150, 1500]),
  },
];
