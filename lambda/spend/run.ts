import { errorText, type Telemetry } from "../adapters/runtime";
import type { SpendStore, SpendFigures } from "../core/spend/spend-figures";
import { spendMetrics, type MetricSink } from "../core/spend/spend-metrics";
import { areCountriesDue } from "../core/spend/metric-queries";
import { figuresAt, type FigureDeps } from "./figures";

/** Everything that the spend guard works with. */
export interface SpendDeps extends FigureDeps {
  readonly publish: MetricSink;
  readonly store: SpendStore;
}

/** When and where a run is. */
export interface SpendMoment {
  readonly nowMs: number;
  readonly account: string;
  readonly region: string;
}

/** What the run can do without: when it fails the rest must still be done. */
type Part = <T>(name: string, run: () => Promise<T>) => Promise<T | undefined>;

function partsOf({ logger }: Telemetry, failed: string[]): Part {
  return async (name, run) => {
    try {
      return await run();
    } catch (error) {
      logger.error("a part of the spend guard failed", { part: name, error: errorText(error) });
      failed.push(name);
      return undefined;
    }
  };
}

/**
 * One run: reads what AWS tells, makes the figures of it, publishes them as metrics and keeps them.
 * Either all metrics are published or none. Without the list of countries, or without the store, the
 * money is still watched.
 *
 * @throws Error when CloudWatch did not answer, or when a part failed, after the rest was done
 */
export async function runSpend(
  { nowMs, account, region }: SpendMoment,
  deps: SpendDeps,
): Promise<SpendFigures> {
  const { logger, publish, settings, source, store } = deps;
  const failed: string[] = [];
  const part = partsOf(deps, failed);
  const isDue = areCountriesDue(nowMs, settings);
  const countries = isDue ? await part("list the countries", () => source.countries()) : undefined;
  const earlier = await part("read the earlier figures", () => store.read(account, region));
  const figures = await figuresAt(nowMs, countries, earlier, deps);
  await publish(spendMetrics(figures), nowMs);
  await part("keep the figures", () => store.write(account, region, figures));
  logger.info("spend figures", { figures });
  if (failed.length > 0) throw new Error(`the spend guard failed to ${failed.join(", to ")}`);
  return figures;
}
