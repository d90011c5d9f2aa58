import type { Scenario } from "./traffic";

/** What a thousand events consume by themselves, whatever the batch they come in. */
export interface Use {
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Calls to DynamoDB. */
  readonly calls: number;
  /** Steps of findings, each of which is published once. */
  readonly steps: number;
}

/** Units per thousand events of one kind of traffic under one or more rules. */
export interface Measurement {
  readonly traffic: Scenario;
  readonly rules: string;
  /** Events that were really counted on DynamoDB Local at each size of batch. */
  readonly events: number;
  readonly byBatch: ReadonlyMap<number, Use>;
  readonly plain: Pick<Use, "writeUnits" | "readUnits">;
}

export const BATCHES = [10, 60, 1000] as const;
export const ALL_COGNITO = "all five on Cognito";

const added = (a: Use, b: Use): Use => ({
  writeUnits: a.writeUnits + b.writeUnits,
  readUnits: a.readUnits + b.readUnits,
  calls: a.calls + b.calls,
  steps: a.steps + b.steps,
});

const NOTHING: Use = { writeUnits: 0, readUnits: 0, calls: 0, steps: 0 };

/** No two of the Cognito rules share a window, so all of them cost what they cost one by one. */
export function together(parts: readonly Measurement[], scenario: Scenario): Measurement {
  const sumAt = (size: number): Use =>
    parts.map(({ byBatch }) => byBatch.get(size) ?? NOTHING).reduce(added, NOTHING);
  return {
    traffic: scenario,
    rules: ALL_COGNITO,
    events: parts.reduce((sum, { events }) => sum + events, 0),
    byBatch: new Map(BATCHES.map((size) => [size, sumAt(size)])),
    plain: {
      writeUnits: parts.reduce((sum, { plain }) => sum + plain.writeUnits, 0),
      readUnits: parts.reduce((sum, { plain }) => sum + plain.readUnits, 0),
    },
  };
}
