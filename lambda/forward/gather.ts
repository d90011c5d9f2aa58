import type { SQSRecord } from "aws-lambda";
import { errorText } from "../adapters/runtime";
import type { Config } from "../core/model/config";
import { refusal, type ItemOutcome } from "../core/elastic/bulk";
import { documentOf, type ElasticDocument } from "../core/elastic/document";
import { gapOf } from "../core/findings/finding";
import { headOf, incidentOf, type Incident, type IncidentStore } from "../core/incidents/incident";
import type { StepSource, StoredStep } from "../core/incidents/outbox";
import { readMessage, type Message } from "./message";

export interface GatherDeps {
  readonly config: Config;
  readonly namespace: string;
  readonly steps: StepSource;
  readonly incidents: Pick<IncidentStore, "read">;
}

/** A message, its document where it has one, and what became of it as far as that is known. */
export interface Gathered {
  readonly record: SQSRecord;
  readonly event: unknown;
  readonly documentId: string;
  readonly document?: ElasticDocument | undefined;
  readonly verdict?: ItemOutcome | undefined;
}

type Incidents = (step: StoredStep) => Promise<readonly Incident[]>;

/** The incidents of a finding's target, read once for each target. */
function incidentsOnce({ incidents }: GatherDeps): Incidents {
  const known = new Map<string, Promise<readonly Incident[]>>();
  return (step) => {
    if (step.type === "incident") return Promise.resolve([]);
    const { scope, target } = step.finding;
    const key = JSON.stringify([scope, target]);
    const reading =
      known.get(key) ?? headOf(scope, target, incidents).then((head) => head?.incidents ?? []);
    known.set(key, reading);
    return reading;
  };
}

function incidentIdOf(
  step: StoredStep,
  incidents: readonly Incident[],
  config: Config,
): string | undefined {
  if (step.type === "incident") return undefined;
  return incidentOf(step.finding, incidents, gapOf(step.finding, config))?.id;
}

const LONGEST_ID = 512;

const nameOf = (message: Message): string =>
  message.kind === "malformed"
    ? ""
    : `${message.type}-${message.name.id}-${message.name.sequence}`.slice(0, LONGEST_ID);

const rejected = (type: string, text: string): ItemOutcome => ({
  kind: "reject",
  reason: refusal(0, type, text),
});

const NOT_FOUND =
  "the findings table has no such step: it was taken out, or the event was not published by this stack";

function written(
  step: StoredStep,
  incidents: readonly Incident[],
  nowMs: number,
  { config, namespace }: GatherDeps,
): Pick<Gathered, "document" | "verdict"> {
  const incidentId = incidentIdOf(step, incidents, config);
  const { runbookUrl, dashboardUrl } = config;
  try {
    const document = documentOf(step, {
      ingestedMs: nowMs,
      namespace,
      ...(incidentId !== undefined && { incidentId }),
      ...(runbookUrl !== undefined && { runbookUrl }),
      ...(dashboardUrl !== undefined && { dashboardUrl }),
    });
    return { document };
  } catch (error) {
    return { verdict: rejected("no_document", errorText(error)) };
  }
}

async function gatherOne(
  record: SQSRecord,
  nowMs: number,
  deps: GatherDeps,
  incidents: Incidents,
): Promise<Gathered> {
  const message = readMessage(record.body);
  const { event } = message;
  const documentId = nameOf(message);
  const known = { record, event, documentId };
  if (message.kind === "malformed") {
    return { ...known, verdict: rejected("malformed_event", message.text) };
  }
  try {
    const step = await deps.steps(message.name);
    if (step === undefined) return { ...known, verdict: rejected("step_not_found", NOT_FOUND) };
    const found = written(step, await incidents(step), nowMs, deps);
    return { ...known, ...found, documentId: found.document?.id ?? documentId };
  } catch (error) {
    const reason = refusal(0, "findings_table", errorText(error));
    return { ...known, verdict: { kind: "outage", reason } };
  }
}

/** Reads the step that each message names and writes its document. */
export function gather(
  records: readonly SQSRecord[],
  nowMs: number,
  deps: GatherDeps,
): Promise<readonly Gathered[]> {
  const incidents = incidentsOnce(deps);
  return Promise.all(records.map((record) => gatherOne(record, nowMs, deps, incidents)));
}
