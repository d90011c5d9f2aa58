import type { ActiveRule } from "../lambda/core/rules/active-rule";
import type { Observation } from "../lambda/core/model/observation";

/* The plain way to count: for each event and rule put one item (under a kilobyte: one write unit)
   and query, consistently, all items of the entity within the window. */

/** Keys, time to live and nothing else: the smallest item that could be counted. */
const ITEM_BYTES = 120;
/** A consistent read unit is 4 KB of what a query reads, and at least one. */
const READ_UNIT_BYTES = 4096;

/** Read units that the plain way consumes under one rule for events in the order of time. */
export function plainReadUnits(rule: ActiveRule, events: readonly Observation[]): number {
  const windows = new Map<string, number[]>();
  let units = 0;
  for (const event of events) {
    const entity = rule.entityOf(event)?.value ?? "";
    const times = windows.get(entity) ?? [];
    const fromMs = event.atMs - rule.measure.windowMs;
    const inWindow = [...times.filter((atMs) => atMs >= fromMs), event.atMs];
    windows.set(entity, inWindow);
    units += Math.max(1, Math.ceil((inWindow.length * ITEM_BYTES) / READ_UNIT_BYTES));
  }
  return units;
}
