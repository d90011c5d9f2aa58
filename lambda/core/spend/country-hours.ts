import { HOUR_MS } from "../model/time";
import type { CountryService } from "./country-metrics";
import type { CountryReading } from "./readings";
import { NO_POINTS, type MetricSeries } from "./series";

/**
 * One country's messages by the hour of the clock, as one service counts them, of all kinds
 * together. Hours count from 1970.
 */
export interface CountryHours {
  readonly country: string;
  readonly service: CountryService;
  readonly messagesIn: (hour: number) => number;
  /** Messages from one hour to another, both included. */
  readonly sum: (fromHour: number, toHour: number) => number;
  /** Undefined where AWS tells none for these hours. */
  readonly successRate: (fromHour: number, toHour: number) => number | undefined;
  /** Texts that Protect has blocked; undefined where AWS tells none. */
  readonly blocked: (fromHour: number, toHour: number) => number | undefined;
  /** Confirmed per text that expects feedback; undefined where none does. */
  readonly confirmedShare: (fromHour: number, toHour: number) => number | undefined;
}

/** The points lie on the hours: that is their period. */
function byHour({ timesMs, values }: MetricSeries): Map<number, number> {
  const hours = new Map<number, number>();
  for (let i = 0; i < timesMs.length; i++) {
    hours.set((timesMs[i] ?? 0) / HOUR_MS, values[i] ?? 0);
  }
  return hours;
}

interface Kind {
  readonly messages: ReadonlyMap<number, number>;
  readonly success: ReadonlyMap<number, number>;
}

function rate(kinds: readonly Kind[], fromHour: number, toHour: number): number | undefined {
  let sent = 0;
  let delivered = 0;
  for (const { messages, success } of kinds) {
    for (const [hour, share] of success) {
      if (hour < fromHour || hour > toHour) continue;
      const count = messages.get(hour) ?? 0;
      sent += count;
      delivered += count * share;
    }
  }
  return sent === 0 ? undefined : delivered / sent;
}

type Span = readonly [fromHour: number, toHour: number];

/** The sum of some hours, undefined where no series has a point in them. */
function sumIn(
  all: readonly (MetricSeries | undefined)[],
  [fromHour, toHour]: Span,
): number | undefined {
  const values = all.flatMap((series = NO_POINTS) =>
    [...byHour(series)].flatMap(([hour, value]) =>
      hour < fromHour || hour > toHour ? [] : [value],
    ),
  );
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

/** A report may come an hour after what it is of, so that a part may exceed the whole. */
const shareOf = (part: number | undefined, whole: number | undefined): number | undefined =>
  part === undefined || whole === undefined || whole === 0 ? undefined : Math.min(1, part / whole);

function hoursOf([first, ...more]: readonly [CountryReading, ...CountryReading[]]): CountryHours {
  const readings = [first, ...more];
  const kinds = readings.map(({ messages, success }) => ({
    messages: byHour(messages),
    success: byHour(success),
  }));
  const messagesIn = (hour: number): number =>
    kinds.reduce((sum, { messages }) => sum + (messages.get(hour) ?? 0), 0);
  const sum = (fromHour: number, toHour: number): number => {
    let total = 0;
    for (let hour = fromHour; hour <= toHour; hour++) total += messagesIn(hour);
    return total;
  };
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
    messagesIn,
    sum,
    successRate: (...span) =>
      rate(kinds, ...span) ?? shareOf(of("delivered", span), of("messages", span)),
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
