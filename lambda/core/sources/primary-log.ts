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

/** By hour, how many requests each log has. */
function perHour(observations: readonly Observation[]): ReadonlyMap<number, Map<number, number>> {
  const hours = new Map<number, Map<number, number>>();
  for (const each of observations.filter(isWeb)) {
    const logs = hours.get(hourOf(each)) ?? new Map<number, number>();
    hours.set(hourOf(each), logs.set(rankOf(each), (logs.get(rankOf(each)) ?? 0) + 1));
  }
  return hours;
}

/** The outermost log that has not missed most of what another one has. */
function fullest(logs: ReadonlyMap<number, number>): number {
  const most = Math.max(...logs.values());
  return Math.min(...[...logs].filter(([, count]) => 2 * count >= most).map(([rank]) => rank));
}

/**
 * Of recorded web requests, where nobody said which log counts, those of one log in each hour: logs of
 * different days complete each other, those of one hour do not add up. It is the outermost, unless it is
 * one that keeps only some requests, or the attack has gone round what writes it.
 */
function ofOutermost(observations: readonly Observation[]): readonly Observation[] {
  const best = new Map([...perHour(observations)].map(([hour, logs]) => [hour, fullest(logs)]));
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
