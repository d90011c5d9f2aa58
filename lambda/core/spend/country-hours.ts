import { HOUR_MS } from "../model/time";
import type { CountryReading } from "./readings";
import type { MetricSeries } from "./series";

/** One country's messages by the hour of the clock, of all kinds together. Hours count from 1970. */
export interface CountryHours {
  readonly country: string;
  readonly messagesIn: (hour: number) => number;
  /** Messages from one hour to another, both included. */
  readonly sum: (fromHour: number, toHour: number) => number;
  /** Undefined where AWS tells none for these hours. */
  readonly successRate: (fromHour: number, toHour: number) => number | undefined;
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

function hoursOf(country: string, readings: readonly CountryReading[]): CountryHours {
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
  const successRate = (from: number, to: number): number | undefined => rate(kinds, from, to);
  return { country, messagesIn, sum, successRate };
}

export function countryHours(readings: readonly CountryReading[]): readonly CountryHours[] {
  const countries = new Map<string, CountryReading[]>();
  for (const reading of readings) {
    countries.set(reading.country, [...(countries.get(reading.country) ?? []), reading]);
  }
  return [...countries].map(([country, all]) => hoursOf(country, all));
}
