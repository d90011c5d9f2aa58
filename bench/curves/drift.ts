import { MINUTES_IN_DAY } from "../../lambda/core/counting/minutes/typing-delay";
import type { Drift } from "../../lambda/core/model/measure";
import { cognitoClientUnconverted } from "../../lambda/core/rules/cognito-client-unconverted";
import { cognitoFlowUnconverted } from "../../lambda/core/rules/cognito-flow-unconverted";
import { cognitoResetUnconverted } from "../../lambda/core/rules/cognito-reset-unconverted";
import { seeded } from "../../test/support/random";
import { AS_CUSTOMERS, attacked, dailyShare, minuteBusiness } from "../conversion/business";
import { shipped } from "../conversion/shipped";
import { spread } from "../spread";
import type { Table } from "../tables";

/* What the tolerance of small lacks costs and saves, in minutes of whole businesses. */

const SEEDS = Array.from({ length: 6 }, (_, i) => i + 1);
const PER_HOUR = 150;
const [LEARNED, ATTACK, END] = [7, 14, 16].map((days) => days * MINUTES_IN_DAY) as [
  number,
  number,
  number,
];
const SHIPPED = cognitoFlowUnconverted.measure.drift!;

const GRID: readonly Partial<Drift>[] = [
  ...[0.05, 0.08, SHIPPED.tolerance, 0.2, 0.3].map((tolerance) => ({ tolerance })),
  ...[0, 0.02, SHIPPED.leastTolerance ?? 0, 0.08].map((leastTolerance) => ({ leastTolerance })),
];

const made = (seed: number, moods: number) =>
  minuteBusiness(seeded(`curve/${seed}/${moods}`), { peakPerHour: PER_HOUR, days: 16, moods });

const trials = () =>
  SEEDS.map((seed) =>
    attacked(seeded(`curve-attack/${seed}`), made(seed, 0.03), {
      name: "20 % of the rhythm, as customers split",
      fromMinute: ATTACK,
      toMinute: END,
      perMinute: (minute) => (PER_HOUR / 60) * dailyShare(minute) * 0.2,
      split: AS_CUSTOMERS,
    }),
  );

/** Texts before the page and calm businesses that page, over the tolerance of small lacks. */
export function driftCurve(): Table {
  const attacks = trials();
  const calm = [0.03, 0.08].map((moods) => SEEDS.map((seed) => made(seed, moods)));
  const rows = GRID.map((change) => {
    const drift = { ...SHIPPED, ...change };
    const judge = shipped(
      cognitoClientUnconverted.measure,
      { ...cognitoFlowUnconverted.measure, drift },
      cognitoResetUnconverted.measure,
    );
    const texts = attacks.flatMap(({ business, sent }) => {
      const due = judge(business, ATTACK, END);
      return due === undefined ? [] : [sent.slice(0, due + 1).reduce((a, b) => a + b, 0)];
    });
    const [few = [], many = []] = calm.map((all) =>
      all.filter((business) => judge(business, LEARNED, END) !== undefined),
    );
    const [[name, value] = ["", 0]] = Object.entries(change);
    return {
      limit: name,
      value,
      shipped: value === SHIPPED[name as keyof Drift] ? "yes" : "",
      texts: texts.length === 0 ? "never" : spread(texts),
      never: `${attacks.length - texts.length} of ${attacks.length}`,
      "pages, days differ by 3 %": `${few.length} of ${SEEDS.length}`,
      "by 8 %": `${many.length} of ${SEEDS.length}`,
    };
  });
  return {
    title: `What small lacks tolerate: texts of 20 % beside ${PER_HOUR} an hour, and businesses that page`,
    rows,
  };
}
