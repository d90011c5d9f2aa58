import type { Measure, Rule, UnconfirmedBurst, UnconfirmedExcess } from "../lambda/core/model/rule";

function measureOf<K extends Measure["kind"]>(
  { id, measure }: Rule,
  kind: K,
): Extract<Measure, { kind: K }> {
  if (measure.kind !== kind) throw new Error(`${id} is measured by ${measure.kind}, not ${kind}`);
  return measure as Extract<Measure, { kind: K }>;
}

/** @throws Error for a rule that is measured otherwise: then its query must be written anew */
export const unconfirmedBurst = (rule: Rule): UnconfirmedBurst =>
  measureOf(rule, "unconfirmed-burst");

/** @throws Error for a rule that is measured otherwise: then its query must be written anew */
export const unconfirmedExcess = (rule: Rule): UnconfirmedExcess =>
  measureOf(rule, "unconfirmed-excess");
