import { join } from "node:path";
import { documentOf, type ElasticDocument } from "../../../lambda/core/elastic/document";
import { findingRecord } from "../../../lambda/core/incidents/published";
import { eventOf } from "../../../lambda/core/incidents/relay";
import { parseConfig } from "../../../lambda/core/model/config";
import type { StoredStep } from "../../../lambda/core/incidents/outbox";
import { runReplay } from "../../replay/run";
import { storyOf, type Story } from "./stories";

const LINKS = {
  runbookUrl: "https://github.com/example/sms-pumping-detector/blob/main/docs/runbooks",
  dashboardUrl:
    "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/sms-pumping",
} as const;

type Choice = readonly [story: Story, isMeant: (step: StoredStep) => boolean];

const incident =
  (reason: string) =>
  (step: StoredStep): boolean =>
    step.type === "incident" && step.reasons.some((each) => each === reason);

const finding =
  (ruleId: string) =>
  (step: StoredStep): boolean =>
    step.type === "finding" && step.finding.ruleId === ruleId;

/** One step of each kind that reads differently; those that are shown whole come first. */
const DOCUMENTS: Readonly<Record<string, Choice>> = {
  incident: ["one address", incident("opened")],
  finding: ["one address", finding("cognito-sms-burst")],
  "finding-app-client": ["botnet", finding("cognito-client-unconverted")],
  "finding-network": ["botnet", finding("cognito-network-burst")],
  "finding-principal": ["publishes", finding("sms-api-burst")],
  "finding-user-agent": ["botnet", finding("cognito-agent-burst")],
  "incident-closed": ["one address", incident("closed")],
  "incident-drill": ["drill", incident("opened")],
  "incident-escalated": ["botnet", incident("escalated")],
  "incident-ipv6": ["one IPv6 network", incident("opened")],
  "incident-suppressed": ["suppressed", incident("opened")],
  "incident-texts": ["texts", incident("escalated")],
  "incident-web": ["form", incident("opened")],
};

function chosen(steps: readonly StoredStep[], isMeant: Choice[1], name: string): StoredStep {
  const step = steps.find(isMeant);
  if (step === undefined) throw new Error(`no step is the example ${name}`);
  return step;
}

/** Examples of documents for Elastic, by their names. */
export async function exampleDocuments(): Promise<ReadonlyMap<string, ElasticDocument>> {
  const told = new Map<Story, readonly StoredStep[]>();
  const documents = new Map<string, ElasticDocument>();
  for (const [name, [story, isMeant]] of Object.entries(DOCUMENTS)) {
    const steps = told.get(story) ?? (await storyOf(story));
    told.set(story, steps);
    const opening = steps.find((step) => step.type === "incident");
    const step = chosen(steps, isMeant, name);
    const context = { ingestedMs: step.atMs + 40_000, namespace: "default", ...LINKS };
    const incidentId = opening?.incident.id;
    documents.set(name, documentOf(step, { ...context, incidentId }));
  }
  return documents;
}

/** Details of the first events of both kinds that one attack puts on the findings bus. */
export async function exampleDetails(): Promise<{
  readonly incident: object;
  readonly finding: object;
}> {
  const steps = await storyOf("forgotten passwords");
  const detail = (type: StoredStep["type"]): object =>
    eventOf(chosen(steps, (step) => step.type === type, type)).detail;
  return { incident: detail("incident"), finding: detail("finding") };
}

const ARCHIVE = join(__dirname, "..", "..", "..", "demo", "cloudtrail");

/** What the demo's first attack comes to: its first e-mail, and its finding as `replay` prints it. */
export async function demoExamples(): Promise<{
  readonly email: string;
  readonly finding: object;
}> {
  const run = await runReplay([ARCHIVE], parseConfig({}), [], process.stderr);
  const [sent] = run.sent;
  const [first] = run.incidents;
  const found = run.findings.find(({ ruleId }) => ruleId === first?.leadRuleId);
  if (sent === undefined || first === undefined || found === undefined) {
    throw new Error("the demo's first attack was not found");
  }
  const record = findingRecord(found, first.id);
  const { subject, body } = sent.email;
  const eventIds = found.eventIds.slice(0, 2);
  return {
    email: `Subject: ${subject}\n\n${body.trimEnd()}`,
    finding: { ...record, eventIds },
  };
}
