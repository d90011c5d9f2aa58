import { incidentOf } from "../../lambda/core/incidents/incident";
import { findingRecord, incidentRecord } from "../../lambda/core/incidents/published";
import type { Config } from "../../lambda/core/model/config";
import { counted, whole } from "../../lambda/core/model/format";
import { isoUtc, MINUTE_MS } from "../../lambda/core/model/time";
import { LOOKUP_EVENTS } from "./lookup-events";
import type { ReplayRun, Sent } from "./run";

export interface OutcomeOptions {
  readonly format: "text" | "json" | "ndjson";
  readonly show: "findings" | "incidents";
}

const EXPECTED = `Expected CloudTrail records as JSON (files of a trail, EventBridge events, lookup-events), access logs
(ALB, CloudFront, WAF, API Gateway, nginx, Apache, Application Insights) or web requests in the Elastic
Common Schema. CloudTrail keeps 90 days without any set-up:
  ${LOOKUP_EVENTS.replaceAll("\n", "\n  ")}`;

/** Whether nothing was read, or nothing understood, so that nothing can be said of the traffic. */
export const isBlind = ({ collected }: ReplayRun): boolean => collected.count.understood === 0;

/** What could not be read or was not understood; of a run that saw nothing, what it expects too. */
export function problemLines(run: ReplayRun): readonly string[] {
  const { unreadable, strangers, count } = run.collected;
  const more = count.strangers - strangers.length;
  const lines = [
    ...unreadable.map(({ message }) => `cannot read ${message}`),
    ...strangers.map(({ message }) => `nothing understood in ${message}`),
    ...(more === 0 ? [] : [`nothing understood in ${counted(more, "more input")} either`]),
  ];
  return isBlind(run) ? [...lines, EXPECTED] : lines;
}

const emailText = ({ atMs, audience, email }: Sent): string =>
  `----- ${isoUtc(atMs).slice(0, 19)}Z  to ${audience}\nSubject: ${email.subject}\n\n${email.body}\n`;

/** A quiet run says how much it has seen: quiet is worth no more than that. */
function quietLines({ count, unreadable }: ReplayRun["collected"]): readonly string[] {
  const isWhole = unreadable.length === 0 && count.strangers === 0;
  const read = `Read ${counted(count.records, "record")}`;
  const sent = `No e-mail would have been sent${isWhole ? "" : " for what could be read"}.`;
  return count.observations === 0
    ? [
        `${read}: none concerned texts. ${sent}`,
        "CloudTrail never shows texts that are published straight to a phone number: docs/what-cannot-be-seen.md.",
      ]
    : [`${read}, ${whole(count.observations)} observations about texts. ${sent}`];
}

function recordsOf(run: ReplayRun, config: Config, show: OutcomeOptions["show"]): object[] {
  const gapMs = config.quietMinutes * MINUTE_MS;
  return show === "incidents"
    ? run.incidents.map(incidentRecord)
    : run.findings.map((finding) =>
        findingRecord(finding, incidentOf(finding, run.incidents, gapMs)?.id ?? null),
      );
}

/** One object: how much was seen, and what was found in it. */
function jsonText({ collected }: ReplayRun, show: string, found: readonly object[]): string {
  const { records, irrelevant, malformed, observations } = collected.count;
  const read = { records, irrelevant, malformed, observations };
  return JSON.stringify({ read, unreadable: collected.unreadable.length, [show]: found });
}

/** The same JSON in printable ASCII: a terminal obeys some of the other characters. */
const asciiJson = (json: string): string =>
  json.replace(/[^\x20-\x7e]/g, (unit) => {
    const code = unit.charCodeAt(0).toString(16).padStart(4, "0");
    return `\\u${code}`;
  });

/** What goes to standard output. */
export function outcomeLines(
  run: ReplayRun,
  config: Config,
  { format, show }: OutcomeOptions,
): readonly string[] {
  if (isBlind(run)) return [];
  if (format === "text") {
    return run.sent.length === 0 ? quietLines(run.collected) : run.sent.map(emailText);
  }
  const records = recordsOf(run, config, show);
  return format === "json"
    ? [asciiJson(jsonText(run, show, records))]
    : records.map((record) => asciiJson(JSON.stringify(record)));
}
