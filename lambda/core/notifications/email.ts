import { adviceFor, aftercareFor } from "./advice";
import type { Config } from "../model/config";
import { capLines, costLine, mutedLines, stateLine, unsentLines, whatLine } from "./email-lines";
import { whyLines } from "./email-why";
import { callLine, unseenLine, whoLines } from "./email-who";
import { clockUtc, duration } from "../model/format";
import type { Incident } from "../incidents/incident";
import { ALL_CLIENTS, isSpendTarget, SMS_SETTINGS, UNNAMED_CLIENTS } from "../rules/matching";
import { quietFor, type Notified } from "./pace";
import { printable } from "./printable";
import { shortened } from "./shortened";
import { spendLines } from "./email-spend";
import type { Email } from "./mail";
import type { SpendFigures } from "../spend/spend-figures";
import { isOfSignIns, proseOf } from "../rules";
import { MINUTE_MS } from "../model/time";

/** Enough of an id to tell incidents apart on the phone. */
export const shortId = (id: string): string => id.slice(0, 6);

const WHAT: Readonly<Record<string, string>> = {
  cognito: "unconfirmed codes on Cognito",
  client: "unconfirmed codes on client",
  pool: "unconfirmed codes on pool",
  principal: "burst of messages by",
  topic: "burst of messages to topic",
  [SMS_SETTINGS]: "SMS settings probed or changed",
};

/** What is abused, in words short enough for a subject. */
export function targetName(target: string, ruleId?: string): string {
  if (target === UNNAMED_CLIENTS) return "requests that name app clients which nobody here uses";
  if (target === ALL_CLIENTS) return "unconfirmed codes on several app clients";
  if (isSpendTarget(target)) return `alarm on ${printable(target.replace("#", " in "), 32)}`;
  const [kind = "", ...rest] = target.split(":");
  const name = rest.join(":").split(":").slice(-1)[0] ?? "";
  const what =
    ruleId !== undefined && isOfSignIns(ruleId)
      ? WHAT[kind]?.replace("unconfirmed codes", "sign-ins left halfway")
      : WHAT[kind];
  return what === undefined ? "code requests on the web" : `${what} ${printable(name, 29)}`.trim();
}

/** What it is about, the same for as long as an incident lives, so that mail threads. */
export function subjectOf({ id, target, drill, openedAs }: Incident): string {
  const mark = drill === undefined ? "" : "[DRILL] ";
  const severity = openedAs.severity.toUpperCase();
  return `${mark}[${severity}] SMS pumping: ${targetName(target, openedAs.ruleId)} (#${shortId(id)})`;
}

/** A page that says more. Where no address of the runbooks is known, theirs are paths in this project. */
export interface Link {
  readonly text: string;
  readonly href: string;
}

export function linksOf(
  { leadRuleId }: Incident,
  { runbookUrl, dashboardUrl }: Config,
): readonly Link[] {
  return [
    { text: "Runbook", href: `${runbookUrl ?? "docs/runbooks"}/${leadRuleId}.md` },
    ...(dashboardUrl === undefined ? [] : [{ text: "Dashboard", href: dashboardUrl }]),
  ];
}

const linkLines = (incident: Incident, config: Config): readonly string[] =>
  linksOf(incident, config).map(({ text, href }) => `${text}: ${href}`);

/** What to put into the configuration so that it stays silent. */
function muteText({ target, addresses, addressCount, suppressedBy }: Incident): string {
  if (suppressedBy !== undefined) return `a larger pageAtTimes of ${suppressedBy}`;
  if (target.startsWith("principal:")) return "expectedSenders";
  const value = addressCount === 1 ? addresses[0]?.value : undefined;
  if (value === undefined) return "suppressions";
  return `suppressions, cidr ${value.includes("/") ? value : `${value}/${value.includes(":") ? 128 : 32}`}`;
}

function harmlessLine(incident: Incident): string {
  const { leadRuleId, rules } = incident;
  const measure = rules.find(({ ruleId }) => ruleId === leadRuleId)?.measure;
  const { falsePositives = [] } = proseOf(leadRuleId, measure) ?? {};
  const cases = falsePositives.map((text) => text.split(/[.:] |\.$/)[0] ?? text);
  const mute = ` Mute: ${muteText(incident)} (docs/tuning.md).`;
  const [shown] = cases.filter((text) => text.length + mute.length < 118);
  return `HARMLESS? ${shown ?? "See the runbook"}.${mute}`;
}

function nextLine(incident: Incident, nowMs: number, config: Config): string {
  const { laterMinutes, repeatHours } = config.pace;
  if (incident.status === "closed") {
    const wait = `${repeatHours[0] ?? 1} h`;
    return `NEXT   If a new attack follows within a day: after ${wait} or more, at once when it escalates.`;
  }
  const at = clockUtc(nowMs + laterMinutes * MINUTE_MS);
  const quiet = duration(quietFor(incident, config));
  return `NEXT   When it grows tenfold, trips another rule or is quiet for ${quiet}; not before ${at} UTC.`;
}

const idText = ({ id, revision }: Incident): string => `Incident ${id}, revision ${revision}.`;

const delayLine = (incident: Incident, nowMs: number): string =>
  `DELAY  Newest event ${duration(Math.max(0, nowMs - incident.lastSeen))} old (${clockUtc(incident.lastSeen)} UTC). ${idText(incident)}`;

const numbered = (lines: readonly string[]): readonly string[] =>
  lines.map((line, i) => `${i + 1}. ${line}`);

const drillLines = ({ drill }: Incident): readonly string[] =>
  drill === undefined
    ? []
    : [`DRILL ${printable(drill, 40)}: a test. Nobody was attacked, nothing was sent.`];

/** While it goes on: what cannot be seen, what to do, what it could be, what comes next. */
function ongoing(incident: Incident, nowMs: number, config: Config): readonly string[] {
  return [
    unseenLine(incident),
    "",
    incident.drill === undefined ? "DO NOW" : "IN A REAL ATTACK DO NOW",
    ...numbered(adviceFor(incident)),
    "",
    harmlessLine(incident),
    nextLine(incident, nowMs, config),
    delayLine(incident, nowMs),
    ...linkLines(incident, config),
  ];
}

/** Once it is over nothing is urgent: what to put right, and how to mute it next time. */
function over(incident: Incident, nowMs: number, config: Config): readonly string[] {
  return [
    "",
    "NOW THAT IT IS OVER",
    ...numbered(aftercareFor(incident)),
    "",
    harmlessLine(incident),
    nextLine(incident, nowMs, config),
    ...linkLines(incident, config),
    idText(incident),
  ];
}

/**
 * What on-call reads: what happens, what it costs, why we think so, who, what to do. Untrusted
 * text is shortened and cannot become a link or a new line.
 *
 * @param before what was told last about this incident, if anything
 * @param nowMs when it is sent
 * @param figures what the incident's account and Region spend, where the spend guard has told
 */
export function incidentEmail(
  incident: Incident,
  before: Notified | undefined,
  nowMs: number,
  config: Config,
  figures?: SpendFigures,
): Email {
  const end = incident.status === "closed" ? over : ongoing;
  const lines = [
    ...drillLines(incident),
    ...unsentLines(incident),
    stateLine(incident, before),
    whatLine(incident),
    ...mutedLines(incident, config),
    costLine(incident, config),
    ...(incident.status === "open" ? capLines(incident, nowMs, config, figures) : []),
    ...(figures === undefined ? [] : spendLines(figures, nowMs)),
    "",
    ...whyLines(incident),
    ...whoLines(incident),
    callLine(incident),
    ...end(incident, nowMs, config),
  ];
  return { subject: subjectOf(incident), body: `${shortened(lines).join("\n")}\n` };
}
