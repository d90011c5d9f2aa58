import {
  readingsOf,
  type MetricSource,
  type SmsLimitSource,
} from "../../lambda/core/spend/readings";
import { absent, type Absent } from "../../lambda/core/spend/figure";
import { COARSE_MS, metricQueries, type MetricCall } from "../../lambda/core/spend/metric-queries";
import { spendFigures, type SpendFigures } from "../../lambda/core/spend/spend-figures";
import { spendSettings } from "../../lambda/core/spend/spend-settings";
import { FINE_KEPT_MS, type SpendMonth } from "./moment";

/** No budget is compared here; the countries are read at once, whatever the minute. */
const SETTINGS = spendSettings({ monthlyBudgetUsd: 0, countryMinutes: 5 });

const OVER = absent("the month is over");
const NOT_THEN = absent("AWS tells the limit of now only");
const NO_LONGER = absent("AWS keeps values of five minutes for 63 days");

/** AWS has only hours of what is older than its five minutes. */
const asKept = (call: MetricCall, nowMs: number): MetricCall =>
  call.startMs >= nowMs - FINE_KEPT_MS
    ? call
    : { ...call, queries: call.queries.map((query) => ({ ...query, periodMs: COARSE_MS })) };

/** A refused limit costs its own figures only. */
async function limitNow(limit: SmsLimitSource): Promise<string | Absent | undefined> {
  try {
    return await limit();
  } catch (error) {
    return absent(`GetSMSAttributes failed: ${error instanceof Error ? error.name : "unknown"}`);
  }
}

/** What a month that is over cannot have. */
const ofPast = (figures: SpendFigures, isCoarse: boolean): SpendFigures => ({
  ...figures,
  limit: NOT_THEN,
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
  { source, limit }: { readonly source: MetricSource; readonly limit: SmsLimitSource },
): Promise<SpendFigures> {
  const countries = await source.countries();
  const calls = metricQueries(countries, atMs, SETTINGS);
  const answers = [];
  for (const call of calls) answers.push(await source.answer(asKept(call, nowMs)));
  const told = isOver ? undefined : await limitNow(limit);
  const figures = spendFigures(readingsOf(answers, true, told), atMs, SETTINGS);
  if (!isOver) return figures;
  return ofPast(
    figures,
    calls.some((call) => asKept(call, nowMs) !== call),
  );
}
