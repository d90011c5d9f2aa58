import { HOUR_MS } from "../model/time";
import type { CountryService } from "./country-metrics";
import type { CountryReading } from "./readings";
import { firstFrom, NO_POINTS, type MetricSeries } from "./series";

/**
 * One country's messages, by the hour of the clock and by the quarter, as one service counts them, of
 * all kinds together. Hours count from 1970.
 */
export interface CountryHours {
  readonly country: string;
  readonly service: CountryService;
  readonly messagesIn: (hour: number) => number;
  /** Messages from one hour to another, both included. */
  readonly sum: (fromHour: number, toHour: number) => number;
  /** The most in a span whose last five minutes began in this time, the end excluded. */
  readonly mostIn: (spanMs: number, fromMs: number, toMs: number) => number;
  /** Undefined where AWS tells none for these hours. */
  readonly successRate: (fromHour: number, toHour: number) => number | undefined;
  /** Texts that Protect has blocked; undefined where AWS tells none. */
  readonly blocked: (fromHour: number, toHour: number) => number | undefined;
  /** Confirmed per text that expects feedback; undefined where none does. */
  readonly confirmedShare: (fromHour: number, toHour: number) => number | undefined;
}

/** How many messages there were up to each point, so that any span's are one difference. */
interface Counter extends Pick<CountryHours, "mostIn"> {
  readonly between: (fromMs: number, toMs: number) => number;
}

function counterOf({ timesMs, values }: MetricSeries): Counter {
  const before = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) before[i + 1] = (before[i] ?? 0) + (values[i] ?? 0);
  const counted = (from: number, to: number): number => (before[to] ?? 0) - (before[from] ?? 0);
  return {
    between: (fromMs, toMs) => counted(firstFrom(timesMs, fromMs), firstFrom(timesMs, toMs)),
    mostIn: (spanMs, fromMs, toMs) => {
      let most = 0;
      let first = firstFrom(timesMs, fromMs - spanMs);
      for (let i = firstFrom(timesMs, fromMs); (timesMs[i] ?? toMs) < toMs; i++) {
        while ((timesMs[first] ?? 0) <= (timesMs[i] ?? 0) - spanMs) first++;
        most = Math.max(most, counted(first, i + 1));
      }
      return most;
    },
  };
}

/** The sum of several counts of the same kind. */
function added(all: readonly MetricSeries[]): MetricSeries {
  const [only = NO_POINTS] = all;
  if (all.length <= 1) return only;
  const bins = new Map<number, number>();
  for (const { timesMs, values } of all) {
    timesMs.forEach((time, i) => bins.set(time, (bins.get(time) ?? 0) + (values[i] ?? 0)));
  }
  const timesMs = [...bins.keys()].sort((a, b) => a - b);
  return { timesMs, values: timesMs.map((time) => bins.get(time) ?? 0) };
}

const isWithin = (timeMs: number, [fromHour, toHour]: Span): boolean =>
  timeMs >= fromHour * HOUR_MS && timeMs < (toHour + 1) * HOUR_MS;

/** Delivered per message, each hour's share weighed by its messages. */
function rate(readings: readonly CountryReading[], span: Span): number | undefined {
  let sent = 0;
  let delivered = 0;
  for (const { messages, success } of readings) {
    const { between } = counterOf(messages);
    success.timesMs.forEach((time, i) => {
      if (!isWithin(time, span)) return;
      const count = between(time, time + HOUR_MS);
      sent += count;
      delivered += count * (success.values[i] ?? 0);
    });
  }
  return sent === 0 ? undefined : delivered / sent;
}

type Span = readonly [fromHour: number, toHour: number];

/** The sum of some hours, undefined where no series has a point in them. */
function sumIn(all: readonly (MetricSeries | undefined)[], span: Span): number | undefined {
  const values = all.flatMap(({ timesMs, values: counts } = NO_POINTS) =>
    counts.filter((_, i) => isWithin(timesMs[i] ?? 0, span)),
  );
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

/** A report may come an hour after what it is of, so that a part may exceed the whole. */
const shareOf = (part: number | undefined, whole: number | undefined): number | undefined =>
  part === undefined || whole === undefined || whole === 0 ? undefined : Math.min(1, part / whole);

function hoursOf([first, ...more]: readonly [CountryReading, ...CountryReading[]]): CountryHours {
  const readings = [first, ...more];
  const { between, mostIn } = counterOf(added(readings.map(({ messages }) => messages)));
  const of = (
    reads: "messages" | "delivered" | "blocked" | "expecting" | "confirmed",
    span: Span,
  ) =>
    sumIn(
      readings.map((reading) => reading[reads]),
      span,
    );
  return {
    country: first.country,
    service: first.service,
    messagesIn: (hour) => between(hour * HOUR_MS, (hour + 1) * HOUR_MS),
    sum: (fromHour, toHour) => between(fromHour * HOUR_MS, (toHour + 1) * HOUR_MS),
    mostIn,
    successRate: (...span) =>
      rate(readings, span) ?? shareOf(of("delivered", span), of("messages", span)),
    blocked: (...span) => of("blocked", span),
    confirmedShare: (...span) => {
      const expecting = of("expecting", span);
      return shareOf(expecting === undefined ? undefined : (of("confirmed", span) ?? 0), expecting);
    },
  };
}

/** The hours of each country and service. */
export function countryHours(readings: readonly CountryReading[]): readonly CountryHours[] {
  const countries = new Map<string, [CountryReading, ...CountryReading[]]>();
  for (const reading of readings) {
    const key = `${reading.service} ${reading.country}`;
    const known = countries.get(key);
    if (known === undefined) countries.set(key, [reading]);
    else known.push(reading);
  }
  return [...countries.values()].map(hoursOf);
}
