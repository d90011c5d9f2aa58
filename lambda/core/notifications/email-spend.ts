import { dollars, duration, listed, percent, whole } from "../model/format";
import type { CountryFigures } from "../spend/countries";
import { isKnown, valueOf, type Figure, type Known } from "../spend/figure";
import { deliveredShare, messagesOf } from "../spend/countries-together";
import { monthStart } from "../spend/month";
import { printable } from "./printable";
import type { SpendFigures } from "../spend/spend-figures";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../model/time";

/** A line that a mail program does not break. */
const WIDTH = 128;

type Named = readonly [name: string, figure: Figure];

const sumsOf = (figures: SpendFigures): readonly Named[] => [
  ["month", figures.thisMonth],
  ["hour", figures.lastHour],
  ["24 h", figures.last24Hours],
  ["its end", figures.projectedMonthEnd],
];

const SUM_TEXT: Readonly<Record<string, (usd: string) => string>> = {
  month: (usd) => `${usd} this month`,
  hour: (usd) => `${usd} in the last hour`,
  "24 h": (usd) => `${usd} in 24 h`,
  "its end": (usd) => `about ${usd} at the month's end`,
};

/** What is absent, by its reason; the last reasons go where the line has no room for all. */
function absentText(sums: readonly Named[], room: number): string {
  const names = new Map<string, string[]>();
  for (const [name, figure] of sums) {
    if (!isKnown(figure)) names.set(figure.absent, [...(names.get(figure.absent) ?? []), name]);
  }
  const [only = ["", []]] = names;
  if (only[1].length === sums.length) return only[0];
  const textOf = (reasons: number): string =>
    [...names]
      .map(([reason, group], i) => group.join(", ") + (i < reasons ? ` (${reason})` : ""))
      .join("; ");
  let reasons = names.size;
  while (reasons > 1 && textOf(reasons).length > room) reasons--;
  return textOf(reasons);
}

/** What was spent; on two lines where reasons make one too long. */
function sumLines(figures: SpendFigures, nowMs: number): readonly string[] {
  const sums = sumsOf(figures);
  const known = sums.flatMap(([name, figure]) =>
    isKnown(figure) ? [{ text: SUM_TEXT[name]?.(dollars(figure.value)), at: figure.asOfMs }] : [],
  );
  const missing = absentText(sums, WIDTH - "SPENT  on SNS: not known: .".length);
  if (known.length === 0) return [`SPENT  on SNS: not known: ${missing}.`];
  const age = duration(nowMs - Math.min(...known.map(({ at }) => at)));
  const spent = `SPENT  on SNS: ${known.map(({ text }) => text).join(", ")}; ${age} old.`;
  if (missing === "") return [spent];
  const why = `Not known: ${missing}.`;
  const line = `${spent} ${why}`;
  return line.length <= WIDTH ? [line] : [spent, `       ${why}`];
}

/** A country, its messages, and whether they arrive; only the first says what the share is of. */
function countryText(figures: CountryFigures): string {
  const { country, messages24h, successRate, isNew, blocked24h = 0, confirmedShare } = figures;
  const notes = [
    ...(isNew ? ["new"] : []),
    ...(successRate === undefined ? [] : [percent(successRate)]),
    ...(confirmedShare === undefined ? [] : [`${percent(confirmedShare)} confirmed`]),
    ...(blocked24h === 0 ? [] : [`${whole(blocked24h)} blocked`]),
    ...(figures.service === "end-user-messaging" ? ["EUM"] : []),
  ];
  return `${country} ${whole(messages24h)}${notes.length === 0 ? "" : ` (${notes.join(", ")})`}`;
}

/** Whose counts these are; the abbreviation stands behind the countries that it is said of. */
function countedBy(countries: readonly CountryFigures[]): string {
  const others = countries.filter(({ service }) => service === "end-user-messaging").length;
  if (others === 0) return "by SNS";
  return others === countries.length
    ? "by End User Messaging (EUM)"
    : "by SNS or End User Messaging (EUM)";
}

/** Where texts went, and whether they arrived: `1,263 in 24 h by SNS, 19 % delivered: UZ 812 (12 %)`. */
export function countriesText({ countries }: SpendFigures, nowMs: number, width: number): string {
  if (!isKnown(countries)) return `by country not known: ${countries.absent}.`;
  const { value, asOfMs } = countries;
  if (value.length === 0) return "nothing to any country in 24 h.";
  const rate = deliveredShare(value);
  const delivered = rate === undefined ? "AWS tells no success rate" : `${percent(rate)} delivered`;
  const age = nowMs - asOfMs > HOUR_MS ? `, ${duration(nowMs - asOfMs)} old` : "";
  const start = `${whole(messagesOf(value))} in 24 h ${countedBy(value)}, ${delivered}${age}: `;
  const byMessages = [...value].sort((a, b) => b.messages24h - a.messages24h);
  return `${start}${listed(byMessages.map(countryText), width - start.length - 1)}.`;
}

/** AWS publishes its sum within minutes while texts are sent, or once an hour. */
const USUAL_AGE_MS = 90 * MINUTE_MS;

/** The age of a figure that is older than AWS's usual rhythm. */
export function ageText({ asOfMs }: Known<number>, nowMs: number): string {
  const ageMs = nowMs - asOfMs;
  return ageMs <= USUAL_AGE_MS ? "" : ` (${duration(ageMs)} old)`;
}

/** Why figures say nothing of now, if they do not: the guard has stopped, or a month has begun. */
function staleness({ atMs }: SpendFigures, nowMs: number): string | undefined {
  if (nowMs - atMs > DAY_MS) return `the spend guard last ran ${duration(nowMs - atMs)} ago`;
  return monthStart(atMs) < monthStart(nowMs)
    ? "the spend guard has not run since the month began"
    : undefined;
}

/** What the incident's Region has spent and where its texts went: at most three lines. */
export function spendLines(figures: SpendFigures, nowMs: number): readonly string[] {
  const stale = staleness(figures, nowMs);
  if (stale !== undefined) return [`SPENT  not known: ${stale}.`];
  const sent = "SENT   ";
  return [...sumLines(figures, nowMs), sent + countriesText(figures, nowMs, WIDTH - sent.length)];
}

/**
 * When the limit that AWS enforces cuts real logins off too; undefined where nobody tells the limit
 * or the figures are too old.
 */
export function limitLine(figures: SpendFigures, nowMs: number): string | undefined {
  const limit = valueOf(figures.limit);
  if (limit === undefined || staleness(figures, nowMs) !== undefined) return undefined;
  const { hoursToLimit } = figures;
  const start = `CAP    of ${dollars(limit)} (Amazon SNS)`;
  if (!isKnown(hoursToLimit)) return `${start}; hours until it is reached: ${hoursToLimit.absent}.`;
  if (hoursToLimit.value <= 0) return `${start} is reached: AWS sends no texts, real ones neither.`;
  const left = duration(hoursToLimit.value * HOUR_MS);
  const age = ageText(hoursToLimit, nowMs);
  return `${start} is reached in ${left} at the present pace${age}; then real texts stop too.`;
}

const KINDS: Readonly<Record<string, string>> = {
  TEXT_MESSAGE_MONTHLY_SPEND_LIMIT: "texts",
  VOICE_MESSAGE_MONTHLY_SPEND_LIMIT: "voice",
  MEDIA_MESSAGE_MONTHLY_SPEND_LIMIT: "media",
  RCS_MESSAGE_MONTHLY_SPEND_LIMIT: "RCS",
  NOTIFY_MESSAGE_MONTHLY_SPEND_LIMIT: "Notify",
};

/** What AWS's name of a limit means. */
export const limitKind = (name: string): string => KINDS[name] ?? printable(name, 40);

/** The enforced limit of End User Messaging for texts, where AWS tells it. */
export const endUserMessagingTextLimit = ({ limits = [] }: SpendFigures): number | undefined =>
  limits
    .filter(({ name }) => KINDS[name] === "texts")
    .map(({ limit }) => valueOf(limit))
    .at(0);

/** The limits of End User Messaging, or why they are not known; nothing where none was asked for. */
export function otherLimitsLine({ limits = [] }: SpendFigures): readonly string[] {
  const others = limits.filter(({ service }) => service !== "sns");
  const start = "       End User Messaging's own limits";
  const known = others.flatMap(({ name, limit }) =>
    isKnown(limit) ? `${limitKind(name)} ${dollars(limit.value)}` : [],
  );
  if (known.length > 0) {
    const end = "; whether SNS shares that for texts is not confirmed.";
    return [`${start}: ${listed(known, WIDTH - start.length - 2 - end.length)}${end}`];
  }
  return others.flatMap(({ limit }) =>
    isKnown(limit) ? [] : `${start} are not known: ${printable(limit.absent, 80)}.`,
  );
}
