import { foldTargets, type FoldDeps } from "./fold-targets";
import { bySet, type LinkedSet, type LinksOf, type Subject } from "./linked-targets";
import type { Outbox, Outgoing, Publisher, StoredStep } from "./outbox";
import { findingEvent, incidentEvent, type PublishedEvent } from "./published";

export interface RelayDeps extends FoldDeps {
  readonly linksOf: LinksOf;
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

const subjectOf = ({ step }: Outgoing): Subject =>
  step.type === "finding" ? step.finding : step.incident;

/** Sorts steps by the linked set that they are about. */
export const stepsBySet = <T extends Outgoing>(
  outgoing: readonly T[],
  { linksOf }: Pick<RelayDeps, "linksOf">,
): Promise<readonly LinkedSet<T>[]> => bySet(outgoing, subjectOf, linksOf);

/**
 * Folds a linked set, once, if a finding on it has moved, and publishes its steps.
 *
 * @returns those that the bus refused; they keep their marks
 */
export async function relaySet(
  { scope, targets, items }: LinkedSet<Outgoing>,
  nowMs: number,
  deps: RelayDeps,
): Promise<readonly Outgoing[]> {
  if (items.some(({ step }) => step.type === "finding")) {
    await foldTargets(scope, targets, nowMs, deps);
  }
  return publishSteps(items, deps);
}
