import { attackRows } from "./spend/attacked";
import { harmlessMonths, harmlessRows, limitedRows } from "./spend/harmless";
import { projectionRows } from "./spend/projections";
import { randomMonthRows } from "./spend/random-months";
import type { Table } from "./tables";

/* Whole months of money, played into a stand-in for CloudWatch and through the guard's alarms. */

/**
 * What the guard makes of harmless and of attacked months. "Soonest" is when the first data point of an
 * attack can be read.
 */
export function benchSpend(): readonly Table[] {
  const months = harmlessMonths();
  return [
    {
      title: "The spend guard: attacks, over seven ways in which AWS may publish",
      rows: attackRows(),
    },
    { title: "The spend guard: months without an attack", rows: harmlessRows(months) },
    { title: "A limit of 80 % of what a month without an attack costs", rows: limitedRows() },
    { title: "Error of the projected month's end, in percent", rows: projectionRows(months) },
    { title: "The same over months in which anything falls on any date", rows: randomMonthRows() },
  ];
}
