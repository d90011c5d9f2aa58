import { at, isObject, parsedJson, stringAt } from "../../lambda/core/sources/records/json";
import type { Held } from "./queue-service";
import type { ReturnQueue } from "./targets";
import type { Decision } from "./resend";
import { terminalText } from "../terminal";

const LONGEST_TYPE = 60;
const LONGEST_TEXT = 160;

/** What differs from document to document: quoted values, and places in the JSON. */
const withoutValues = (text: string): string =>
  text.replace(/'[^']*'/g, "'..'").replace(/\[\d+:\d+\]/g, "[..]");

/** Why it was refused; refusals that one fix would mend have one text. */
function reasonOf(reject: unknown): string {
  const status = at(reject, "reason", "status");
  const type = stringAt(reject, "reason", "type") ?? "no type";
  const text = stringAt(reject, "reason", "text") ?? "no text";
  const code = typeof status === "number" && status > 0 ? `${status} ` : "";
  return `${code}${terminalText(type, LONGEST_TYPE)}: ${terminalText(withoutValues(text), LONGEST_TEXT)}`;
}

/** Two characters that JSON may hold and SQS refuses. */
const sendable = (event: object): string =>
  JSON.stringify(event).replace(
    /[\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );

/**
 * What becomes of a message of the rejects queue: its event goes back to the sink's queue.
 *
 * @param wanted a part of the reasons that are meant; all if undefined
 */
export const rejectDecision =
  (to: ReturnQueue, wanted: string | undefined) =>
  ({ body }: Held): Decision => {
    const reject = parsedJson(body);
    if (at(reject, "schemaVersion") !== 1) {
      const why = "no reject that this version can read: look at it with aws sqs receive-message";
      return { kind: "stay", group: "unknown", why };
    }
    const group = reasonOf(reject);
    if (wanted !== undefined && !group.toLowerCase().includes(wanted.toLowerCase())) {
      return { kind: "skip", group };
    }
    const event = at(reject, "event");
    if (!isObject(event)) {
      const why = "what came was no event: nothing to send, delete it";
      return { kind: "stay", group, why };
    }
    const again = sendable(event);
    return {
      kind: "send",
      group,
      to,
      body: again,
      once: stringAt(reject, "documentId") ?? again,
    };
  };
