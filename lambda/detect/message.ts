import * as z from "zod/mini";
import { drillOf } from "../core/sources/drill";
import { at, parsedJson } from "../core/sources/records/json";
import type { DeferredEvaluation } from "../core/counting/deferred-evaluation";
import type { Observation } from "../core/model/observation";
import { HOUR_MS } from "../core/model/time";
import { ENTITY_TYPES } from "../core/model/rule";
import { parseRecord } from "../core/sources";
import type { ParseContext } from "../core/sources/records/source";

/** What a queue's message turned out to be. */
export type Message =
  | {
      readonly kind: "observations";
      readonly observations: readonly Observation[];
      readonly drill?: string | undefined;
    }
  | { readonly kind: "deferred"; readonly evaluation: DeferredEvaluation }
  | { readonly kind: "malformed"; readonly reason: string };

/* Nobody but the detector may send these, but nothing is believed of what lies in a queue: what it
   never sends itself is refused, and so costs no more than being read. */

/** Longer than any text of its own: ids, addresses, names of principals. */
const LONGEST_TEXT = 2048;
const MOST_TEXTS = 50;
/** Chunks or minutes, of which each message of the largest batch has one. */
const MOST_INDICES = 10_000;
/** Of one evaluation: no rule looks over more than a day. */
const LONGEST_SPAN_MS = 24 * HOUR_MS;
/** No verdict waits so long after the latest moment that a record may tell of: people need minutes. */
const LATEST_DUE_MS = HOUR_MS;

const text = z.string().check(z.maxLength(LONGEST_TEXT));
const texts = z.array(text).check(z.maxLength(MOST_TEXTS));

const evidenceContext = z.object({
  accounts: texts,
  regions: texts,
  eventIds: texts,
  suppressionId: z.optional(text),
  drill: z.optional(text),
  isUnsent: z.optional(z.literal(true)),
  isLearning: z.optional(z.literal(true)),
  isAccountKnown: z.optional(z.literal(true)),
});

const evaluation = {
  key: z.object({
    scope: text,
    target: text,
    spanMs: z.int().check(z.positive(), z.maximum(LONGEST_SPAN_MS)),
    entity: z.object({ type: z.enum(ENTITY_TYPES), value: text }),
  }),
  ruleId: text,
  indices: z.array(z.int().check(z.nonnegative())).check(z.maxLength(MOST_INDICES)),
  dueAtMs: z.number().check(z.nonnegative()),
};

const deferredSchema = z.object({ ...evaluation, evidenceContext });
/** As versions before 0.2 wrote it; such a message may wait in the queue for 14 days. */
const lookAgainSchema = z.object({ ...evaluation, origin: evidenceContext });

function refusal({ dueAtMs }: DeferredEvaluation, latestMs: number): string | undefined {
  if (dueAtMs <= latestMs + LATEST_DUE_MS) return undefined;
  return `dueAtMs: got ${dueAtMs}, too far ahead; the detector never waits so long`;
}

const evaluationAt = (evaluation: DeferredEvaluation, latestMs: number): Message => {
  const reason = refusal(evaluation, latestMs);
  return reason === undefined ? { kind: "deferred", evaluation } : { kind: "malformed", reason };
};

/** A message that the detector has sent to itself. */
function deferredIn(value: unknown, latestMs: number): Message | undefined {
  const deferred = at(value, "deferred");
  const lookAgain = at(value, "lookAgain");
  if (deferred === undefined && lookAgain === undefined) return undefined;
  const read = deferredSchema.safeParse(deferred);
  if (read.success) return evaluationAt(read.data, latestMs);
  const old = lookAgainSchema.safeParse(lookAgain);
  if (!old.success) return { kind: "malformed", reason: "not a whole deferred evaluation" };
  const { origin, ...rest } = old.data;
  return evaluationAt({ ...rest, evidenceContext: origin }, latestMs);
}

/** Reads one message. Never throws; a record that no source wants yields no observations. */
export function readMessage(body: string, isDrill: boolean, context: ParseContext): Message {
  const value = parsedJson(body);
  if (value === undefined) return { kind: "malformed", reason: "not JSON" };
  const deferred = isDrill ? undefined : deferredIn(value, context.latestMs);
  if (deferred !== undefined) return deferred;
  const results = parseRecord(value, context);
  const fault = results.find((result) => result.kind === "malformed");
  if (fault !== undefined) return { kind: "malformed", reason: fault.reason };
  const observations = results.flatMap((result) =>
    result.kind === "observations" ? result.observations : [],
  );
  return { kind: "observations", observations, drill: isDrill ? drillOf(value) : undefined };
}
