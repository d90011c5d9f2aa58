import { at, stringAt } from "../../lambda/core/sources/records/json";
import { terminalText } from "../terminal-text";

const LONGEST = 400;

/** One line that a terminal may show, whoever wrote it. */
export const oneLine = (text: string): string => terminalText(text, LONGEST);

/** The JSON in a reply; undefined if it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What Elasticsearch or Kibana says about a refusal, in one line; empty if it says nothing. */
export function reasonOf(text: string): string {
  const body = jsonOf(text);
  const said =
    stringAt(body, "error", "reason") ??
    stringAt(body, "message") ??
    stringAt(body, "error") ??
    stringAt(at(body, "error"), "type");
  return oneLine(said ?? "");
}
