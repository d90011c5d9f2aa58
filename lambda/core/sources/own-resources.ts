import type { Config } from "../model/config";
import { visibleAt } from "./records/cloudtrail";
import { at, type JsonObject } from "./records/json";
import { irrelevant } from "./records/result";
import { changed, type ReadEffect, type SettingCalls, showsParameters } from "./setting-effect";

const START_MARK = "*";

/** An entry of `ownResources` without the `*` that makes it the start of names. */
export const ownStart = (entry: string): string =>
  entry.endsWith(START_MARK) ? entry.slice(0, -1) : entry;

/** Whether a resource of this name is this stack's. */
export const isOwnName = (name: string, { ownResources }: Config): boolean =>
  ownResources.some((entry) =>
    entry.endsWith(START_MARK) ? name.startsWith(ownStart(entry)) : name === entry,
  );

const LONGEST_ARN = 2048;
const PLAIN_NAME = /^[\x21-\x7e]{1,256}$/;

/** A rule's ARN holds its bus too, and a bus of this stack may have rules that others made. */
const withoutBus = (arn: string): string => arn.replace(/:rule\/[^/]+\/(?=[^/]+$)/, ":rule/");

/** The name of a resource of this stack in a name or ARN, whole or in part. */
function ownNameIn(text: string, config: Config): string | undefined {
  if (text.length > LONGEST_ARN) return undefined;
  const isOwnTopic = config.ownTopics.some((arn) => text === arn || text.startsWith(`${arn}:`));
  const pieces = withoutBus(text)
    .split(/[:/]/)
    .filter((piece) => PLAIN_NAME.test(piece));
  return isOwnTopic ? text.split(":")[5] : pieces.find((piece) => isOwnName(piece, config));
}

const DENIED_ON = /\bon resource: (arn:[\x21-\x7e]{1,1000})/;

/** What was refused: CloudTrail shows no parameters of such calls, but the error names it. */
const deniedOn = (record: JsonObject): readonly unknown[] => [
  DENIED_ON.exec(visibleAt(record, "errorMessage")?.slice(0, LONGEST_ARN) ?? "")?.[1],
];

const MOST_ALARMS = 100;

/** Several resources of one call are named by the first. */
function summary(names: readonly string[]): string {
  const [first = "", ...rest] = names;
  return rest.length === 0 ? first : `${first}(+${rest.length})`;
}

/** A change that counts only where it hits a resource of this stack. */
const own =
  (named: (record: JsonObject) => readonly unknown[]): ReadEffect =>
  (record, config) => {
    const texts = [...named(record), ...(showsParameters(record) ? [] : deniedOn(record))];
    const names = texts.flatMap((text) => {
      const name = typeof text === "string" ? ownNameIn(text, config) : undefined;
      return name === undefined ? [] : [name];
    });
    return names.length === 0
      ? irrelevant("not a resource of this stack")
      : changed(summary(names));
  };

/** A change that counts only where a parameter has a value; what is not shown may have it. */
const where =
  (field: string, value: unknown, effect: ReadEffect): ReadEffect =>
  (record, config) =>
    showsParameters(record) && at(record, "requestParameters", field) !== value
      ? irrelevant("switches nothing off")
      : effect(record, config);

const parameter =
  (field: string) =>
  (record: JsonObject): readonly unknown[] => [at(record, "requestParameters", field)];

function alarmsOf(record: JsonObject): readonly unknown[] {
  const names = at(record, "requestParameters", "alarmNames");
  return Array.isArray(names) ? names.slice(0, MOST_ALARMS) : [];
}

/** Who calls names a mapping by its id; only the answer tells whose it is. */
const mapping = own((record) => [
  at(record, "responseElements", "functionArn"),
  at(record, "requestParameters", "functionName"),
]);

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html */
export const OWN_RULES: SettingCalls = new Map([
  ["DeleteRule", own(parameter("name"))],
  ["DisableRule", own(parameter("name"))],
  ["PutRule", where("state", "DISABLED", own(parameter("name")))],
  ["RemoveTargets", own(parameter("rule"))],
]);

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/logging_cw_api_calls.html */
export const OWN_ALARMS: SettingCalls = new Map([
  ["DeleteAlarms", own(alarmsOf)],
  ["DisableAlarmActions", own(alarmsOf)],
]);

/** Lambda's event names end in a date: https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html */
export const OWN_FUNCTIONS: SettingCalls = new Map([
  ["DeleteFunction20150331", own(parameter("functionName"))],
  [
    "PutFunctionConcurrency20171031",
    where("reservedConcurrentExecutions", 0, own(parameter("functionName"))),
  ],
  ["DeleteEventSourceMapping20150331", mapping],
  ["UpdateEventSourceMapping20150331", where("enabled", false, mapping)],
]);

/** https://docs.aws.amazon.com/sns/latest/dg/logging-using-cloudtrail.html */
export const OWN_TOPICS: SettingCalls = new Map([
  ["DeleteTopic", own(parameter("topicArn"))],
  ["Unsubscribe", own(parameter("subscriptionArn"))],
]);
