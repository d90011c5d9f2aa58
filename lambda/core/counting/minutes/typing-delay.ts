import { DAY_MS, MINUTE_MS } from "../../model/time";
import { sum } from "../../model/numbers";

/* How long people take to type a code in is not in any record, but in the sums: confirmations
   follow requests. Confirmations of a minute are explained by the requests of that minute and of
   those before it, by least squares; what belongs to a minute that lies ahead, or to none, is
   chance. Simulated for 5 to 1,500 requests an hour, 14 days give each share to a few percent. */

/** The longest delay that is looked for, in minutes. */
export const LONGEST_DELAY = 12;

/** Fewer requests than this tell no delays. */
const ENOUGH_REQUESTS = 60;

/** Minutes that lie ahead of a confirmation, to which nothing may belong. */
const AHEAD = 1;
const COLUMNS = AHEAD + LONGEST_DELAY + 1;
const ALMOST_NOTHING = 1e-9;

/** Counts of minutes, the first of which is `first`, since 1970. */
export interface MinuteCounts {
  readonly requests: Float64Array;
  readonly confirmed: Float64Array;
}

/** The requests around a minute, from the one ahead to the longest delay before, and a constant. */
function rowAt(requests: Float64Array, minute: number): readonly number[] {
  const row = new Array<number>(COLUMNS).fill(1);
  for (let i = 0; i < COLUMNS - 1; i++) row[i] = requests[minute + AHEAD - i] ?? 0;
  return row;
}

/** Adds a minute to the normal equations. Crowded minutes vary more and so weigh less. */
function addRow(matrix: number[][], row: readonly number[], confirmed: number): void {
  const weight = 1 / (1 + (sum(row) - 1) / LONGEST_DELAY);
  row.forEach((left, i) => {
    if (left === 0) return;
    const line = matrix[i] ?? [];
    row.forEach((right, j) => {
      line[j] = (line[j] ?? 0) + weight * left * right;
    });
    line[COLUMNS] = (line[COLUMNS] ?? 0) + weight * left * confirmed;
  });
}

function normalEquations({ requests, confirmed }: MinuteCounts): number[][] {
  const matrix = Array.from({ length: COLUMNS }, () => new Array<number>(COLUMNS + 1).fill(0));
  for (let minute = LONGEST_DELAY; minute < requests.length - AHEAD; minute++) {
    const row = rowAt(requests, minute);
    const typed = confirmed[minute] ?? 0;
    if (typed > 0 || sum(row) > 1) addRow(matrix, row, typed);
  }
  return matrix;
}

const at = (line: readonly number[] | undefined, i: number): number => line?.[i] ?? 0;

/** Brings the line with the largest number in a column to its place. */
function pivot(matrix: number[][], column: number): number[] {
  const sizes = matrix.slice(column).map((line) => Math.abs(at(line, column)));
  const place = column + sizes.indexOf(Math.max(...sizes));
  const own = matrix[place] ?? [];
  matrix[place] = matrix[column] ?? [];
  matrix[column] = own;
  return own;
}

function subtract(line: number[], own: readonly number[], column: number): void {
  const factor = at(line, column) / at(own, column);
  for (let j = column; j < line.length; j++) line[j] = at(line, j) - factor * at(own, j);
}

/** Gauss and Jordan's way, with the largest pivot first. What cannot be told is zero. */
function solved(matrix: number[][]): readonly number[] {
  for (let column = 0; column < matrix.length; column++) {
    const own = pivot(matrix, column);
    if (Math.abs(at(own, column)) < ALMOST_NOTHING) continue;
    for (const line of matrix) if (line !== own) subtract(line, own, column);
  }
  return matrix.map((line, i) =>
    Math.abs(at(line, i)) < ALMOST_NOTHING ? 0 : at(line, matrix.length) / at(line, i),
  );
}

/**
 * Which share of the codes that are typed in at all is typed in within 1, 2, … minutes of the
 * clock, up to `LONGEST_DELAY`. Undefined while there are too few requests to tell.
 */
export function typingDelays(counts: MinuteCounts): readonly number[] | undefined {
  if (counts.requests.reduce((a, b) => a + b, 0) < ENOUGH_REQUESTS) return undefined;
  const shares = solved(normalEquations(counts)).slice(AHEAD, AHEAD + LONGEST_DELAY);
  const positive = shares.map((share) => Math.max(0, share));
  const total = sum(positive);
  if (total < ALMOST_NOTHING) return undefined;
  let running = 0;
  return positive.map((share) => (running += share / total));
}

/** Nobody is expected to type faster than this, and nobody is waited for longer than that. */
const SHORTEST_GRACE = 3;
export const LONGEST_GRACE = 10;
/** Whoever types later than nine in ten is not waited for. */
const MOST = 0.9;

/** How many minutes to wait for confirmations, by the delays that are usual. */
export function graceMinutes(delays: readonly number[] | undefined): number {
  if (delays === undefined) return SHORTEST_GRACE;
  const within = delays.findIndex((share) => share >= MOST);
  const needed = within < 0 ? LONGEST_GRACE : within + 1;
  return Math.min(LONGEST_GRACE, Math.max(SHORTEST_GRACE, needed));
}

export const MINUTES_IN_DAY = DAY_MS / MINUTE_MS;
