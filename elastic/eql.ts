import type { Licence } from "./licence";
import type { Measure } from "../lambda/core/model/measure";
import { minutes } from "./schedule";

/** https://www.elastic.co/docs/reference/query-languages/eql/eql-syntax#eql-with-runs-statement */
const MOST_RUNS = 100;

/** A list of EQL literals: `("a", "b")`. */
export const eqlList = (values: readonly (string | number)[]): string =>
  `(${values.map((value) => JSON.stringify(value)).join(", ")})`;

/** True as well where a source leaves the field out, or no searched index knows it. */
export const absentOrIn = (field: string, values: readonly (string | number)[]): string =>
  `(?${field} == null or ?${field} in ${eqlList(values)})`;

/**
 * `runs` events that match one condition, within the measure's window and with one value of a
 * field. `any where`: few sources of ours fill in the category that EQL would ask for.
 *
 * @throws Error where EQL could not repeat an event so often
 */
export function sequenceOf(
  field: string,
  { windowMs }: Measure,
  runs: number,
  condition: string,
): string {
  if (runs < 1 || runs > MOST_RUNS) throw new Error(`EQL repeats 1 to ${MOST_RUNS} times`);
  return `sequence by ${field} with maxspan=${minutes(windowMs)}\n  [any where\n${condition}\n  ] with runs=${runs}`;
}

/**
 * Kibana limits a run by the field of `timestamp_override`, and gives EQL no other `timestamp_field`
 * than the default, so both times are right: `buildEqlSearchRequest` in elastic/kibana,
 * security_solution/server/lib/detection_engine/rule_types/eql.
 */
export const SEQUENCE_TIMES =
  "Which documents a run looks at goes by `event.ingested` (`timestamp_override`); the order of a sequence and its span go by `@timestamp`. So events that are delivered late are neither missed nor moved.";

/**
 * How many alerts a sequence rule makes in one run: sequences overlap, so that sixty requests are
 * eleven sequences of fifty, and each alert holds all of its documents.
 */
export const sequenceSignals = ({ isSuppressionLicensed }: Licence): number =>
  isSuppressionLicensed ? 5 : 1;
