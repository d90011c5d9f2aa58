import type { Finding, FindingStore } from "../../lambda/core/findings/finding";
import type { Incident, IncidentStore } from "../../lambda/core/incidents/incident";
import type { Notified } from "../../lambda/core/notifications/pace";
import type { NotificationLog } from "../../lambda/core/notifications/notification-log";
import type { Target } from "../../lambda/core/model/rule";

/** Where a drill's traces are. */
export interface DrillDeps {
  readonly findings: Pick<FindingStore, "ofTarget">;
  readonly incidents: Pick<IncidentStore, "read">;
  readonly notificationLog: Pick<NotificationLog, "ofTarget">;
}

/** Which traces are the drill's. */
export interface Traces {
  readonly scope: string;
  readonly targets: readonly Target[];
  /** Findings that ended before are an older drill's of the same name. */
  readonly sinceMs: number;
}

/** How far a drill has come. */
export interface DrillProgress {
  readonly findings: readonly Finding[];
  readonly incidents: readonly Incident[];
  /** What people were told of these incidents. */
  readonly notified: readonly Notified[];
}

/** Everything that has come of a drill, read consistently. */
export async function progressOf(
  { scope, targets, sinceMs }: Traces,
  deps: DrillDeps,
): Promise<DrillProgress> {
  const found = await Promise.all(
    targets.map(async (target) => ({
      heads: await deps.findings.ofTarget(scope, target),
      incidents: (await deps.incidents.read(scope, target))?.incidents ?? [],
      notified: await deps.notificationLog.ofTarget(scope, target),
    })),
  );
  const isRecent = ({ lastSeen }: Finding | Incident): boolean => lastSeen >= sinceMs;
  const incidents = found.flatMap((each) => each.incidents).filter(isRecent);
  const ids = new Set(incidents.map(({ id }) => id));
  return {
    findings: found.flatMap(({ heads }) => heads.flatMap((head) => head.findings)).filter(isRecent),
    incidents,
    notified: found
      .flatMap((each) => each.notified)
      .filter(({ incidentId }) => ids.has(incidentId)),
  };
}

/** A line of the report and what it is about: each is shown once. */
export interface ProgressLine {
  readonly about: string;
  readonly text: string;
  /** The same for another program. */
  readonly record: object;
}

/**
 * What there is to show, each with the seconds from the drill's newest event to the record of it.
 */
export function linesOf({ findings, incidents, notified }: DrillProgress): readonly ProgressLine[] {
  const newest = Math.max(0, ...findings.map(({ lastSeen }) => lastSeen));
  const line = (
    kind: string,
    about: string,
    atMs: number,
    text: string,
    fields: object,
  ): ProgressLine => {
    const seconds = Math.max(0, (atMs - newest) / 1000);
    return {
      about: `${kind} ${about}`,
      text: `${seconds.toFixed(1).padStart(6)} s  ${kind.padEnd(8)}  ${text}`,
      record: { event: kind, seconds, ...fields },
    };
  };
  return [
    ...findings.map(({ id, ruleId, entity, recordedAtMs }) =>
      line("finding", id, recordedAtMs, `${ruleId} by ${entity.value}`, { id, ruleId, entity }),
    ),
    ...incidents.map(({ id, revision, severity, target, recordedAtMs, updatedAtMs }) =>
      line(
        "incident",
        `${id} ${revision}`,
        revision === 1 ? recordedAtMs : updatedAtMs,
        `${id} revision ${revision}, ${severity}, on ${target}`,
        { id, revision, severity, target },
      ),
    ),
    ...notified.map(({ incidentId: id, revision, atMs }) =>
      line("told", `${id} ${revision}`, atMs, `${id} revision ${revision}`, { id, revision }),
    ),
  ];
}

/** What has not come of a drill, and where to look for it; undefined when all has. */
export function missingFrom({ findings, incidents, notified }: DrillProgress): string | undefined {
  if (notified.length > 0) return undefined;
  if (incidents.length > 0) {
    return "the incident was not told: look at the queue in the output NotifyQueueUrl and at the log of notify (docs/runbooks/pipeline-queue-age.md, pipeline-errors.md)";
  }
  if (findings.length > 0) {
    return "the finding made no incident: look at the log of relay (docs/runbooks/pipeline-relay-behind.md), and whether the configuration lets the rule page";
  }
  return "no finding: look at the queues in the outputs DrillsQueueUrl and DrillsDeadLetterQueueUrl and at the log of detect (docs/runbooks/pipeline-dead-letters.md), and whether the configuration lets the rule trip";
}
