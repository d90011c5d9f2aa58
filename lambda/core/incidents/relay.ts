import { foldTarget } from "./fold";
import type { IncidentStep, IncidentStore } from "./incident";
import type { Config } from "../model/config";
import type { FindingStore } from "../findings/finding";
import type { Outbox, Outgoing, Publisher, StoredStep } from "./outbox";
import { findingEvent, incidentEvent, type PublishedEvent } from "./published";

export interface RelayDeps {
  readonly findings: FindingStore;
  readonly incidents: IncidentStore;
  readonly config: Config;
  readonly outbox: Outbox;
  readonly publish: Publisher;
}

/** The event that tells of a step. */
export const eventOf = (step: StoredStep): PublishedEvent =>
  step.type === "finding" ? findingEvent(step) : incidentEvent(step);

/**
 * Publishes steps and takes their marks away.
 *
 * @returns those that the bus refused; they keep their marks
 */
export async function publishSteps(
  outgoing: readonly Outgoing[],
  { publish, outbox }: Pick<RelayDeps, "publish" | "outbox">,
): Promise<readonly Outgoing[]> {
  const taken = await publish(outgoing.map(({ step }) => eventOf(step)));
  await Promise.all(outgoing.filter((_, i) => taken[i]).map(({ key }) => outbox.done(key)));
  return outgoing.filter((_, i) => taken[i] !== true);
}

/** Folds each target of which a finding has moved, once. */
export async function foldTargets(
  steps: readonly StoredStep[],
  nowMs: number,
  deps: RelayDeps,
): Promise<readonly IncidentStep[]> {
  const targets = new Map<string, { readonly scope: string; readonly target: string }>();
  for (const step of steps) {
    if (step.type !== "finding") continue;
    const { scope, target } = step.finding;
    targets.set(JSON.stringify([scope, target]), { scope, target });
  }
  const folded: IncidentStep[] = [];
  for (const { scope, target } of targets.values()) {
    folded.push(...(await foldTarget(scope, target, nowMs, deps)));
  }
  return folded;
}
