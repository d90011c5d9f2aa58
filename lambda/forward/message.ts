import type { StepName, StoredStep } from "../core/incidents/outbox";
import { at, parsedJson, stringAt } from "../core/sources/records/json";

/** What a message turned out to be; `event` is the whole of it, for whoever has to keep it. */
export type Message =
  | {
      readonly kind: "step";
      readonly name: StepName;
      readonly type: StoredStep["type"];
      readonly event: unknown;
    }
  | { readonly kind: "malformed"; readonly text: string; readonly event: unknown };

/** Where the two kinds of detail of `docs/events` name their step. */
function nameIn(detail: unknown): StepName | undefined {
  const subject = at(detail, "finding") ?? at(detail, "incident");
  const scope = stringAt(detail, "scope");
  const target = stringAt(subject, "target");
  const id = stringAt(subject, "id");
  const sequence = at(detail, "sequence") ?? at(subject, "revision");
  if (scope === undefined || target === undefined || id === undefined) return undefined;
  if (!Number.isSafeInteger(sequence) || Number(sequence) < 1) return undefined;
  return { scope, target, id, sequence: Number(sequence) };
}

/** Reads an event of the findings bus, of which only the key is believed. Never throws. */
export function readMessage(body: string): Message {
  const event = parsedJson(body);
  if (event === undefined) return { kind: "malformed", text: "it is not JSON", event: body };
  const detail = at(event, "detail");
  const name = nameIn(detail);
  if (name === undefined) {
    const text = "it names no step of a finding or incident";
    return { kind: "malformed", text, event: event };
  }
  const type = at(detail, "finding") === undefined ? "incident" : "finding";
  return { kind: "step", name, type, event: event };
}
