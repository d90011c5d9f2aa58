import { MINUTES_IN_HOUR, type HourCounts } from "./minute-count";

/** Sums over stretches of minutes, ends included. Minutes count from 1970-01-01 UTC. */
export interface MinuteSums {
  readonly requests: (first: number, last: number) => number;
  readonly confirmed: (first: number, last: number) => number;
  readonly paid: (first: number, last: number) => number;
  readonly unsent: (first: number, last: number) => number;
  /** The last minute in which anything was counted, or -Infinity. */
  readonly latest: number;
}

/** Running totals, so that any stretch is one subtraction. */
function totals(
  hours: readonly HourCounts[],
  firstHour: number,
  length: number,
  countsOf: (hour: HourCounts) => readonly number[],
): Float64Array {
  const running = new Float64Array(length + 1);
  for (const hour of hours) {
    const counts = countsOf(hour);
    const start = (hour.hour - firstHour) * MINUTES_IN_HOUR + 1;
    for (let minute = 0; minute < counts.length; minute++) {
      running[start + minute] = counts[minute] ?? 0;
    }
  }
  let total = 0;
  for (let i = 1; i <= length; i++) {
    total += running[i] ?? 0;
    running[i] = total;
  }
  return running;
}

function latestIn(hours: readonly HourCounts[]): number {
  let latest = -Infinity;
  for (const { hour, requests, confirmed } of hours) {
    for (let minute = MINUTES_IN_HOUR - 1; minute >= 0; minute--) {
      if (requests[minute] === 0 && confirmed[minute] === 0) continue;
      latest = Math.max(latest, hour * MINUTES_IN_HOUR + minute);
      break;
    }
  }
  return latest;
}

/** Sums of the hours that were read; what lies outside them counts as nothing. */
export function sumsOf(hours: readonly HourCounts[]): MinuteSums {
  const numbers = hours.map(({ hour }) => hour);
  const firstHour = hours.length === 0 ? 0 : Math.min(...numbers);
  const lastHour = hours.length === 0 ? -1 : Math.max(...numbers);
  const length = (lastHour - firstHour + 1) * MINUTES_IN_HOUR;
  const place = (minute: number): number =>
    Math.min(Math.max(minute - firstHour * MINUTES_IN_HOUR, 0), length);
  // Totals are made when they are first asked for: most readers ask for one or two kinds.
  const over = (countsOf: (hour: HourCounts) => readonly number[]) => {
    let running: Float64Array | undefined;
    return (first: number, last: number): number => {
      if (last < first) return 0;
      running ??= totals(hours, firstHour, length, countsOf);
      return (running[place(last + 1)] ?? 0) - (running[place(first)] ?? 0);
    };
  };
  return {
    requests: over(({ requests }) => requests),
    confirmed: over(({ confirmed }) => confirmed),
    paid: over(({ paid }) => paid),
    unsent: over(({ unsent }) => unsent),
    latest: latestIn(hours),
  };
}
