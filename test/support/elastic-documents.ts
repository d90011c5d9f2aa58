import { documentOf, type ElasticDocument } from "../../lambda/core/elastic/document";
import type { StoredStep } from "../../lambda/core/incidents/outbox";
import { LINKED } from "./incidents";
import { notifiedSteps } from "./elastic-steps";

type Choice = readonly [story: string, isMeant: (step: StoredStep) => boolean];

const incident =
  (reason: string) =>
  (step: StoredStep): boolean =>
    step.type === "incident" && step.reasons.some((each) => each === reason);

const finding =
  (ruleId: string) =>
  (step: StoredStep): boolean =>
    step.type === "finding" && step.finding.ruleId === ruleId;

/** One step of each kind that reads differently, by its golden file's name. */
const CHOICES: Readonly<Record<string, Choice>> = {
  incident: ["one address", incident("opened")],
  finding: ["one address", finding("cognito-sms-burst")],
  "incident-escalated": ["botnet", incident("escalated")],
  "incident-closed": ["one address", incident("closed")],
  "incident-ipv6": ["one IPv6 network", incident("opened")],
  "incident-texts": ["texts", incident("escalated")],
  "incident-web": ["form", incident("opened")],
  "incident-drill": ["drill", incident("opened")],
  "incident-suppressed": ["suppressed", incident("opened")],
  "finding-network": ["botnet", finding("cognito-network-burst")],
  "finding-user-agent": ["botnet", finding("cognito-agent-burst")],
  "finding-app-client": ["botnet", finding("cognito-client-unconverted")],
  "finding-verdict": ["verdict", finding("provider-verdict")],
  "finding-principal": ["publishes", finding("sms-api-burst")],
};

/** Whole documents, each from records that went the whole way, by their golden file's name. */
export async function goldenDocuments(): Promise<ReadonlyMap<string, ElasticDocument>> {
  const told = await notifiedSteps();
  const documents = Object.entries(CHOICES).map(([name, [story, isMeant]]) => {
    const steps = told.get(story)!;
    const opening = steps.find((step) => step.type === "incident");
    const step = steps.find(isMeant)!;
    const context = {
      ingestedMs: step.atMs + 40_000,
      namespace: "default",
      incidentId: opening?.type === "incident" ? opening.incident.id : undefined,
      runbookUrl: String(LINKED.runbookUrl),
      dashboardUrl: String(LINKED.dashboardUrl),
    };
    return [name, documentOf(step, context)] as const;
  });
  return new Map(documents);
}
