import type { Config } from "../../lambda/core/model/config";
import { shortId } from "../../lambda/core/notifications/email";
import { clockUtc, dollars, minuteUtc, whole } from "../../lambda/core/model/format";
import type { Incident } from "../../lambda/core/incidents/incident";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { LOOKUP_EVENTS } from "../replay/lookup-events";
import type { ReplayRun, Sent } from "../replay/run";
import { paidTimes, stillToCome } from "./saved";

/** CloudTrail's own words: about five minutes on average, not guaranteed. */
const CLOUDTRAIL_MS = 5 * MINUTE_MS;
const REACTIONS_MIN = [5, 10, 15];

const isAbout =
  ({ id }: Incident) =>
  ({ email }: Sent): boolean =>
    email.subject.includes(shortId(id));

const firstLine = ({ email }: Sent): string => email.body.split("\n")[0] ?? "";

const timeline = (sent: readonly Sent[]): string[] =>
  sent.map((each) => `  ${minuteUtc(each.atMs)}  ${each.email.subject}\n      ${firstLine(each)}`);

/** For one incident: what it cost, and what stopping it soon after the first e-mail would save. */
function savings(incident: Incident, run: ReplayRun, { assumedPriceUsd }: Config): string[] {
  const first = run.sent.find(isAbout(incident));
  if (first === undefined) return [];
  const times = paidTimes(incident, run.findings, run.observations);
  const price = (messages: number): string => dollars(messages * assumedPriceUsd);
  const rows = REACTIONS_MIN.map((minutes) => {
    const left = stillToCome(times, first.atMs, CLOUDTRAIL_MS + minutes * MINUTE_MS);
    const share = Math.round((100 * left) / Math.max(1, times.length));
    return `    stopped ${String(minutes).padStart(2)} min after the e-mail: ${whole(left)} messages never sent, ${price(left)} saved (${share} %)`;
  });
  const before = times.length - stillToCome(times, first.atMs, 0);
  return [
    `  #${shortId(incident.id)}  ${clockUtc(incident.firstSeen)} to ${clockUtc(incident.lastSeen)} UTC: ${whole(times.length)} messages, about ${price(times.length)}; ${before} of them before the alarm was due`,
    ...rows,
  ];
}

/** What `npm run demo` prints. */
export function demoText(run: ReplayRun, config: Config): string {
  const { count } = run.collected;
  const mails = run.incidents.flatMap((incident) => run.sent.find(isAbout(incident)) ?? []);
  const lines = [
    `Read ${whole(count.records)} CloudTrail records in ${run.seconds.all.toFixed(1)} s: a business whose users confirm their codes, and two attacks.`,
    `${run.incidents.length} incidents, ${run.findings.length} findings. On-call would have been sent ${run.sent.length} e-mails:`,
    "",
    ...timeline(run.sent),
    "",
    "The first e-mail of each incident:",
    ...mails.flatMap(({ email }) => [
      "",
      "-".repeat(78),
      `Subject: ${email.subject}`,
      "",
      email.body.trimEnd(),
      "-".repeat(78),
    ]),
    "",
    `What it would have saved (at ${dollars(config.assumedPriceUsd)} a message, events ${CLOUDTRAIL_MS / MINUTE_MS} min late as CloudTrail delivers them):`,
    ...run.incidents.flatMap((incident) => savings(incident, run, config)),
    "",
    "These attackers stopped by themselves. Without an alarm nobody stops them before the bill does.",
    "",
    "Your own traffic, the newest calls of the last 90 days:",
    `  ${LOOKUP_EVENTS.replaceAll("\n", "\n  ")}`,
  ];
  return `${lines.join("\n")}\n`;
}
