import { judge } from "../../lambda/core/counting/windows/judge";
import type { Timeline } from "../../lambda/core/counting/windows/timeline";
import type { EarlyEnd } from "../../lambda/core/model/grace";
import type { UncompletedBurst } from "../../lambda/core/model/measure";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { cognitoPasswordlessBurst } from "../../lambda/core/rules/cognito-passwordless-burst";
import { seeded } from "../../test/support/random";
import { spread } from "../spread";
import type { Table } from "../tables";

/* What ends the grace of a burst early, by sign-ins without a password: so many requests of an age, and
   the share of them that may be completed. */

const { measure } = cognitoPasswordlessBurst;
const SHIPPED = measure.early!;
const CROWDS = Array.from({ length: 150 }, (_, i) => i);
const ATTACKS = Array.from({ length: 40 }, (_, i) => i);

const GRID: readonly Partial<EarlyEnd>[] = [
  ...[5, 10, SHIPPED.requests, 25, 40].map((requests) => ({ requests })),
  ...[15, 25, SHIPPED.ageMs / 1000, 45, 60].map((seconds) => ({ ageMs: seconds * 1000 })),
  ...[0.02, SHIPPED.share, 0.1].map((share) => ({ share })),
];

interface Traffic {
  readonly hits: readonly number[];
  readonly completed: readonly number[];
}

/** People at a new address who begin sign-ins by chance, and complete them after a while. */
function traffic(name: string, perMinute: number, share: number): Traffic {
  const random = seeded(name);
  const [hits, completed]: [number[], number[]] = [[], []];
  const until = 5 * MINUTE_MS;
  const wait = (): number => random.exponential(MINUTE_MS / perMinute);
  for (let at = wait(); at < until; at += wait()) {
    hits.push(Math.floor(at));
    if (random.chance(share)) completed.push(Math.floor(at) + random.integer(15_000, 120_000));
  }
  return { hits, completed: completed.sort((a, b) => a - b) };
}

/** All within one chunk of the window, of which nothing has overflowed. */
const timeline = (times: readonly number[]): Timeline => ({
  spanMs: measure.windowMs,
  parts: [{ index: 0, times, subjects: times.map(() => 0), buckets: [] }],
});

/** When the rule fires, once all has come in. */
const openedAt = ({ hits, completed }: Traffic, changed: UncompletedBurst): number | undefined =>
  judge(
    changed,
    {
      hits: timeline(hits),
      confirmations: timeline(completed),
      isKnown: () => false,
      oldRequests: () => 0,
      nowMs: Infinity,
      isDue: true,
    },
    0,
  ).span?.openedAt;

/** Texts before the page and crowds that page, over what ends the grace of a burst early. */
export function graceCurve(): Table {
  const attacks = ATTACKS.map((i) => traffic(`grace/${i}`, 60, 0));
  const crowds = CROWDS.map((i) => traffic(`crowd/${i}`, 10 + 2 * i, 0.8));
  const rows = GRID.map((change) => {
    const changed = { ...measure, early: { ...SHIPPED, ...change } };
    const texts = attacks.flatMap((each) => {
      const at = openedAt(each, changed);
      return at === undefined ? [] : [each.hits.filter((hit) => hit <= at).length];
    });
    const paged = crowds.filter((each) => openedAt(each, changed) !== undefined);
    const [[name, value] = ["", 0]] = Object.entries(change);
    return {
      limit: name,
      value,
      shipped: value === SHIPPED[name as keyof EarlyEnd] ? "yes" : "",
      texts: texts.length === 0 ? "never" : spread(texts),
      never: `${attacks.length - texts.length} of ${attacks.length}`,
      crowdsThatPage: `${paged.length} of ${crowds.length}`,
    };
  });
  return {
    title:
      "What ends the grace of sign-ins without a password: texts at 60 a minute, and crowds that page",
    rows,
  };
}
