import type { FlowMinutes, MinuteBusiness } from "./business";

/* What every way to judge looks at, and how its verdict is told. */

/** The minute at whose end a verdict is due; undefined where there is none. */
export type Judge = (business: MinuteBusiness, from: number, to: number) => number | undefined;

function prefix(counts: Float64Array): (first: number, last: number) => number {
  const sums = new Float64Array(counts.length + 1);
  counts.forEach((count, i) => {
    sums[i + 1] = (sums[i] ?? 0) + count;
  });
  const upTo = (minute: number): number => sums[Math.min(Math.max(minute, 0), counts.length)] ?? 0;
  return (first, last) => (last < first ? 0 : upTo(last + 1) - upTo(first));
}

/** One series with its sums, which are made once. */
export interface Series {
  readonly minutes: FlowMinutes;
  readonly requests: (first: number, last: number) => number;
  readonly confirmed: (first: number, last: number) => number;
}

export const seriesOf = (minutes: FlowMinutes): Series => ({
  minutes,
  requests: prefix(minutes.requests),
  confirmed: prefix(minutes.confirmed),
});

export function together(flows: readonly FlowMinutes[]): FlowMinutes {
  const [first] = flows;
  const added = (of: (flow: FlowMinutes) => Float64Array): Float64Array =>
    Float64Array.from(first?.requests ?? [], (_, i) =>
      flows.reduce((sum, flow) => sum + (of(flow)[i] ?? 0), 0),
    );
  return {
    requests: added(({ requests }) => requests),
    confirmed: added(({ confirmed }) => confirmed),
    answered: added(({ answered }) => answered),
  };
}

export const earliest = (minutes: readonly (number | undefined)[]): number | undefined => {
  const due = minutes.filter((minute) => minute !== undefined);
  return due.length === 0 ? undefined : Math.min(...due);
};
