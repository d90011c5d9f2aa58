import { errorText, type Telemetry } from "../adapters/runtime";
import {
  readingsOf,
  readLimits,
  type LimitSources,
  type MetricSource,
  type SpendReadings,
} from "../core/spend/readings";
import type { CountryMetric } from "../core/spend/country-metrics";
import { metricQueries, RUN_MS } from "../core/spend/metric-queries";
import { spendFigures, type SpendFigures } from "../core/spend/spend-figures";
import type { SpendSettings } from "../core/spend/spend-settings";
import { MINUTE_MS } from "../core/model/time";

/** What figures are made with. */
export interface FigureDeps extends Telemetry, LimitSources {
  readonly settings: SpendSettings;
  readonly source: MetricSource;
}

async function readings(
  countries: readonly CountryMetric[] | undefined,
  nowMs: number,
  deps: FigureDeps,
): Promise<SpendReadings> {
  // Without one there are no hours to the limit, and the figure says why: the rest goes on.
  const limits = await readLimits(deps, ({ absent: reason }, error) => {
    deps.logger.error("could not read a spend limit", { reason, error: errorText(error) });
  });
  // Whether countries are due has been decided by whoever names them.
  const settings = { ...deps.settings, countryMinutes: RUN_MS / MINUTE_MS };
  const answers = [];
  for (const call of metricQueries(countries ?? [], nowMs, settings)) {
    answers.push(await deps.source.answer(call));
  }
  return readingsOf(answers, countries !== undefined, limits);
}

/**
 * The figures of a moment.
 *
 * @param countries whose metrics to read; undefined keeps the earlier figures of them
 * @throws whatever CloudWatch answers instead: figures of a part of the data would be wrong
 */
export async function figuresAt(
  nowMs: number,
  countries: readonly CountryMetric[] | undefined,
  earlier: SpendFigures | undefined,
  deps: FigureDeps,
): Promise<SpendFigures> {
  return spendFigures(await readings(countries, nowMs, deps), nowMs, deps.settings, earlier);
}
