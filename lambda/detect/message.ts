import * as z from "zod/mini";
import { drillOf } from "../core/sources/drill";
import { at, parsedJson } from "../core/sources/records/json";
import type { DeferredEvaluation } from "../core/counting/deferred-evaluation";
import type { Observation } from "../core/model/observation";
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

const texts = z.array(z.string());

const evidenceContext = z.object({
  accounts: texts,
  regions: texts,
  eventIds: texts,
  suppressionId: z.optional(z.string()),
  drill: z.optional(z.string()),
  isUnsent: z.optional(z.literal(true)),
  isLearning: z.optional(z.literal(true)),
  isAccountKnown: z.optional(z.literal(true)),
});

const evaluation = {
  key: z.object({
    scope: z.string(),
    target: z.string(),
    spanMs: z.int(),
    entity: z.object({ type: z.enum(ENTITY_TYPES), value: z.string() }),
  }),
  ruleId: z.string(),
  indices: z.array(z.int()),
  dueAtMs: z.number(),
};

const deferredSchema = z.object({ ...evaluation, evidenceContext });
/** As versions before 0.2 wrote it; such a message may wait in the queue for 14 days. */
const lookAgainSchema = z.object({ ...evaluation, origin: evidenceContext });

/** A message that the detector has sent to itself. */
function deferredIn(value: unknown): Message | undefined {
  const deferred = at(value, "deferred");
  const lookAgain = at(value, "lookAgain");
  if (deferred === undefined && lookAgain === undefined) return undefined;
  const read = deferredSchema.safeParse(deferred);
  if (read.success) return { kind: "deferred", evaluation: read.data };
  const old = lookAgainSchema.safeParse(lookAgain);
  if (!old.success) return { kind: "malformed", reason: "not a whole deferred evaluation" };
  const { origin, ...rest } = old.data;
  return { kind: "deferred", evaluation: { ...rest, evidenceContext: origin } };
}

/** Reads one message. Never throws; a record that no source wants yields no observations. */
export function readMessage(body: string, isDrill: boolean, context: ParseContext): Message {
  const value = parsedJson(body);
  if (value === undefined) return { kind: "malformed", reason: "not JSON" };
  const deferred = isDrill ? undefined : deferredIn(value);
  if (deferred !== undefined) return deferred;
  const results = parseRecord(value, context);
  const fault = results.find((result) => result.kind === "malformed");
  if (fault !== undefined) return { kind: "malformed", reason: fault.reason };
  const observations = results.flatMap((result) =>
    result.kind === "observations" ? result.observations : [],
  );
  return { kind: "observations", observations, drill: isDrill ? drillOf(value) : undefined };
}
