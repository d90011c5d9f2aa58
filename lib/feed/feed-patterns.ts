import { ALARM_DETAIL_TYPE } from "../../lambda/core/sources/records/unwrap";
import { COGNITO_CALLS } from "../../lambda/core/sources/cognito-api";
import { HOSTED_UI_PAGES } from "../../lambda/core/sources/cognito-hosted-ui";
import {
  OWN_ALARMS,
  OWN_FUNCTIONS,
  OWN_RULES,
  OWN_TOPICS,
  ownStart,
} from "../../lambda/core/sources/own-resources";
import {
  QUOTA_SETTINGS,
  SMS_VOICE_SETTINGS,
  SNS_SETTINGS,
} from "../../lambda/core/sources/sms-settings";
import { SMS_VOICE_CALLS, SMS_VOICE_SERVICES } from "../../lambda/core/sources/sms-voice-send";
import { byGroups } from "./by-groups";
import { isAccepted } from "./pattern-limits";

/** One rule's pattern. */
export interface FeedPattern {
  /** What is taken, in words. */
  readonly calls: string;
  readonly source: readonly string[];
  readonly detailType: readonly string[];
  readonly detail: object;
}

const isTaken = ({ source, detailType, detail }: FeedPattern): boolean =>
  isAccepted({ source, "detail-type": detailType, detail });

/** Calls of one service, exactly named, as CloudTrail tells of them. */
export interface CallPattern extends FeedPattern {
  readonly detail: {
    readonly eventSource: readonly string[];
    readonly eventName: readonly string[];
    /** Where a resource's name may stand: one of these must hold. */
    readonly $or?: readonly object[];
  };
}

/** Both ways in which CloudTrail speaks on EventBridge of what was done. */
export const CLOUDTRAIL_DETAIL_TYPES: readonly string[] = [
  "AWS API Call via CloudTrail",
  "AWS Service Event via CloudTrail",
];

const DOMAIN = ".amazonaws.com";

/* Exact sources, never a prefix: nothing that this stack does may come back as an observation.
   EventBridge's name of a service is CloudTrail's; of the newer API of End User Messaging that is
   not confirmed. */
const patternOf = (
  calls: string,
  eventSource: readonly string[],
  names: Iterable<string>,
): CallPattern => ({
  calls,
  source: eventSource.map((domain) => `aws.${domain.slice(0, -DOMAIN.length)}`),
  detailType: CLOUDTRAIL_DETAIL_TYPES,
  detail: { eventSource, eventName: [...names].sort() },
});

const pattern = (calls: string, service: string, names: Iterable<string>): CallPattern =>
  patternOf(calls, [`${service}${DOMAIN}`], names);

const SENDING: Readonly<Record<string, CallPattern>> = {
  Cognito: pattern("calls of user pools that may send or confirm a code", "cognito-idp", [
    ...COGNITO_CALLS.filter((name) => name !== "AdminConfirmSignUp"),
  ]),
  CognitoHostedUi: pattern(
    "pages of managed login and the hosted UI that may send or confirm a code",
    "cognito-idp",
    HOSTED_UI_PAGES,
  ),
  SnsPublish: pattern("publishes that may send a text", "sns", ["Publish", "PublishBatch"]),
  SmsVoiceSend: patternOf(
    "texts, voice calls and codes of End User Messaging",
    SMS_VOICE_SERVICES,
    SMS_VOICE_CALLS,
  ),
};

const SETTINGS: Readonly<Record<string, CallPattern>> = {
  SnsSettings: pattern("SMS settings of SNS", "sns", SNS_SETTINGS.keys()),
  SmsVoiceSettings: pattern(
    "limits and Protect of End User Messaging",
    "sms-voice",
    SMS_VOICE_SETTINGS.keys(),
  ),
  QuotaSettings: pattern("requests for higher quotas", "servicequotas", QUOTA_SETTINGS.keys()),
};

type Operator = "prefix" | "wildcard";

/** A field, by its path, in which one of the names stands: at its start, or anywhere. */
function named(operator: Operator, starts: readonly string[], path: string): object {
  const wanted = starts.map((start) => ({
    [operator]: operator === "prefix" ? start : `*${start}*`,
  }));
  return path.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), wanted) as object;
}

/* Of most refused calls CloudTrail shows no parameters, but their errors name the resource. */
const ofOwn = (taken: CallPattern, ...$or: readonly object[]): CallPattern => ({
  ...taken,
  detail: { ...taken.detail, $or },
});

function ownPatterns(ownResources: readonly string[]): Readonly<Record<string, CallPattern>> {
  const starts = ownResources.map(ownStart);
  const startOf = (path: string) => named("prefix", starts, path);
  const within = (path: string) => named("wildcard", starts, path);
  const refused = within("errorMessage");
  return {
    OwnRules: ofOwn(
      pattern("rules of this stack that are disabled or deleted", "events", OWN_RULES.keys()),
      startOf("requestParameters.name"),
      startOf("requestParameters.rule"),
      refused,
    ),
    OwnAlarms: ofOwn(
      pattern("alarms of this stack that are muted or deleted", "monitoring", OWN_ALARMS.keys()),
      startOf("requestParameters.alarmNames"),
      refused,
    ),
    OwnFunctions: ofOwn(
      pattern("functions of this stack that are stopped", "lambda", OWN_FUNCTIONS.keys()),
      within("requestParameters.functionName"),
      within("responseElements.functionArn"),
      refused,
    ),
    OwnTopics: ofOwn(
      pattern("topics of this stack that lose readers", "sns", OWN_TOPICS.keys()),
      within("requestParameters.topicArn"),
      within("requestParameters.subscriptionArn"),
      refused,
    ),
  };
}

/** What CloudTrail tells, by the id of its rule. */
export const callPatterns = (
  ownResources: readonly string[],
): Readonly<Record<string, CallPattern>> => ({
  ...SENDING,
  ...SETTINGS,
  ...byGroups(ownResources, ownPatterns, isTaken),
});

/** The event's shape: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
export const alarmPattern = (ownResources: readonly string[]): FeedPattern => ({
  calls: "alarms of this stack that go off",
  source: ["aws.cloudwatch"],
  detailType: [ALARM_DETAIL_TYPE],
  detail: {
    alarmName: ownResources.map((entry) => ({ prefix: ownStart(entry) })),
    state: { value: ["ALARM"] },
  },
});

/**
 * What each source of the detector reads, by the id of its rule.
 *
 * @param ownResources names of this stack's resources, or their starts with `*`, at least one; more
 *   than fit into one rule have several
 */
export const feedPatterns = (
  ownResources: readonly string[],
): Readonly<Record<string, FeedPattern>> => ({
  ...callPatterns(ownResources),
  ...byGroups(ownResources, (names) => ({ SpendAlarms: alarmPattern(names) }), isTaken),
});
