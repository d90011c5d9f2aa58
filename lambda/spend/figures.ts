import { errorText, type Telemetry } from "../adapters/telemetry";
import type { MetricSource, SmsLimitSource } from "../core/ports";
import { absent, type Absent } from "../core/spend/figure";
import { metricQueries, RUN_MS, type CountryMetric } from "../core/spend/metric-queries";
import { readingsOf, type SpendReadings } from "../core/spend/readings";
import { spendFigures, type SpendFigures } from "../core/spend/spend-figures";
import type { SpendSettings } from "../core/spend/spend-settings";
import { MINUTE_MS } from "../core/model/time";

/** What figures are made with. */
export interface FigureWorld extends Telemetry {
  readonly settings: SpendSettings;
  readonly source: MetricSource;
  readonly limit: SmsLimitSource;
}

/** Without it there are no hours to the limit, and the figure says why: the rest goes on. */
async function limitOf({ limit, logger }: FigureWorld): Promise<string | Absent | undefined> {
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
  world: FigureWorld,
): Promise<SpendReadings> {
  const limit = await limitOf(world);
  // Whether countries are due has been decided by whoever names them.
  const settings = { ...world.settings, countryMinutes: RUN_MS / MINUTE_MS };
  const answers = [];
  for (const call of metricQueries(countries ?? [], nowMs, settings)) {
    answers.push(await world.source.answer(call));
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
  world: FigureWorld,
): Promise<SpendFigures> {
  return spendFigures(await readings(countries, nowMs, world), nowMs, world.settings, earlier);
}
