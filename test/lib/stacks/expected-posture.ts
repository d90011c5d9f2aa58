import type { Posture } from "../posture";

/* Written down by hand, and shared by the tests of the stacks and by the mutants of their templates. */

const RECEIVE =
  "[sqs:ChangeMessageVisibility, sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:GetQueueUrl, sqs:ReceiveMessage]";
const READ_WRITE = "[dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query, dynamodb:UpdateItem]";
const READ_UPDATE = "[dynamodb:GetItem, dynamodb:Query, dynamodb:UpdateItem]";
const READ = "[dynamodb:GetItem, dynamodb:Query]";
const READ_LISTED = "[dynamodb:BatchGetItem, dynamodb:GetItem, dynamodb:Query]";
const FOLD =
  "[dynamodb:BatchGetItem, dynamodb:ConditionCheckItem, dynamodb:DeleteItem, dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query, dynamodb:UpdateItem]";
const HERE = "AWS::Partition:events:AWS::Region:AWS::AccountId";

/** A bucket that the trail of its stack writes to, and nobody reads without TLS. */
const trailOf = (stack: string) => {
  const trail = `aws:SourceArn arn:AWS::Partition:cloudtrail:AWS::Region:AWS::AccountId:trail/${stack}-trail`;
  return {
    policy: [
      "of SmsTrailBucket",
      `Allow s3:GetBucketAcl to Service cloudtrail.amazonaws.com on SmsTrailBucket if StringEquals ${trail}`,
      `Allow s3:PutObject to Service cloudtrail.amazonaws.com on SmsTrailBucket/AWSLogs/AWS::AccountId/* if StringEquals ${trail} and s3:x-amz-acl bucket-owner-full-control`,
      "Deny s3:* to AWS * on [SmsTrailBucket, SmsTrailBucket/*] if Bool aws:SecureTransport false",
    ],
    encryption: {
      SmsTrailBucket: [
        "BucketEncryption ServerSideEncryptionConfiguration [ServerSideEncryptionByDefault SSEAlgorithm AES256]",
        "PublicAccessBlockConfiguration BlockPublicAcls true and BlockPublicPolicy true and IgnorePublicAcls true and RestrictPublicBuckets true",
      ],
      SmsTrail: ["EnableLogFileValidation true"],
    },
  };
};

/** What a role may do besides writing its log. */
const role = (name: string, log: string, ...may: readonly string[]) => ({
  [`${name}DefaultPolicy`]: [
    `of ${name}`,
    `Allow [logs:CreateLogStream, logs:PutLogEvents] on ${log}`,
    ...may.map((line) => `Allow ${line}`),
  ],
});

const ofLambda = (...roles: readonly string[]) =>
  Object.fromEntries(
    roles.map((name) => [name, ["Allow sts:AssumeRole to Service lambda.amazonaws.com"]]),
  );

/** What whoever takes on the role for it may do to send messages back. */
const redriver = (from: string, to: string) => ({
  RedriveRoleDefaultPolicy: [
    "of RedriveRole",
    `Allow [sqs:ChangeMessageVisibility, sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:ListMessageMoveTasks, sqs:ReceiveMessage, sqs:StartMessageMoveTask] on ${from}`,
    `Allow [sqs:GetQueueAttributes, sqs:SendMessage] on ${to}`,
  ],
});

/** Whoever his own policies let assume it. */
const REDRIVER = {
  RedriveRole: [
    "Allow sts:AssumeRole to AWS arn:AWS::Partition:iam::AWS::AccountId:root",
    "Description Sends messages that failed back to the queues of the SMS pumping detector.",
  ],
};

/** Alarms of this account may publish, and nobody without TLS. */
const topics = (...names: readonly string[]) =>
  Object.fromEntries(
    names.map((name) => [
      `${name}Policy`,
      [
        `of ${name}`,
        `Allow sns:Publish to Service cloudwatch.amazonaws.com on ${name} if StringEquals aws:SourceAccount AWS::AccountId`,
        `Deny sns:Publish to * on ${name} if Bool aws:SecureTransport false`,
      ],
    ]),
  );

const NOBODY = "arn:aws:iam::000000000000:role/nobody";

/** Roles besides which nobody but a service may send to a queue. */
const SENDERS: Readonly<Record<string, readonly string[]>> = {
  DetectorLiveQueue: ["DetectorDetectRole"],
  NotifierWorkQueue: ["SweeperSweepRole"],
  RelayDeadLettersQueue: ["RelayRole"],
  ForwarderRejects: ["ForwarderForwardRole"],
};

function sendersTo(name: string): string {
  const isWork = /(Live|Drills|Work)Queue$/.test(name);
  const senders = [...(SENDERS[name] ?? []), ...(isWork ? ["RedriveRole"] : [])].sort();
  return `[${senders.length === 0 ? NOBODY : senders.join(", ")}]`;
}

/** A queue that these rules may send to, nobody may use without TLS, and no stranger may send to. */
const queue = (name: string, ...rules: readonly string[]) => ({
  [`${name}Policy`]: [
    `of ${name}`,
    `Deny sqs:* to AWS * on ${name} if Bool aws:SecureTransport false`,
    `Deny sqs:SendMessage to AWS * on ${name} if BoolIfExists aws:PrincipalIsAWSService false and ArnNotEquals aws:PrincipalArn ${sendersTo(name)}`,
    ...rules.map(
      (rule) =>
        `Allow sqs:SendMessage to Service events.amazonaws.com on ${name} if ArnEquals aws:SourceArn ${rule}`,
    ),
  ],
});

/** The same, as CDK's own target grants it. */
const targetQueue = (name: string, rule: string) => {
  const policy = queue(name);
  const grant = `Allow [sqs:GetQueueAttributes, sqs:GetQueueUrl, sqs:SendMessage] to Service events.amazonaws.com on ${name} if ArnEquals aws:SourceArn ${rule}`;
  return { [`${name}Policy`]: [...policy[`${name}Policy`]!, grant] };
};

const eachWith = (lines: readonly string[], ...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, lines]));

const ENCRYPTED = ["SSE true"];
const GONE = ["deleted Delete", "replaced Delete"];
const KEPT = ["deleted Retain", "replaced Retain"];
const TWO_WEEKS = "MessageRetentionPeriod 1209600";
const FOUR_DAYS = "MessageRetentionPeriod 345600";

const redrive = (name: string, receives: number, kept = TWO_WEEKS) => ({
  [`${name}Queue`]: [
    `RedrivePolicy deadLetterTargetArn ${name}DeadLetters and maxReceiveCount ${receives}`,
    kept,
  ],
  [`${name}DeadLetters`]: [TWO_WEEKS],
});

const FEED = [
  "FeedCognito",
  "FeedCognitoHostedUi",
  "FeedOwnAlarms",
  "FeedOwnFunctions",
  "FeedOwnRules",
  "FeedOwnTopics",
  "FeedQuotaSettings",
  "FeedSmsVoiceSend",
  "FeedSmsVoiceSettings",
  "FeedSnsPublish",
  "FeedSnsSettings",
  "FeedSpendAlarms",
];
const FEED_RULES = `[${FEED.join(", ")}]`;

const QUEUES = [
  "UndeliveredQueue",
  "DetectorLiveDeadLetters",
  "DetectorLiveQueue",
  "DetectorDrillsDeadLetters",
  "DetectorDrillsQueue",
  "RelayDeadLettersQueue",
  "NotifierWorkDeadLetters",
  "NotifierWorkQueue",
  "ForwarderWorkDeadLetters",
  "ForwarderWorkQueue",
  "ForwarderRejects",
];

const BUS = `on arn:${HERE}:event-bus/SmsPumpingDetection-findings`;

/** The detection stack with a trail and Elastic. */
export const DETECTION_POSTURE: Posture = {
  roles: {
    ...role(
      "DetectorDetectRole",
      "DetectorDetectLog",
      "[dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query] on TablesFindings",
      `${READ_UPDATE} on TablesState`,
      `${RECEIVE} on [DetectorDrillsQueue, DetectorLiveQueue]`,
      "secretsmanager:GetSecretValue on HmacKey",
      "sqs:SendMessage on DetectorLiveQueue",
    ),
    ...role(
      "RelayRole",
      "RelayLog",
      "[dynamodb:DescribeStream, dynamodb:GetRecords, dynamodb:GetShardIterator, dynamodb:ListStreams] on TablesFindings.StreamArn",
      `${FOLD} on TablesFindings`,
      "[sqs:GetQueueAttributes, sqs:GetQueueUrl, sqs:SendMessage] on RelayDeadLettersQueue",
      "events:PutEvents on FindingsBus",
    ),
    ...role(
      "SweeperSweepRole",
      "SweeperSweepLog",
      `${FOLD} on TablesFindings`,
      `${READ_UPDATE} on TablesState`,
      "dynamodb:Query on TablesFindings/index/todo",
      "events:PutEvents on FindingsBus",
      "sns:GetSMSSandboxAccountStatus on *",
      "sqs:SendMessage on NotifierWorkQueue",
    ),
    ...role(
      "DoctorRole",
      "DoctorLog",
      "[cloudformation:DescribeStacks, cloudformation:ListStackResources, cloudtrail:DescribeTrails, cloudtrail:GetEventSelectors, cloudtrail:GetTrailStatus, cloudtrail:LookupEvents, cloudwatch:DescribeAlarms, cloudwatch:GetMetricData, cognito-idp:ListUserPools, sms-voice:DescribeAccountAttributes, sms-voice:DescribeSpendLimits, sms-voice:GetProtectConfigurationCountryRuleSet, sns:GetSMSAttributes, wafv2:GetWebACL, wafv2:GetWebACLForResource] on *",
      "[cognito-idp:DescribeUserPool, cognito-idp:GetUserPoolMfaConfig, cognito-idp:GetWebACLForResource, cognito-idp:ListUserPoolClients] on arn:AWS::Partition:cognito-idp:AWS::Region:AWS::AccountId:userpool/*",
      `${READ_WRITE} on TablesState`,
      `[events:DescribeRule, events:ListTargetsByRule] on [arn:${HERE}:rule/*/SmsPumpingDetection-*, arn:${HERE}:rule/SmsPumpingDetection-*]`,
      "sns:ListSubscriptionsByTopic on [arn:AWS::Partition:sns:AWS::Region:AWS::AccountId:SmsPumpingDetection-*, arn:AWS::Partition:sns:AWS::Region:AWS::AccountId:SmsPumpingSpend-*]",
      "sns:Publish on [TopicsOnCallTopic, TopicsPipelineTopic]",
    ),
    ...role(
      "NotifierNotifyRole",
      "NotifierNotifyLog",
      `${READ_UPDATE} on TablesState`,
      `${READ_LISTED} on TablesFindings`,
      `${RECEIVE} on NotifierWorkQueue`,
      "sns:Publish on [TopicsDrillsTopic, TopicsOnCallTopic]",
    ),
    ...role(
      "ForwarderForwardRole",
      "ForwarderForwardLog",
      `${READ} on TablesFindings`,
      `${RECEIVE} on ForwarderWorkQueue`,
      "secretsmanager:GetSecretValue on arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:sms-pumping/elastic-??????",
      "sqs:SendMessage on ForwarderRejects",
    ),
    ...redriver(
      "[DetectorDrillsDeadLetters, DetectorLiveDeadLetters, ForwarderRejects, ForwarderWorkDeadLetters, NotifierWorkDeadLetters, RelayDeadLettersQueue, UndeliveredQueue]",
      "[DetectorDrillsQueue, DetectorLiveQueue, ForwarderWorkQueue, NotifierWorkQueue]",
    ),
  },
  trust: {
    ...REDRIVER,
    ...ofLambda(
      "DetectorDetectRole",
      "RelayRole",
      "SweeperSweepRole",
      "DoctorRole",
      "NotifierNotifyRole",
      "ForwarderForwardRole",
    ),
  },
  resourcePolicies: {
    ...topics("TopicsOnCallTopic", "TopicsPipelineTopic", "TopicsDrillsTopic"),
    ...queue(
      "UndeliveredQueue",
      "DoctorSchedule",
      "FindingsDrillRule",
      "ForwarderStepRule",
      "NotifierIncidentRule",
      "SweeperSchedule",
      FEED_RULES,
    ),
    ...queue("DetectorLiveDeadLetters"),
    ...queue("DetectorLiveQueue", FEED_RULES),
    ...queue("DetectorDrillsDeadLetters"),
    ...targetQueue("DetectorDrillsQueue", "FindingsDrillRule"),
    ...queue("RelayDeadLettersQueue"),
    ...queue("NotifierWorkDeadLetters"),
    ...targetQueue("NotifierWorkQueue", "NotifierIncidentRule"),
    ...queue("ForwarderWorkDeadLetters"),
    ...targetQueue("ForwarderWorkQueue", "ForwarderStepRule"),
    ...queue("ForwarderRejects"),
    FindingsBus: [
      `Allow events:PutEvents to AWS [RelayRole, SweeperSweepRole] ${BUS} if StringEquals events:source sms-pumping`,
      `Allow events:PutEvents to AWS arn:AWS::Partition:iam::AWS::AccountId:root ${BUS} if StringEquals events:source sms-pumping.drill`,
      `Deny events:PutEvents to AWS * ${BUS} if ForAnyValue:StringEquals events:source sms-pumping and ArnNotEquals aws:PrincipalArn [RelayRole, SweeperSweepRole]`,
      `Deny events:PutEvents to AWS * ${BUS} if ForAnyValue:StringNotEquals events:source [sms-pumping, sms-pumping.drill]`,
    ],
    SmsTrailBucketPolicy: trailOf("SmsPumpingDetection").policy,
  },
  invokers: {
    DoctorScheduleAllowEventRuleSmsPumpingDetectionDoctorFunction8646B03F: [
      "Action lambda:InvokeFunction",
      "FunctionName DoctorFunction",
      "Principal events.amazonaws.com",
      "SourceArn DoctorSchedule",
    ],
    SweeperScheduleAllowEventRuleSmsPumpingDetectionSweeperSweepFunctionC4915E8B: [
      "Action lambda:InvokeFunction",
      "FunctionName SweeperSweepFunction",
      "Principal events.amazonaws.com",
      "SourceArn SweeperSchedule",
    ],
  },
  encryption: {
    ...eachWith(ENCRYPTED, ...QUEUES),
    HmacKey: [
      "GenerateSecretString ExcludePunctuation true and GenerateStringKey current and PasswordLength 64 and SecretStringTemplate {}",
    ],
    ...trailOf("SmsPumpingDetection").encryption,
  },
  deadLetters: {
    ...redrive("DetectorLive", 10, FOUR_DAYS),
    ...redrive("DetectorDrills", 10, FOUR_DAYS),
    ...redrive("NotifierWork", 480),
    ...redrive("ForwarderWork", 100),
    ...eachWith([TWO_WEEKS], "UndeliveredQueue", "RelayDeadLettersQueue", "ForwarderRejects"),
    ...eachWith(["DetectorLiveQueue else Arn UndeliveredQueue"], ...FEED),
    FindingsDrillRule: ["DetectorDrillsQueue else Arn UndeliveredQueue"],
    NotifierIncidentRule: ["NotifierWorkQueue else Arn UndeliveredQueue"],
    ForwarderStepRule: ["ForwarderWorkQueue else Arn UndeliveredQueue"],
    DoctorSchedule: ["DoctorFunction else Arn UndeliveredQueue"],
    SweeperSchedule: ["SweeperSweepFunction else Arn UndeliveredQueue"],
    RelayStream: [
      "TablesFindings.StreamArn to RelayFunction",
      "DestinationConfig OnFailure Destination RelayDeadLettersQueue",
    ],
    DetectorDetectFunctionSqsEventSourceSmsPumpingDetectionDetectorLiveQueue4B8DE489: [
      "DetectorLiveQueue to DetectorDetectFunction",
    ],
    DetectorDetectFunctionSqsEventSourceSmsPumpingDetectionDetectorDrillsQueue9019F8FA: [
      "DetectorDrillsQueue to DetectorDetectFunction",
    ],
    NotifierNotifyFunctionSqsEventSourceSmsPumpingDetectionNotifierWorkQueue2FD690D3: [
      "NotifierWorkQueue to NotifierNotifyFunction",
    ],
    ForwarderForwardFunctionSqsEventSourceSmsPumpingDetectionForwarderWorkQueue86F4A623: [
      "ForwarderWorkQueue to ForwarderForwardFunction",
    ],
  },
  removal: {
    TablesState: GONE,
    TablesFindings: [...KEPT, "PointInTimeRecoverySpecification PointInTimeRecoveryEnabled true"],
    SmsTrailBucket: KEPT,
    HmacKey: KEPT,
    ...eachWith(GONE, ...QUEUES),
    ...eachWith(
      GONE,
      "DetectorDetectLog",
      "RelayLog",
      "SweeperSweepLog",
      "DoctorLog",
      "NotifierNotifyLog",
      "ForwarderForwardLog",
    ),
  },
};

/** The trail's stack. */
export const TRAIL_POSTURE: Posture = {
  roles: {},
  trust: {},
  resourcePolicies: { SmsTrailBucketPolicy: trailOf("SmsPumpingTrail").policy },
  invokers: {},
  encryption: trailOf("SmsPumpingTrail").encryption,
  deadLetters: {},
  removal: { SmsTrailBucket: KEPT },
};

const GUARD_MAY = [
  "[cloudwatch:GetMetricData, cloudwatch:ListMetrics, sms-voice:DescribeSpendLimits, sns:GetSMSAttributes] on *",
  "cloudwatch:PutMetricData on * if StringEquals cloudwatch:namespace SmsPumping",
  `${RECEIVE} on CostOwnerEmailWorkQueue`,
  "sns:Publish on CostOwnerTopic",
];

const SPEND_QUEUES = ["CostOwnerEmailWorkQueue", "CostOwnerEmailWorkDeadLetters"];

const SPEND_REDRIVER = redriver("CostOwnerEmailWorkDeadLetters", "CostOwnerEmailWorkQueue");

/** The spend stack beside the detection stack. */
export const JOINED_SPEND_POSTURE: Posture = {
  roles: {
    ...role(
      "GuardSpendRole",
      "GuardSpendLog",
      ...GUARD_MAY,
      `${READ_WRITE} on import SmsPumpingDetection:ExportsOutputFnGetAttTablesState705891C2Arn`,
    ),
    ...SPEND_REDRIVER,
  },
  trust: { ...REDRIVER, ...ofLambda("GuardSpendRole") },
  resourcePolicies: {
    ...topics("CostOwnerTopic", "OnCallTopic"),
    ...queue("CostOwnerEmailWorkDeadLetters", "CostOwnerEmailAlarms"),
    ...targetQueue("CostOwnerEmailWorkQueue", "CostOwnerEmailAlarms"),
  },
  invokers: {
    GuardScheduleAllowEventRuleSmsPumpingSpendGuardSpendFunctionD7A41138: [
      "Action lambda:InvokeFunction",
      "FunctionName GuardSpendFunction",
      "Principal events.amazonaws.com",
      "SourceArn GuardSchedule",
    ],
  },
  encryption: eachWith(ENCRYPTED, ...SPEND_QUEUES),
  deadLetters: {
    ...redrive("CostOwnerEmailWork", 200),
    CostOwnerEmailAlarms: ["CostOwnerEmailWorkQueue else Arn CostOwnerEmailWorkDeadLetters"],
    // The next run makes up for one that could not start.
    GuardSchedule: ["GuardSpendFunction else undefined"],
    GuardSpendFunctionSqsEventSourceSmsPumpingSpendCostOwnerEmailWorkQueue7E3D7FE5: [
      "CostOwnerEmailWorkQueue to GuardSpendFunction",
    ],
  },
  removal: eachWith(GONE, ...SPEND_QUEUES, "GuardSpendLog"),
};

/** The spend stack alone, which has a topic more and no table. */
export const SPEND_POSTURE: Posture = {
  ...JOINED_SPEND_POSTURE,
  roles: { ...role("GuardSpendRole", "GuardSpendLog", ...GUARD_MAY), ...SPEND_REDRIVER },
  resourcePolicies: { ...JOINED_SPEND_POSTURE.resourcePolicies, ...topics("PipelineTopic") },
};

const PROTECT = "arn:AWS::Partition:sms-voice:AWS::Region:AWS::AccountId:protect-configuration/*";

/** The lock on countries. */
export const PROTECT_POSTURE: Posture = {
  roles: role(
    "CountryLockProtectRole",
    "CountryLockProtectLog",
    "[sms-voice:DeleteAccountDefaultProtectConfiguration, sms-voice:DescribeAccountAttributes, sms-voice:DescribeProtectConfigurations] on *",
    `[sms-voice:GetProtectConfigurationCountryRuleSet, sms-voice:ListTagsForResource] on ${PROTECT}`,
    `[sms-voice:SetAccountDefaultProtectConfiguration, sms-voice:UpdateProtectConfigurationCountryRuleSet] on ${PROTECT} if StringEquals aws:ResourceTag/sms-pumping-protect SmsPumpingProtect`,
    "iam:CreateServiceLinkedRole on arn:AWS::Partition:iam::AWS::AccountId:role/aws-service-role/sms-voice.amazonaws.com/AWSServiceRoleForSMSVoice if StringEquals iam:AWSServiceName sms-voice.amazonaws.com",
    "sms-voice:CreateProtectConfiguration on * if StringEquals aws:RequestTag/sms-pumping-protect SmsPumpingProtect",
    `sms-voice:TagResource on ${PROTECT} if StringEquals aws:RequestTag/sms-pumping-protect SmsPumpingProtect`,
  ),
  trust: ofLambda("CountryLockProtectRole"),
  resourcePolicies: {},
  invokers: {},
  encryption: {},
  deadLetters: {},
  removal: { ...eachWith(KEPT, "CountryLockProtectLog"), ...eachWith(GONE, "CountryLock") },
};
