import { adviceFor } from "./advice";
import type { Config } from "./config";
import {
  capLine,
  costLine,
  stateLines,
  whoLines,
  whyLines,
  callLine,
  unseenLine,
} from "./email-lines";
import { clockUtc, duration, minuteUtc } from "./format";
import type { Incident } from "./incident";
import type { Told } from "./pace";
import { printable } from "./printable";
import { catalogue } from "./rules";
import { MINUTE_MS } from "./time";

/** Plain text; the subject is ASCII and under 100 characters, as SNS asks. */
export interface Email {
  readonly subject: string;
  readonly body: string;
}

/** Enough of an id to tell incidents apart on the phone. */
export const shortId = (id: string): string => id.slice(0, 6);

const WHAT: Readonly<Record<string, string>> = {
  cognito: "unconfirmed codes on Cognito",
  client: "unconfirmed codes on app client",
  pool: "unconfirmed codes on user pool",
  principal: "burst of messages by",
  topic: "burst of messages to topic",
};

/** What is abused, in words short enough for a subject. */
export function targetName(target: string): string {
  const [kind = "", ...rest] = target.split(":");
  const name = rest.join(":").split(":").slice(-1)[0] ?? "";
  const what = WHAT[kind];
  return what === undefined ? "code requests on the web" : `${what} ${printable(name, 36)}`.trim();
}

function subjectOf({ id, target, drill, openedAs }: Incident): string {
  const mark = drill === undefined ? "" : "[DRILL] ";
  const severity = openedAs.severity.toUpperCase();
  return `${mark}[${severity}] SMS pumping: ${targetName(target)} (#${shortId(id)})`;
}

function runbookLine({ leadRuleId }: Incident, { runbookUrl }: Config): string {
  const file = `${leadRuleId}.md`;
  const place = runbookUrl === undefined ? `docs/runbooks/${file}` : `${runbookUrl}/${file}`;
  return `Runbook: ${place}`;
}

function harmlessLine({ leadRuleId }: Incident): string {
  const rule = catalogue.find(({ id }) => id === leadRuleId);
  const cases = (rule?.falsePositives ?? []).map((text) => text.split(". ")[0] ?? text);
  return `HARMLESS? ${cases.slice(0, 1).join(" ").replace(/\.$/, "")}. To mute it: docs/tuning.md`;
}

function nextLine(incident: Incident, nowMs: number, { pace, quietMinutes }: Config): string {
  if (incident.status === "closed") {
    return "NEXT   E-mail only if it comes back: same subject, same number.";
  }
  const at = clockUtc(nowMs + pace.laterMinutes * MINUTE_MS);
  return `NEXT   E-mail when it grows, spreads or has been quiet ${quietMinutes} min; not before ${at} UTC.`;
}

const delayLine = ({ lastSeen }: Incident, nowMs: number): string =>
  `DELAY  Newest event counted: ${minuteUtc(lastSeen)}, ${duration(nowMs - lastSeen)} before this e-mail.`;

function whereLine({ accounts, regions, id, revision, drill }: Incident): string {
  const place = [accounts.join(", ") || "unknown account", regions.join(", ")].filter(Boolean);
  const note = drill === undefined ? "" : ` Drill ${printable(drill, 40)}: nobody was attacked.`;
  return `Account ${printable(place.join(", "), 70)}. Incident ${id}, revision ${revision}.${note}`;
}

/**
 * What on-call reads: what happens, what it costs, why we think so, who, what to do. Untrusted
 * text is shortened and cannot become a link or a new line.
 *
 * @param before what was told last about this incident, if anything
 * @param nowMs when it is sent
 */
export function incidentEmail(
  incident: Incident,
  before: Told | undefined,
  nowMs: number,
  config: Config,
): Email {
  const lines = [
    ...stateLines(incident, before),
    costLine(incident, config),
    capLine(incident),
    "",
    ...whyLines(incident),
    ...whoLines(incident),
    callLine(incident),
    unseenLine(incident),
    "",
    "DO NOW",
    ...adviceFor(incident).map((line, i) => `${i + 1}. ${line}`),
    runbookLine(incident, config),
    ...(config.dashboardUrl === undefined ? [] : [`Dashboard: ${config.dashboardUrl}`]),
    "",
    harmlessLine(incident),
    nextLine(incident, nowMs, config),
    delayLine(incident, nowMs),
    whereLine(incident),
  ];
  return { subject: subjectOf(incident), body: `${lines.join("\n")}\n` };
}

/** The one line that is sent when an hour has no place for a further incident. */
export function crowdedEmail(
  waiting: number,
  perHour: number,
  nowMs: number,
  config: Config,
): Email {
  const place = config.dashboardUrl === undefined ? "" : ` All of them: ${config.dashboardUrl}`;
  return {
    subject: "[HIGH] SMS pumping: more incidents than e-mails this hour",
    body: `At ${minuteUtc(nowMs)} ${perHour} incidents had sent e-mail within the hour; ${waiting} more waits and follows later.${place}\n`,
  };
}
