import type { BaselineStore, MinuteStore } from "../../ports";
import { BASELINE_DAYS, baselineOf, HOURS_IN_DAY, type Baseline } from "./baseline";
import type { MinuteKey } from "./minute-count";

/** The baseline of a day, made and kept where nobody has made it yet. */
export async function baselineFor(
  key: MinuteKey,
  day: number,
  windowMs: number,
  { minutes, baselines }: { readonly minutes: MinuteStore; readonly baselines: BaselineStore },
): Promise<Baseline> {
  const known = await baselines.read(key, day);
  if (known !== undefined) return known;
  const first = (day - BASELINE_DAYS) * HOURS_IN_DAY;
  const hours = await minutes.read(key, first, day * HOURS_IN_DAY - 1);
  return baselines.keep(key, day, baselineOf(hours, windowMs));
}
