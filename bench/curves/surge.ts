import { judgeSurge } from "../../lambda/core/counting/minutes/judge-surge";
import type { Surge } from "../../lambda/core/model/rule";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { seeded } from "../../test/support/random";
import {
  attack,
  crowd,
  inBatches,
  judgedAt,
  SHARE,
  site,
  START,
  SURGE,
  stagesOf,
  type Stage,
} from "../../test/support/surge-crowds";
import { spread } from "../spread";
import type { Table } from "../tables";

/* What each limit of a surge costs and saves, the others as they are shipped. */

const SALES = Array.from({ length: 200 }, (_, i) => i);
const ATTACKS = Array.from({ length: 40 }, (_, i) => i);

const GRID: readonly Partial<Surge>[] = [
  ...[1.5, 2.3, 2.8, SURGE.deviations, 4, 5].map((deviations) => ({ deviations })),
  ...[2, 4, SURGE.missing, 12, 20].map((missing) => ({ missing })),
  ...[0.05, 0.1, SURGE.share, 0.3, 0.5].map((share) => ({ share })),
];

/** A sale whose people type a little less, or more, than usual. */
function saleOf(i: number): readonly Stage[] {
  const random = seeded(`sale/${i}`);
  const fromMs = START + random.integer(0, 59_999);
  const share = SHARE * (0.85 + 0.2 * random.fraction());
  const sale = crowd(random, { perMinute: random.integer(30, 300), share, fromMs, minutes: 8 });
  return stagesOf(inBatches([...site(random, 2.5), ...sale], random.pick([10_000, MINUTE_MS])));
}

interface Attack {
  readonly stages: readonly Stage[];
  readonly sentBy: (atMs: number) => number;
}

function attackOf(i: number): Attack {
  const random = seeded(`surge/${i}`);
  const sent = attack(random, 60, START + random.integer(0, 59_999));
  return {
    stages: stagesOf(inBatches([...site(random, 2.5), ...sent], 10_000)),
    sentBy: (untilMs) => sent.filter(({ atMs }) => atMs <= untilMs).length,
  };
}

/** Texts before the page and sales that page, over the limits of a surge. */
export function surgeCurve(): Table {
  const [sales, attacks] = [SALES.map(saleOf), ATTACKS.map(attackOf)];
  const rows = GRID.map((limit) => {
    const surge = { ...SURGE, ...limit };
    const texts = attacks.flatMap(({ stages, sentBy }) => {
      const at = judgedAt(judgeSurge, stages, surge)?.atMs;
      return at === undefined ? [] : [sentBy(at)];
    });
    const paged = sales.filter((sale) => judgedAt(judgeSurge, sale, surge) !== undefined);
    const [[name, value] = ["", 0]] = Object.entries(limit);
    return {
      limit: name,
      value,
      shipped: value === SURGE[name as keyof Surge] ? "yes" : "",
      texts: texts.length === 0 ? "never" : spread(texts),
      never: `${attacks.length - texts.length} of ${attacks.length}`,
      salesThatPage: `${paged.length} of ${sales.length}`,
    };
  });
  return {
    title: "Limits of a surge on the web: texts before the page, and sales that page",
    rows,
  };
}
