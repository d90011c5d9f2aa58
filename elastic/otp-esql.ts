import { GRACE_MS } from "../lambda/core/model/grace";
import { DEFAULT_OTP_PATHS } from "../lambda/core/model/otp-paths";
import { DEFAULT_VERIFY_PATHS } from "../lambda/core/model/verify-paths";
import { SENDING_METHODS } from "../lambda/core/rules/otp-requests";
import { answeredWebLogs } from "./data-sources";
import { esqlList, esqlMinutes, fromIndices } from "./esql";

/** The time to type, and that of the log to arrive. */
export const SETTLED_MS = GRACE_MS + answeredWebLogs.latenessMs;

const START = "*/";

/**
 * Patterns in which `*` stands for any text, as a regular expression of Lucene's. What all begin with
 * stands once: with a `.*` before each, Elasticsearch refuses it as too complex to determinize.
 *
 * @throws Error for a pattern that begins otherwise
 */
function anyOf(patterns: readonly string[]): string {
  const odd = patterns.find((pattern) => !pattern.startsWith(START));
  if (odd !== undefined) throw new Error(`${odd} does not begin with ${START}`);
  const ends = patterns.map((pattern) => pattern.slice(START.length).replaceAll(".", "\\\\."));
  const open = ends.filter((end) => end.endsWith("*")).map((end) => end.slice(0, -1));
  const closed = ends.filter((end) => !end.endsWith("*"));
  const all = [`(${open.join("|")}).*`, ...closed].map((end) => end.replaceAll(/(?<!\.)\*/g, ".*"));
  return `".*/(${all.join("|")})"`;
}

const PATH = "TO_LOWER(url.path)";

/** Web requests that send a code (`Esql.sends`), and successful ones that take one (`Esql.takes`). */
export const codeRequests = (lookBackMs: number): readonly string[] => [
  fromIndices(answeredWebLogs.index),
  `WHERE @timestamp >= NOW() - ${esqlMinutes(lookBackMs)}
    AND http.request.method IN ${esqlList(SENDING_METHODS)}
    AND (http.response.status_code < 400 OR http.response.status_code IN (400, 422, 429))`,
  `EVAL Esql.sends = ${PATH} RLIKE ${anyOf(DEFAULT_OTP_PATHS)},
    Esql.takes = ${PATH} RLIKE ${anyOf(DEFAULT_VERIFY_PATHS)}
      AND (http.response.status_code < 300 OR http.response.status_code IN (302, 303))`,
  "WHERE Esql.sends OR Esql.takes",
];
