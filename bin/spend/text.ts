import { dollars, duration, minuteUtc, percent, whole } from "../../lambda/core/model/format";
import type { CountryFigures } from "../../lambda/core/spend/countries";
import type { CountryService } from "../../lambda/core/spend/country-metrics";
import { limitKind } from "../../lambda/core/notifications/email-spend";
import { printable } from "../../lambda/core/notifications/printable";
import { isKnown, NEVER_PUBLISHED, type Absent, type Figure } from "../../lambda/core/spend/figure";
import type { SpendFigures } from "../../lambda/core/spend/spend-figures";
import { HOUR_MS } from "../../lambda/core/model/time";
import { emptyRegionLines, isEmptyRegion } from "./empty-region";

interface Row {
  readonly name: string;
  readonly figure: Figure;
  readonly show: (value: number) => string;
  /** What would make it known, if anything lacks. */
  readonly lacks?: string | undefined;
}

const TEXTS =
  "texts sent by this Region's SNS, whose money this is: AWS publishes the metric with the first; look at --region";
const HISTORY = "some days with texts in this Region";
const LIMIT =
  "a limit that somebody has set (aws sns set-sms-attributes), and permission for sns:GetSMSAttributes";

const rowsOf = (figures: SpendFigures): readonly Row[] => [
  { name: "this month", figure: figures.thisMonth, show: dollars, lacks: TEXTS },
  { name: "last hour", figure: figures.lastHour, show: dollars, lacks: TEXTS },
  { name: "last 24 hours", figure: figures.last24Hours, show: dollars, lacks: TEXTS },
  { name: "usual in this hour", figure: figures.usualHour, show: dollars, lacks: HISTORY },
  {
    name: "projected month end",
    figure: figures.projectedMonthEnd,
    show: dollars,
    lacks: "a day of texts, half a day of this month, and $5 spent in it",
  },
  { name: "limit of SNS", figure: figures.limit, show: dollars, lacks: LIMIT },
  {
    name: "until the limit",
    figure: figures.hoursToLimit,
    show: (hours) => duration(hours * HOUR_MS),
    lacks: isKnown(figures.limit) ? (isKnown(figures.thisMonth) ? undefined : TEXTS) : LIMIT,
  },
  {
    name: "direct publishes",
    figure: figures.directPublishes,
    show: (count) => `${whole(count)} in 5 min`,
    lacks: "publishes straight to a phone number in the last 20 minutes",
  },
  {
    name: "usual of these",
    figure: figures.usualDirectPublishes,
    show: (count) => `${whole(count)} in 5 min`,
    lacks: "three days with publishes straight to a phone number",
  },
];

const WIDTH = 20;

const labelled = (name: string, text: string): string => `${name.padEnd(WIDTH)} ${text}`;

/** A month that is over lacks nothing that anybody could give. */
const missing = ({ absent }: Absent, lacks: string | undefined, isOver: boolean): string =>
  lacks === undefined || (isOver && absent !== NEVER_PUBLISHED.absent)
    ? `not known: ${absent}`
    : `not known: ${absent}. It lacks ${lacks}.`;

function rowText({ name, figure, show, lacks }: Row, isOver: boolean): string {
  if (!isKnown(figure)) return labelled(name, missing(figure, lacks, isOver));
  const { value, asOfMs } = figure;
  return labelled(name, `${show(value).padEnd(12)} as of ${minuteUtc(asOfMs)}`);
}

function countryText(figures: CountryFigures): string {
  const { country, messages24h, successRate, isNew, blocked24h = 0, confirmedShare } = figures;
  const notes = [
    successRate === undefined
      ? "success rate not told by AWS"
      : `${percent(successRate)} delivered`,
    ...(confirmedShare === undefined ? [] : [`${percent(confirmedShare)} confirmed`]),
    ...(blocked24h === 0 ? [] : [`${whole(blocked24h)} blocked by Protect`]),
    ...(isNew ? ["new"] : []),
    ...(figures.service === "end-user-messaging" ? ["End User Messaging, in parts"] : []),
  ];
  return labelled(
    `  ${printable(country, 8)}`,
    `${whole(messages24h).padStart(9)}  ${notes.join(", ")}`,
  );
}

/** Both services are asked; of a country the one with more messages stands, never their sum. */
function servicesLine({ countryServices }: SpendFigures): readonly string[] {
  if (countryServices === undefined) return [];
  const told = (service: CountryService): string =>
    countryServices.includes(service) ? "answered" : "tells of none";
  const text = `SNS ${told("sns")}, End User Messaging ${told("end-user-messaging")}`;
  return [labelled("counted by", text)];
}

/** The limits besides that of SNS. */
function limitLines({ limits = [] }: SpendFigures): readonly string[] {
  const lines = limits.flatMap(({ service, name, limit }) => {
    if (service === "sns") return [];
    if (!isKnown(limit)) return `not known: ${limit.absent}`;
    return `${dollars(limit.value).padEnd(12)} for ${limitKind(name)}`;
  });
  if (lines.length === 0) return [];
  const shared = "whether SNS shares that for texts is not confirmed";
  return [...lines, shared].map((line, i) => labelled(i === 0 ? "End User Messaging" : "", line));
}

function countryLines({ countries }: SpendFigures, isOver: boolean): readonly string[] {
  if (!isKnown(countries)) {
    const lacks = "texts of the last two weeks: AWS lists a country within 15 minutes of its first";
    return [labelled("countries", missing(countries, lacks, isOver))];
  }
  return countries.value.length === 0
    ? [labelled("countries", "no texts in 24 h")]
    : ["countries, texts in 24 h:", ...countries.value.map(countryText)];
}

/** The figures for a person: one line each, absent ones with what they lack. */
export function spendText(
  region: string,
  { month, isOver }: { readonly month: string; readonly isOver: boolean },
  figures: SpendFigures,
): string {
  if (isEmptyRegion(figures)) return `${emptyRegionLines(region, month, figures).join("\n")}\n`;
  const when = isOver ? "at its end" : `at ${minuteUtc(figures.atMs)}`;
  const lines = [
    `Texts in ${region}, ${month}, ${when}`,
    "",
    ...rowsOf(figures).map((row) => rowText(row, isOver)),
    ...limitLines(figures),
    ...servicesLine(figures),
    ...countryLines(figures, isOver),
  ];
  return `${lines.join("\n")}\n`;
}
