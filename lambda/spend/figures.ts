import { errorText, type Telemetry } from "../adapters/runtime";
import {
  readingsOf,
  type MetricSource,
  type SmsLimitSource,
  type SpendReadings,
} from "../core/spend/readings";
import { absent, type Absent } from "../core/spend/figure";
import { metricQueries, RUN_MS, type CountryMetric } from "../core/spend/metric-queries";
import { spendFigures, type SpendFigures } from "../core/spend/spend-figures";
import type { SpendSettings } from "../core/spend/spend-settings";
import { MINUTE_MS } from "../core/model/time";

/** What figures are made with. */
export interface FigureDeps extends Telemetry {
  readonly settings: SpendSettings;
  readonly source: MetricSource;
  readonly limit: SmsLimitSource;
}

/** Without it there are no hours to the limit, and the figure says why: the rest goes on. */
async function limitOf({ limit, logger }: FigureDeps): Promise<string | Absent | undefined> {
  try {
    return await limit();
  } catch (error) {
    logger.error("could not read the spend limit", { error: errorText(error) });
    const name = error instanceof Error ? error.name : "an unknown error";
    return absent(`GetSMSAttributes failed: ${name}`);
  }
}

async function readings(
  countries: readonly CountryMetric[] | undefined,
  nowMs: number,
  deps: FigureDeps,
): Promise<SpendReadings> {
  const limit = await limitOf(deps);
  // Whether countries are due has been decided by whoever names them.
  const settings = { ...deps.settings, countryMinutes: RUN_MS / MINUTE_MS };
  const answers = [];
  for (const call of metricQueries(countries ?? [], nowMs, settings)) {
    answers.push(await deps.source.answer(call));
  }
  return readingsOf(answers, countries !== undefined, limit);
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
