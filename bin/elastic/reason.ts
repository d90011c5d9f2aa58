import { at, parsedJson, stringAt } from "../../lambda/core/sources/records/json";
import { terminalText } from "../terminal";

const LONGEST = 400;

/** One line that a terminal may show, whoever wrote it. */
export const oneLine = (text: string): string => terminalText(text, LONGEST);

/** What Elasticsearch or Kibana says about a refusal, in one line; empty if it says nothing. */
export function reasonOf(text: string): string {
  const body = parsedJson(text);
  const said =
    stringAt(body, "error", "reason") ??
    stringAt(body, "message") ??
    stringAt(body, "error") ??
    stringAt(at(body, "error"), "type");
  return oneLine(said ?? "");
}
