import type { Held, QueueService } from "./queue-service";
import type { ReturnQueue } from "./targets";
import { addTo, type Tally } from "./tally";

/** What is to become of a message, and the group that a report counts it in. */
export type Decision = { readonly group: string } & (
  | {
      readonly kind: "send";
      readonly to: ReturnQueue;
      readonly body: string;
      /** What has this name is sent once in a run, whatever comes back of it meanwhile. */
      readonly once?: string;
    }
  /** Not asked for. */
  | { readonly kind: "skip" }
  /** Asked for, and cannot be sent. */
  | { readonly kind: "stay"; readonly why: string }
);

type Sending = Extract<Decision, { readonly kind: "send" }> & { readonly held: Held };

export interface ResendSpec {
  readonly from: string;
  readonly decide: (held: Held) => Decision;
  /** How many are sent at most. */
  readonly limit: number;
  /** Only looks. */
  readonly isDryRun: boolean;
  readonly onProgress: (sent: number) => void;
}

/** What was done, whether or not it came to its end. */
export interface Resent {
  /** What was looked at. */
  readonly groups: Tally;
  /** What was sent, or would be, by the name of the queue. */
  readonly sent: Tally;
  /** Why others were not, that should have been. */
  readonly stayed: Tally;
  /** Sent, and still here: the next run sends them again, which does no harm. */
  readonly undeleted: number;
  /** What broke it off, if anything. */
  readonly failure: Error | undefined;
}

interface Run {
  readonly spec: ResendSpec;
  readonly service: QueueService;
  readonly groups: Map<string, number>;
  readonly sent: Map<string, number>;
  readonly stayed: Map<string, number>;
  readonly once: Set<string>;
  /** Receipts of what is hidden and not deleted, by the message's id. */
  readonly kept: Map<string, string>;
  /** Ids of what was sent and not deleted. */
  readonly undeleted: Set<string>;
  /** How many may still be sent. */
  left: number;
}

const AGAIN =
  "sent again in this run already: refused once more, or here twice (another run sends them)";

/** Takes a message on, if it is to be sent. */
function chosen(held: Held, run: Run): readonly Sending[] {
  if (run.left === 0) return [];
  const decision = run.spec.decide(held);
  addTo(run.groups, decision.group);
  if (decision.kind === "skip") return [];
  if (decision.kind === "stay") {
    addTo(run.stayed, decision.why);
    return [];
  }
  const { once } = decision;
  if (once !== undefined && run.once.has(once)) {
    addTo(run.stayed, AGAIN);
    return [];
  }
  if (once !== undefined) run.once.add(once);
  run.left--;
  return [{ ...decision, held }];
}

async function remove(ids: readonly string[], run: Run): Promise<void> {
  const { kept, undeleted, service, spec } = run;
  const gone = await service.remove(
    spec.from,
    ids.map((id) => kept.get(id) ?? ""),
  );
  for (const [i, id] of ids.entries()) {
    if (gone[i] !== true) continue;
    kept.delete(id);
    undeleted.delete(id);
  }
}

/** Sends messages to one queue, and deletes those, and only those, that it has taken. */
async function deliver(to: ReturnQueue, sendings: readonly Sending[], run: Run): Promise<void> {
  const { spec, service, sent, stayed, undeleted } = run;
  const answers = spec.isDryRun
    ? sendings.map(() => undefined)
    : await service.send(
        to.url,
        sendings.map(({ body }) => body),
      );
  const taken: string[] = [];
  for (const [i, { held, once }] of sendings.entries()) {
    const refused = i < answers.length ? answers[i] : "SQS gave no answer";
    if (refused === undefined) {
      addTo(sent, to.name);
      taken.push(held.id);
      continue;
    }
    addTo(stayed, `the queue of ${to.name} did not take them: ${refused}`);
    if (once !== undefined) run.once.delete(once);
    run.left++;
  }
  if (spec.isDryRun) return;
  for (const id of taken) undeleted.add(id);
  await remove(taken, run);
}

async function handle(held: readonly Held[], run: Run): Promise<void> {
  for (const { id, receipt } of held) run.kept.set(id, receipt);
  const byQueue = new Map<ReturnQueue, Sending[]>();
  for (const sending of held.flatMap((each) => chosen(each, run))) {
    byQueue.set(sending.to, [...(byQueue.get(sending.to) ?? []), sending]);
  }
  for (const [to, sendings] of byQueue) await deliver(to, sendings, run);
}

/** What was seen before shows up again where a run takes longer than messages stay hidden. */
async function handleSeen(held: readonly Held[], run: Run): Promise<void> {
  for (const { id, receipt } of held) run.kept.set(id, receipt);
  const sentBefore = held.map(({ id }) => id).filter((id) => run.undeleted.has(id));
  if (sentBefore.length > 0) await remove(sentBefore, run);
}

/** Receives in a row that bring nothing new before a run takes it that nothing new is left. */
const MOST_STALE = 10;

async function resendAll(run: Run): Promise<void> {
  const { spec, service, kept, sent } = run;
  for (let stale = 0; run.left > 0 && stale < MOST_STALE;) {
    const held = await service.receive(spec.from);
    if (held.length === 0) return;
    const fresh = held.filter(({ id }) => !kept.has(id));
    stale = fresh.length === 0 ? stale + 1 : 0;
    await handleSeen(
      held.filter(({ id }) => kept.has(id)),
      run,
    );
    await handle(fresh, run);
    spec.onProgress([...sent.values()].reduce((sum, count) => sum + count, 0));
  }
}

/** Courtesy: two minutes later they would be visible again by themselves. */
async function release({ kept, service, spec }: Run): Promise<void> {
  try {
    await service.release(spec.from, [...kept.values()]);
  } catch {
    return;
  }
}

/**
 * Sends the messages of a queue to others. Each is deleted only after the other queue has
 * acknowledged it: whoever dies in between leaves a message in both, and loses none.
 */
export async function resend(spec: ResendSpec, service: QueueService): Promise<Resent> {
  const run: Run = {
    spec,
    service,
    groups: new Map(),
    sent: new Map(),
    stayed: new Map(),
    once: new Set(),
    kept: new Map(),
    undeleted: new Set(),
    left: spec.limit,
  };
  let failure: Error | undefined;
  try {
    await resendAll(run);
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
  }
  await release(run);
  const { groups, sent, stayed, undeleted } = run;
  return { groups, sent, stayed, undeleted: undeleted.size, failure };
}
