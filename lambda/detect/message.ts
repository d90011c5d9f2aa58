import * as z from "zod/mini";
import { drillOf } from "../core/sources/drill";
import { at } from "../core/sources/records/json";
import type { LookAgain } from "../core/counting/deferred-evaluation";
import type { Observation } from "../core/model/observation";
import { parseRecord } from "../core/sources";
import type { ParseContext } from "../core/sources/records/source";

/** What a queue's message turned out to be. */
export type Message =
  | {
      readonly kind: "observations";
      readonly observations: readonly Observation[];
      readonly drill?: string | undefined;
    }
  | { readonly kind: "look-again"; readonly look: LookAgain }
  | { readonly kind: "malformed"; readonly reason: string };

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const texts = z.readonly(z.array(z.string()));

/** A message that the detector has sent to itself. */
const lookAgainSchema = z.object({
  key: z.object({
    scope: z.string(),
    target: z.string(),
    spanMs: z.int(),
    entity: z.object({ type: z.string(), value: z.string() }),
  }),
  ruleId: z.string(),
  indices: z.array(z.int()),
  origin: z.object({
    accounts: texts,
    regions: texts,
    eventIds: texts,
    suppressionId: z.optional(z.string()),
    drill: z.optional(z.string()),
  }),
  dueAtMs: z.number(),
});

function lookAgainIn(value: unknown): Message | undefined {
  const sent = at(value, "lookAgain");
  if (sent === undefined) return undefined;
  const { success } = lookAgainSchema.safeParse(sent);
  return success
    ? { kind: "look-again", look: sent as LookAgain }
    : { kind: "malformed", reason: "not a whole message to look again" };
}

/** Reads one message. Never throws; a record that no source wants yields no observations. */
export function readMessage(body: string, isDrill: boolean, context: ParseContext): Message {
  const value = parsed(body);
  if (value === undefined) return { kind: "malformed", reason: "not JSON" };
  const again = isDrill ? undefined : lookAgainIn(value);
  if (again !== undefined) return again;
  const results = parseRecord(value, context);
  const fault = results.find((result) => result.kind === "malformed");
  if (fault !== undefined) return { kind: "malformed", reason: fault.reason };
  const observations = results.flatMap((result) =>
    result.kind === "observations" ? result.observations : [],
  );
  return { kind: "observations", observations, drill: isDrill ? drillOf(value) : undefined };
}
