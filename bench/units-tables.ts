import { costRow, type CostRow } from "./cost";
import { ALL_COGNITO, BATCHES, type Measurement } from "./measurement";
import { benchUnits } from "./units";

/** Units per 1,000 events. */
interface UnitsRow {
  readonly traffic: string;
  readonly rules: string;
  readonly events: number;
  readonly [units: `${"write" | "read"} ${string}`]: number;
}

function unitsRow({ traffic, rules, events, byBatch, plain }: Measurement): UnitsRow {
  const columns = BATCHES.flatMap((size) => {
    const use = byBatch.get(size);
    return [
      [`write ${size}`, use?.writeUnits ?? 0],
      [`read ${size}`, use?.readUnits ?? 0],
    ] as const;
  });
  return {
    traffic,
    rules,
    events,
    ...Object.fromEntries(columns),
    "write plain": plain.writeUnits,
    "read plain": plain.readUnits,
  };
}

const SENDS = "sms-api-burst";

/** The rules that count everything a feed has: the dollars of the others would be parts of these. */
const inDollars = (measurements: readonly Measurement[]): readonly CostRow[] =>
  [ALL_COGNITO, SENDS].flatMap((rules) =>
    measurements
      .filter((measurement) => measurement.rules === rules)
      .flatMap((measurement) => BATCHES.map((size) => costRow(measurement, size, rules === SENDS))),
  );

/** The measured units, and what a million events would cost with them. */
export async function benchUnitsTables(): Promise<{
  readonly units: readonly UnitsRow[];
  readonly costs: readonly CostRow[];
}> {
  const measurements = await benchUnits();
  return { units: measurements.map(unitsRow), costs: inDollars(measurements) };
}
