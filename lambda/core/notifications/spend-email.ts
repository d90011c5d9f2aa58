import { ageText, countriesText, limitLine, otherLimitsLine } from "./email-spend";
import type { Email } from "./mail";
import { printable } from "./printable";
import { dollars, listed, minuteUtc } from "../model/format";
import { isKnown } from "../spend/figure";
import type { SpendFigures } from "../spend/spend-figures";

/** An alarm that went off: all of it our own words. */
export interface RaisedAlarm {
  readonly name: string;
  /** What it means, as a sentence. */
  readonly meaning: string;
  /** Where its runbook is. */
  readonly runbook: string;
  readonly atMs: number;
}

/** What the cost owner is to be told of one account and Region. */
export interface SpendNews {
  readonly figures: SpendFigures;
  readonly account: string;
  readonly region: string;
  readonly monthlyBudgetUsd: number;
  /** At least one. */
  readonly alarms: readonly RaisedAlarm[];
  readonly dashboardUrl?: string | undefined;
}

const WIDTH = 128;

function againstBudget(endUsd: number, budgetUsd: number): string {
  const over = endUsd - budgetUsd;
  return over > 0
    ? `${dollars(over)} over its budget of ${dollars(budgetUsd)}`
    : `within its budget of ${dollars(budgetUsd)}`;
}

/** What is spent, what the month will end at, against which budget. */
function firstLine({ figures, monthlyBudgetUsd }: SpendNews, nowMs: number): string {
  const { thisMonth, projectedMonthEnd } = figures;
  const budget = dollars(monthlyBudgetUsd);
  if (!isKnown(thisMonth)) {
    return `What texts cost this month is not known: ${thisMonth.absent}. The budget is ${budget}.`;
  }
  const spent = `${dollars(thisMonth.value)} spent on texts this month${ageText(thisMonth, nowMs)}`;
  if (!isKnown(projectedMonthEnd)) {
    return `${spent} of a budget of ${budget}; its end is not known: ${projectedMonthEnd.absent}.`;
  }
  const end = `about ${dollars(projectedMonthEnd.value)}${ageText(projectedMonthEnd, nowMs)}`;
  return `${spent}; it will end at ${end}, ${againstBudget(projectedMonthEnd.value, monthlyBudgetUsd)}.`;
}

/** How many times the usual end the one at the present pace must be to be told beside it. */
const TWO_ENDS = 1.25;

/** How many times what is charged the estimate of an hour must be to be told beside it. */
const UNCHARGED_TIMES = 1.1;

/** The other end, where a spike is too young for the pace of a usual day to know of it. */
function presentPace({ figures, monthlyBudgetUsd }: SpendNews, nowMs: number): readonly string[] {
  const { projectedMonthEnd: usual, currentMonthEnd: present } = figures;
  if (present === undefined || !isKnown(present)) return [];
  if (isKnown(usual) && present.value < TWO_ENDS * usual.value) return [];
  const end = `about ${dollars(present.value)}, ${againstBudget(present.value, monthlyBudgetUsd)}`;
  const against = isKnown(usual) ? "That is at the pace of a usual day: at" : "At";
  const day = `the last 24 h${ageText(present, nowMs)}`;
  return [`${against} the pace of ${day} it will end at ${end}.`];
}

function subjectOf({ figures, region, monthlyBudgetUsd }: SpendNews, nowMs: number): string {
  const { thisMonth, projectedMonthEnd } = figures;
  const spent = isKnown(thisMonth)
    ? `${dollars(thisMonth.value)} this month${ageText(thisMonth, nowMs)}`
    : "sum not known";
  const end = isKnown(projectedMonthEnd) ? `, ${dollars(projectedMonthEnd.value)} at its end` : "";
  return `SMS spend: ${spent}${end}, budget ${dollars(monthlyBudgetUsd)} (${printable(region, 20)})`;
}

/** The hour's texts that AWS has not charged yet, where they make a difference. */
function withUncharged({ lastHour, estimatedHour }: SpendFigures, nowMs: number): string {
  if (estimatedHour === undefined || !isKnown(lastHour)) return "";
  if (estimatedHour.value < UNCHARGED_TIMES * lastHour.value) return "";
  return `, about ${dollars(estimatedHour.value)} with texts not charged yet${ageText(estimatedHour, nowMs)}`;
}

/** What goes on now, and what is usual. */
function paceLine(figures: SpendFigures, nowMs: number): string {
  const { lastHour, last24Hours, usualHour } = figures;
  const hour = isKnown(lastHour)
    ? `${dollars(lastHour.value)} in the last hour${ageText(lastHour, nowMs)}`
    : `last hour not known (${lastHour.absent})`;
  const usual = isKnown(usualHour) ? `, usually ${dollars(usualHour.value)}` : "";
  const day = isKnown(last24Hours)
    ? `${dollars(last24Hours.value)} in 24 h${ageText(last24Hours, nowMs)}`
    : "24 h not known";
  return `NOW    ${hour}${withUncharged(figures, nowMs)}${usual}; ${day}.`;
}

const UNKNOWN_LIMIT =
  "CAP    the limit of Amazon SNS is not known: nothing here says when texts stop. Set spendLimitUsd, and deploy again.";

/** That the limit comes before the month's end, while a raise is still in time. */
function limitBefore({ projectedMonthEnd, limit }: SpendFigures): readonly string[] {
  if (!isKnown(projectedMonthEnd) || !isKnown(limit)) return [];
  return projectedMonthEnd.value < limit.value
    ? []
    : ["       The month will end above it. AWS Support may take two days to raise it: ask today."];
}

/** More than two alarms say the same thing of the same money. */
const EXPLAINED = 2;

/** The later of two times that one alarm went off tells nothing new. */
const eachOnce = (alarms: readonly RaisedAlarm[]): readonly RaisedAlarm[] => [
  ...new Map(alarms.map((alarm) => [alarm.name, alarm])).values(),
];

function whyLines(alarms: readonly RaisedAlarm[]): readonly string[] {
  const others = alarms.slice(EXPLAINED).map(({ name }) => printable(name, 60));
  const explained = alarms
    .slice(0, EXPLAINED)
    .flatMap(({ name, meaning, atMs }, i) => [
      `${i === 0 ? "WHY    " : "       "}${printable(name, 60)} went off at ${minuteUtc(atMs)}.`,
      `       ${meaning}`,
    ]);
  const also = `       Also: ${listed(others, WIDTH - 14)}.`;
  return others.length === 0 ? explained : [...explained, also];
}

const linkLines = (alarms: readonly RaisedAlarm[], dashboardUrl?: string): readonly string[] => [
  ...new Set(alarms.slice(0, EXPLAINED).map(({ runbook }) => `Runbook: ${runbook}`)),
  ...(dashboardUrl === undefined ? [] : [`Dashboard: ${dashboardUrl}`]),
];

/**
 * The cost owner's own e-mail when alarms on spend go off: money first, then what to do. AWS's
 * own mail of an alarm has a fixed text and cannot hold figures.
 *
 * @param nowMs when it is sent
 */
export function spendEmail(news: SpendNews, nowMs: number): Email {
  const { figures, account, region, dashboardUrl } = news;
  const alarms = eachOnce(news.alarms);
  const lines = [
    firstLine(news, nowMs),
    ...presentPace(news, nowMs),
    paceLine(figures, nowMs),
    limitLine(figures, nowMs) ?? UNKNOWN_LIMIT,
    ...limitBefore(figures),
    ...otherLimitsLine(figures),
    `SENT   ${countriesText(figures, nowMs, WIDTH - 7)}`,
    `WHERE  account ${printable(account, 12)}, ${printable(region, 20)}, money of Amazon SNS; figures of ${minuteUtc(figures.atMs)}.`,
    "",
    ...whyLines(alarms),
    "",
    "DO NOW",
    "1. Ask on-call whether an incident is open: they can stop an attack.",
    "2. Nothing planned and no incident? Tell on-call; they lower the limit until it is clear.",
    "3. A launch or campaign? Raise monthlyBudgetUsd, and deploy again.",
    "",
    ...linkLines(alarms, dashboardUrl),
  ];
  return { subject: subjectOf(news, nowMs), body: `${lines.join("\n")}\n` };
}
