import { at, isObject, type JsonObject, stringAt } from "./records/json";
import { readEventTime } from "./records/event-time";
import { excerpt } from "./records/excerpt";
import { identify } from "./records/identity";
import { ALARM_METRICS, SPEND_NAMESPACE } from "../model/spend-metric";
import { isOwnName } from "./own-resources";
import { irrelevant, malformed, observed } from "./records/result";
import type { ParseContext, ParseResult, Source } from "./records/source";
import { placeIn } from "./records/place";

const NAME = /^[\x21-\x7e]{1,255}$/;
const STATES: readonly unknown[] = ["OK", "ALARM", "INSUFFICIENT_DATA"];

const metricText = (namespace: string, name: string): string => `${namespace} ${name}`;

/** AWS's own sums, and the figures that the spend guard makes of them. */
const SPEND_METRICS: ReadonlySet<string> = new Set([
  metricText("AWS/SNS", "SMSMonthToDateSpentUSD"),
  metricText("AWS/SMSVoice", "TextMessageMonthlySpend"),
  metricText("AWS/SMSVoice", "VoiceMessageMonthlySpend"),
  metricText("AWS/SMSVoice", "MediaMessageMonthlySpend"),
  metricText("AWS/SMSVoice", "NotifyMessageMonthlySpend"),
  ...ALARM_METRICS.map((metric) => metricText(SPEND_NAMESPACE, metric)),
]);

/** The stack has alarms on its own health too. Its composites all stand on alarms about spend. */
function isAboutSpend(configuration: unknown): boolean {
  if (stringAt(configuration, "alarmRule") !== undefined) return true;
  const metrics = at(configuration, "metrics");
  if (!Array.isArray(metrics)) return false;
  return metrics.some((each: unknown) => {
    const metric = at(each, "metricStat", "metric");
    const namespace = stringAt(metric, "namespace") ?? "";
    return SPEND_METRICS.has(metricText(namespace, stringAt(metric, "name") ?? ""));
  });
}

const matching = (text: string | undefined, pattern: RegExp): string | undefined =>
  text !== undefined && pattern.test(text) ? text : undefined;

function parse(event: JsonObject, context: ParseContext): ParseResult {
  const detail = at(event, "detail");
  const name = matching(stringAt(detail, "alarmName"), NAME);
  if (!isObject(detail) || !STATES.includes(at(detail, "state", "value"))) {
    return malformed("detail is not a change of an alarm's state");
  }
  if (name === undefined || !isOwnName(name, context.config)) {
    return irrelevant(`not an alarm of this stack: ${excerpt(at(detail, "alarmName"))}`);
  }
  if (!isAboutSpend(at(detail, "configuration")))
    return irrelevant(`not about spend: ${excerpt(name)}`);
  if (at(detail, "state", "value") !== "ALARM") return irrelevant("an alarm that is not on");
  const since = stringAt(detail, "state", "timestamp");
  const time = readEventTime("state.timestamp", since, context.latestMs);
  if (time.kind === "malformed") return time;
  return observed({
    id: identify("cw", stringAt(event, "id"), context),
    atMs: time.atMs,
    source: "cloudwatch-alarm",
    kind: "spend-alarm",
    action: "ALARM",
    outcome: "success",
    delivery: "none",
    ...placeIn(event),
    resource: name,
  });
}

/**
 * Alarms of this stack about what texts cost, by the events of
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html.
 * The alarm's own text is not kept: anybody who may set an alarm's state writes its reason.
 */
export const cloudWatchAlarm: Source = {
  id: "cloudwatch-alarm",
  needs: "the spend stack, in a Region whose events arrive here",
  parse,
};
