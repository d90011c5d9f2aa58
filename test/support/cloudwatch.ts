import { MINUTE_MS } from "../../lambda/core/model/time";

/** A metric as CloudWatch knows it: another dimension is another metric. */
export interface MetricIdentity {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A data point as AWS puts it: nobody sees it before it arrives. */
export interface StoredPoint {
  readonly atMs: number;
  readonly value: number;
  readonly arrivesMs: number;
}

export interface DataQuery extends MetricIdentity {
  readonly id: string;
  readonly statistic: "Maximum" | "Minimum" | "Sum" | "Average";
  readonly periodMs: number;
}

export interface DataRequest {
  readonly startMs: number;
  /** Exclusive. */
  readonly endMs: number;
  readonly queries: readonly DataQuery[];
  /** AWS gives the newest points first unless asked otherwise. */
  readonly isAscending?: boolean;
  readonly maxDatapoints?: number;
  readonly nextToken?: string | undefined;
}

export interface DataResult {
  readonly id: string;
  readonly timesMs: readonly number[];
  readonly values: readonly number[];
  readonly statusCode: "Complete" | "PartialData";
}

export interface DataAnswer {
  readonly results: readonly DataResult[];
  readonly nextToken?: string | undefined;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const MOST_QUERIES = 500;
const MOST_POINTS = 100_800;
const ID = /^[a-z]\w*$/;

/** A stand-in for CloudWatch whose clock is the `nowMs` of each call. */
export interface CloudWatch {
  /** Points of one metric, by time. Points older than all that were ever asked for are fine too. */
  readonly put: (metric: MetricIdentity, points: readonly StoredPoint[]) => void;
  readonly getMetricData: (request: DataRequest, nowMs: number) => DataAnswer;
  /**
   * Metrics of a name that had data lately. New ones take up to 15 minutes to be listed; here as
   * long as their data.
   */
  readonly listMetrics: (metricName: string, withinMs: number, nowMs: number) => MetricIdentity[];
}

interface Stored {
  readonly metric: MetricIdentity;
  points: StoredPoint[];
  /** Whole periods by statistic and length, made when all their points had arrived. */
  readonly settled: Map<string, Settled>;
}

interface Settled {
  readonly timesMs: number[];
  readonly values: number[];
  /** The first time that is not settled yet, and its point. */
  untilMs: number;
  next: number;
}

interface Points {
  readonly timesMs: readonly number[];
  readonly values: readonly number[];
}

const keyOf = ({ namespace, metricName, dimensions }: MetricIdentity): string =>
  [namespace, metricName, ...Object.entries(dimensions).sort().flat()].join("|");

function statisticOf(statistic: DataQuery["statistic"], values: readonly number[]): number {
  if (statistic === "Maximum") return Math.max(...values);
  if (statistic === "Minimum") return Math.min(...values);
  const sum = values.reduce((a, b) => a + b, 0);
  return statistic === "Sum" ? sum : sum / values.length;
}

/** The first index at which a list that ascends holds at least a value. */
function lowerBound<T>(list: readonly T[], of: (item: T) => number, least: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(list[middle]!) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Statistics of the points from one index on whose time is before a moment, by whole periods. */
function aggregate(
  points: readonly StoredPoint[],
  from: number,
  untilMs: number,
  { statistic, periodMs }: DataQuery,
  nowMs: number,
): { timesMs: number[]; values: number[]; next: number } {
  const timesMs: number[] = [];
  const values: number[] = [];
  let next = from;
  while (next < points.length && points[next]!.atMs < untilMs) {
    const period = Math.floor(points[next]!.atMs / periodMs) * periodMs;
    const inside: number[] = [];
    for (; next < points.length && points[next]!.atMs < period + periodMs; next++) {
      if (points[next]!.arrivesMs <= nowMs) inside.push(points[next]!.value);
    }
    if (inside.length === 0) continue;
    timesMs.push(period);
    values.push(statisticOf(statistic, inside));
  }
  return { timesMs, values, next };
}

/** Settles all periods that nothing can still arrive for. */
function settle(stored: Stored, query: DataQuery, nowMs: number): Settled {
  const key = `${query.statistic} ${query.periodMs}`;
  const settled = stored.settled.get(key) ?? { timesMs: [], values: [], untilMs: 0, next: 0 };
  stored.settled.set(key, settled);
  const { points } = stored;
  let last = settled.next;
  while (last < points.length && points[last]!.arrivesMs <= nowMs) last++;
  const openMs = points[last]?.atMs ?? Math.min(nowMs, (points.at(-1)?.atMs ?? 0) + 1);
  const untilMs = Math.floor(openMs / query.periodMs) * query.periodMs;
  if (untilMs > settled.untilMs) {
    const more = aggregate(points, settled.next, untilMs, query, nowMs);
    settled.timesMs.push(...more.timesMs);
    settled.values.push(...more.values);
    settled.next = more.next;
    settled.untilMs = untilMs;
  }
  return settled;
}

function pointsOf(stored: Stored, query: DataQuery, request: DataRequest, nowMs: number): Points {
  const settled = settle(stored, query, nowMs);
  const from = lowerBound(settled.timesMs, (time) => time, request.startMs);
  const to = lowerBound(settled.timesMs, (time) => time, request.endMs);
  const open = aggregate(
    stored.points,
    settled.next,
    Math.min(request.endMs, nowMs + 1),
    query,
    nowMs,
  );
  const first = lowerBound(open.timesMs, (time) => time, request.startMs);
  const timesMs = settled.timesMs.slice(from, to);
  const values = settled.values.slice(from, to);
  for (let i = first; i < open.timesMs.length; i++) {
    timesMs.push(open.timesMs[i]!);
    values.push(open.values[i]!);
  }
  return { timesMs, values };
}

/** What AWS refuses. */
function check({ startMs, endMs, queries, maxDatapoints = MOST_POINTS }: DataRequest): void {
  const ids = new Set(queries.map(({ id }) => id));
  const problems = [
    queries.length > MOST_QUERIES && `${queries.length} queries, at most ${MOST_QUERIES}`,
    queries.length === 0 && "no query",
    ids.size < queries.length && "an id twice",
    queries.some(({ id }) => !ID.test(id)) && "an id that AWS does not take",
    queries.some(({ periodMs }) => periodMs % MINUTE_MS !== 0) && "a period of part of a minute",
    startMs >= endMs && "the start is not before the end",
    maxDatapoints > MOST_POINTS && `more than ${MOST_POINTS} data points`,
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw new Error(`ValidationError: ${problems.join("; ")}`);
}

const reversed = ({ timesMs, values }: Points): Points => ({
  timesMs: timesMs.toReversed(),
  values: values.toReversed(),
});

/** One page: each query's points from where the page before ended. */
function page(
  all: readonly Points[],
  { queries, maxDatapoints = MOST_POINTS, nextToken = "0" }: DataRequest,
): DataAnswer {
  let skip = Number(nextToken);
  let room = maxDatapoints;
  const results = all.map(({ timesMs, values }, i): DataResult => {
    const from = Math.min(skip, timesMs.length);
    const to = Math.min(timesMs.length, from + room);
    skip -= from;
    room -= to - from;
    const statusCode = to === timesMs.length ? "Complete" : "PartialData";
    const { id } = queries[i]!;
    if (from === 0 && to === timesMs.length) return { id, timesMs, values, statusCode };
    return { id, timesMs: timesMs.slice(from, to), values: values.slice(from, to), statusCode };
  });
  const shown = Number(nextToken) + maxDatapoints - room;
  const total = all.reduce((sum, { timesMs }) => sum + timesMs.length, 0);
  return { results, nextToken: shown < total ? String(shown) : undefined };
}

const NOTHING: Points = { timesMs: [], values: [] };

export function cloudWatch(): CloudWatch {
  const metrics = new Map<string, Stored>();
  const put: CloudWatch["put"] = (metric, points) => {
    const stored = metrics.get(keyOf(metric)) ?? { metric, points: [], settled: new Map() };
    stored.points = [...stored.points, ...points].sort((a, b) => a.atMs - b.atMs);
    stored.settled.clear();
    metrics.set(keyOf(metric), stored);
  };
  const getMetricData: CloudWatch["getMetricData"] = (request, nowMs) => {
    check(request);
    const all = request.queries.map((query) => {
      const stored = metrics.get(keyOf(query));
      const points = stored === undefined ? NOTHING : pointsOf(stored, query, request, nowMs);
      return request.isAscending === true ? points : reversed(points);
    });
    return page(all, request);
  };
  const listMetrics: CloudWatch["listMetrics"] = (metricName, withinMs, nowMs) =>
    [...metrics.values()]
      .filter(({ metric, points }) => {
        if (metric.metricName !== metricName) return false;
        const from = lowerBound(points, ({ atMs }) => atMs, nowMs - withinMs);
        const to = lowerBound(points, ({ atMs }) => atMs, nowMs);
        return points.slice(from, to).some(({ arrivesMs }) => arrivesMs <= nowMs);
      })
      .map(({ metric }) => metric);
  return { put, getMetricData, listMetrics };
}
