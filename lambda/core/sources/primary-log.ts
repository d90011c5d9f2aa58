import type { Config } from "../model/config";
import type { Observation, SourceId } from "../model/observation";
import { HOUR_MS } from "../model/time";
import type { ParseResult } from "./records/source";

/*
 * One request may stand in five logs, and nothing joins them all: trace ids are the client's to
 * choose, and behind a proxy even addresses differ. So nothing is added up across logs: one counts.
 */

/** Web logs from the outermost, which sees what those behind it see and more. */
const OUTERMOST_FIRST: readonly SourceId[] = [
  "cloudfront-log",
  "waf-log",
  "alb-log",
  "api-gateway-log",
  "combined-log",
  "app-requests",
  "ecs-http",
];

const isWeb = ({ kind, web }: Observation): boolean => kind === "web-request" && web !== undefined;

/** Without its fields no rule takes it for a request or for a code that was typed in. */
const asEvidence = (observation: Observation): Observation => ({
  ...observation,
  delivery: "none",
  web: undefined,
});

/**
 * A result in which requests of any web log but the configured one are evidence only.
 *
 * @param stream the name of the log, where the configuration gave it one
 */
export function countedOnce(
  result: ParseResult,
  { primaryWebLog }: Pick<Config, "primaryWebLog">,
  stream: string | undefined,
): ParseResult {
  if (primaryWebLog === undefined || result.kind !== "observations") return result;
  const isPrimary = ({ source }: Observation): boolean =>
    primaryWebLog === source || primaryWebLog === stream;
  if (result.observations.every((each) => !isWeb(each) || isPrimary(each))) return result;
  const observations = result.observations.map((each) =>
    isWeb(each) && !isPrimary(each) ? asEvidence(each) : each,
  );
  return { kind: "observations", observations };
}

const rankOf = ({ source }: Observation): number => OUTERMOST_FIRST.indexOf(source);
const hourOf = ({ atMs }: Observation): number => Math.floor(atMs / HOUR_MS);

/**
 * Of recorded web requests, where nobody said which log counts, those of the outermost log that has
 * any in their hour: logs of different days complete each other, those of one hour do not add up.
 */
function ofOutermost(observations: readonly Observation[]): readonly Observation[] {
  const best = new Map<number, number>();
  for (const each of observations) {
    if (!isWeb(each)) continue;
    const hour = hourOf(each);
    best.set(hour, Math.min(best.get(hour) ?? Infinity, rankOf(each)));
  }
  return observations.filter((each) => !isWeb(each) || rankOf(each) === best.get(hourOf(each)));
}

/**
 * Of records of one text, the call that sent it, which alone tells who, else one that tells the
 * number, else any.
 */
function ofMessages(observations: readonly Observation[]): readonly Observation[] {
  const called = new Set<string>();
  const numbered = new Set<string>();
  for (const { id, kind, messageId, destination } of observations) {
    if (messageId !== undefined) called.add(`msg:${messageId}`);
    else if (kind === "sms-sent" && destination !== undefined) numbered.add(id);
  }
  return observations.filter(({ id, kind, messageId, destination }) => {
    if (kind !== "sms-sent" || messageId !== undefined) return true;
    return !called.has(id) && (destination !== undefined || !numbered.has(id));
  });
}

/** Recorded traffic in which each request and each text stands once, of however many logs it came. */
export function onceEach(
  observations: readonly Observation[],
  { primaryWebLog }: Pick<Config, "primaryWebLog">,
): readonly Observation[] {
  const messages = ofMessages(observations);
  return primaryWebLog === undefined ? ofOutermost(messages) : messages;
}
