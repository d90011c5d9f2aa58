import {
  readingsOf,
  readLimits,
  type LimitSources,
  type MetricSource,
} from "../../lambda/core/spend/readings";
import { absent } from "../../lambda/core/spend/figure";
import { COARSE_MS, metricQueries, type MetricCall } from "../../lambda/core/spend/metric-queries";
import { spendFigures, type SpendFigures } from "../../lambda/core/spend/spend-figures";
import { spendSettings } from "../../lambda/core/spend/spend-settings";
import { FINE_KEPT_MS, type SpendMonth } from "./moment";

/** No budget is compared here; the countries are read at once, whatever the minute. */
const SETTINGS = spendSettings({ monthlyBudgetUsd: 0, projectionFloorUsd: 5, countryMinutes: 5 });

const OVER = absent("the month is over");
const NOT_THEN = absent("AWS tells the limit of now only");
const NO_LONGER = absent("AWS keeps values of five minutes for 63 days");

/** AWS has only hours of what is older than its five minutes. */
const asKept = (call: MetricCall, nowMs: number): MetricCall =>
  call.startMs >= nowMs - FINE_KEPT_MS
    ? call
    : { ...call, queries: call.queries.map((query) => ({ ...query, periodMs: COARSE_MS })) };

/** What a month that is over cannot have. */
const ofPast = (figures: SpendFigures, isCoarse: boolean): SpendFigures => ({
  ...figures,
  limit: NOT_THEN,
  limits: undefined,
  hoursToLimit: OVER,
  projectedMonthEnd: OVER,
  ...(isCoarse && { directPublishes: NO_LONGER, usualDirectPublishes: NO_LONGER }),
});

/**
 * The figures of a Region: of now, or of the end of a month that is over.
 *
 * @throws whatever CloudWatch answers instead of its data
 */
export async function readSpend(
  { atMs, isOver }: SpendMonth,
  nowMs: number,
  { source, ...limits }: LimitSources & { readonly source: MetricSource },
): Promise<SpendFigures> {
  const countries = await source.countries();
  const calls = metricQueries(countries, atMs, SETTINGS);
  const answers = [];
  for (const call of calls) answers.push(await source.answer(asKept(call, nowMs)));
  const told = isOver ? undefined : await readLimits(limits);
  const figures = spendFigures(readingsOf(answers, true, told), atMs, SETTINGS);
  if (!isOver) return figures;
  return ofPast(
    figures,
    calls.some((call) => asKept(call, nowMs) !== call),
  );
}
