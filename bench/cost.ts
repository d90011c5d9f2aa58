import type { Measurement } from "./measurement";

/* On-demand prices in us-east-1 in November 2026, in dollars. They are assumptions: check them on
   AWS's pages before relying on a sum. */

const WRITE_UNITS_MILLION = 0.625;
const READ_UNITS_MILLION = 0.125;
const SQS_REQUESTS_MILLION = 0.4;
const LAMBDA_REQUESTS_MILLION = 0.2;
const LAMBDA_GB_SECOND = 0.0000133334;
const CUSTOM_EVENTS_MILLION = 1;
/** $0.10 for 100,000; management events, such as Cognito's, are free in an account's first trail. */
export const DATA_EVENTS_MILLION = 1;
/** For a gigabyte that is ingested. */
export const LOG_DOLLARS_GB = 0.5;
/** For each custom metric that is published all month. */
export const METRIC_DOLLARS = 0.3;

/** For a million of each. */
export const PRICES = {
  writeUnits: WRITE_UNITS_MILLION,
  readUnits: READ_UNITS_MILLION,
  sqsRequests: SQS_REQUESTS_MILLION,
  customEvents: CUSTOM_EVENTS_MILLION,
} as const;

/** A message is sent once; ten at most are received, and deleted, with one request. */
export const sqsRequests = (batch: number): number => 1 + 2 / Math.min(10, batch);

const MEMORY_GB = 0.5;
/** Waiting for some five calls after each other, in each invocation. */
const WAITING_S = 0.05;
/** The SDK makes 3,000 calls a second on a whole core, of which 512 MB are given 29 %. */
const CALLS_PER_SECOND = 3000 * 0.29;

/** A sum of money with its arithmetic where it has one. */
export interface CostRow {
  readonly traffic: string;
  readonly rules: string;
  readonly batch: number;
  readonly writes: string;
  readonly reads: string;
  readonly sqs: string;
  readonly lambda: string;
  readonly steps: string;
  readonly trail: string;
  readonly total: string;
  readonly dynamoDb: string;
  readonly plainDynamoDb: string;
}

const dollars = (sum: number): string => `$${sum.toFixed(2)}`;

interface Item {
  readonly text: string;
  readonly sum: number;
}

const priced = (units: number, price: number): Item => ({
  text: `${units.toFixed(3)} x ${price} = ${dollars(units * price)}`,
  sum: units * price,
});

export function lambdaDollars(callsEach: number, batch: number): number {
  const gbSeconds = (WAITING_S / batch + callsEach / CALLS_PER_SECOND) * MEMORY_GB;
  return gbSeconds * 1e6 * LAMBDA_GB_SECOND + LAMBDA_REQUESTS_MILLION / batch;
}

/**
 * What a million events cost. Units for one event are millions of units for a million events, so
 * that they only have to be multiplied by the price of a million.
 */
export function costRow(measurement: Measurement, batch: number, isDataEvent: boolean): CostRow {
  const { traffic, rules, byBatch, plain } = measurement;
  const use = byBatch.get(batch);
  if (use === undefined) throw new Error(`no measurement at batches of ${batch}`);
  const writes = priced(use.writeUnits / 1000, WRITE_UNITS_MILLION);
  const reads = priced(use.readUnits / 1000, READ_UNITS_MILLION);
  const sqs = priced(sqsRequests(batch), SQS_REQUESTS_MILLION);
  const steps = priced(use.steps / 1000, CUSTOM_EVENTS_MILLION);
  const lambda = lambdaDollars(use.calls / 1000, batch);
  const trail = isDataEvent ? DATA_EVENTS_MILLION : 0;
  const plainWrites = priced(plain.writeUnits / 1000, WRITE_UNITS_MILLION);
  const plainReads = priced(plain.readUnits / 1000, READ_UNITS_MILLION);
  return {
    traffic,
    rules,
    batch,
    writes: writes.text,
    reads: reads.text,
    sqs: sqs.text,
    lambda: dollars(lambda),
    steps: steps.text,
    trail: dollars(trail),
    total: dollars(writes.sum + reads.sum + sqs.sum + lambda + steps.sum + trail),
    dynamoDb: dollars(writes.sum + reads.sum),
    plainDynamoDb: dollars(plainWrites.sum + plainReads.sum),
  };
}
