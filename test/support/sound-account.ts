import type { Region } from "./read-only-account";

/** An account in which nothing is wrong, in the services' own words, as of `NOW_MS`. */
export const NOW_MS = Date.UTC(2026, 10, 27, 12);
export const HOME = "eu-west-1";
export const OTHER = "us-east-1";
export const POOL = "eu-west-1_Example01";
const CLIENT = "1example23456789";
const OTHER_CLIENT = "2example23456789";

const topicArn = (name: string): string => `arn:aws:sns:eu-west-1:111122223333:${name}`;
const POOL_ARN = `arn:aws:cognito-idp:eu-west-1:111122223333:userpool/${POOL}`;

const confirmed = (name: string): readonly [string, readonly object[]] => [
  topicArn(name),
  [
    {
      SubscriptionArn: `${topicArn(name)}:1`,
      Owner: "111122223333",
      Protocol: "email",
      Endpoint: "a@acme.co",
      TopicArn: topicArn(name),
    },
  ],
];

const trail = (name: string) => ({
  arn: `arn:aws:cloudtrail:eu-west-1:111122223333:trail/${name}`,
  isLogging: true,
});

const management = trail("management");
const data = trail("data");

/** One trail of the old kind, one of the new. */
export const soundTrails: Region["trails"] = [
  {
    ...management,
    basic: [{ ReadWriteType: "All", IncludeManagementEvents: true, DataResources: [] }],
  },
  {
    ...data,
    advanced: [
      "AWS::SNS::Topic",
      "AWS::SMSVoice::OriginationIdentity",
      "AWS::SMSVoice::Message",
      "AWS::SMSVoice::NotifyConfiguration",
    ].map((type) => ({
      Name: type,
      FieldSelectors: [
        { Field: "eventCategory", Equals: ["Data"] },
        { Field: "resources.type", Equals: [type] },
      ],
    })),
  },
];

const alarm = (name: string, threshold: number) => ({
  AlarmName: name,
  AlarmDescription: "It means this. First: look. Runbook: https://wiki.acme.co/runbooks/a.md",
  StateValue: "OK",
  ActionsEnabled: true,
  TreatMissingData: "notBreaching",
  Threshold: threshold,
});

const hour = (hoursAgo: number): number => NOW_MS / 1000 - hoursAgo * 3600;

const HOUR_MS = 3_600_000;

/** An hour of a client's codes, as the detector stores it: of each ten, eight are typed in. */
const minutesOf = (client: string, atMs: number): Region["items"][number] => ({
  pk: {
    S: `v#111122223333/live#client:${client}#cognito-client-unconverted#app-client=${client}`,
  },
  sk: { S: String(Math.floor(atMs / HOUR_MS)).padStart(15, "0") },
  n05: { N: "500" },
  c06: { N: "400" },
});

/** What the state table holds at a time. */
export const storedAt = (nowMs: number): Region["items"] => [
  { pk: { S: "meta#111122223333" }, sk: { S: "cognito-api" }, firstSeen: { N: "1700000000000" } },
  { pk: { S: "meta#999999999999" }, sk: { S: "cognito-api" }, firstSeen: { N: String(nowMs) } },
  minutesOf(CLIENT, nowMs - 30 * HOUR_MS),
  minutesOf(CLIENT, nowMs - 60 * HOUR_MS),
  minutesOf(OTHER_CLIENT, nowMs - 30 * HOUR_MS),
  // Before the days that the baseline looks back on, and today.
  { ...minutesOf(CLIENT, nowMs - 400 * HOUR_MS), n05: { N: "100000" } },
  { ...minutesOf(CLIENT, nowMs), n05: { N: "100000" } },
];

export const soundRegion: Region = {
  stacks: {
    SmsPumpingDetection: {
      status: "UPDATE_COMPLETE",
      outputs: {
        Version: "0.2.0",
        Runtime: "nodejs24.x",
        StateTableName: "State",
        OnCallTopicArn: topicArn("OnCall"),
        PipelineTopicArn: topicArn("Pipeline"),
        DrillsTopicArn: topicArn("Drills"),
      },
      resources: {
        FeedCognito1A2B3C4D: ["feed-cognito", "AWS::Events::Rule"],
        TablesState1A2B3C4D: ["State", "AWS::DynamoDB::Table"],
        NotifierRule1A2B3C4D: ["findings|to-notify", "AWS::Events::Rule"],
        SweeperSchedule1A2B3C4D: ["sweep", "AWS::Events::Rule"],
      },
    },
    SmsPumpingProtect: {
      status: "CREATE_COMPLETE",
      outputs: { ProtectConfigurationId: "protect-1" },
      resources: {},
    },
    SmsPumpingSpend: {
      status: "CREATE_COMPLETE",
      outputs: { OnCallTopicArn: topicArn("SpendOnCall"), CostOwnerTopicArn: topicArn("Cost") },
      resources: {},
    },
  },
  trails: soundTrails,
  rules: {
    "feed-cognito": ["ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", 1],
    "findings|to-notify": ["ENABLED", 1],
    sweep: ["ENABLED", 1],
  },
  subscriptions: Object.fromEntries(
    ["OnCall", "Pipeline", "Drills", "SpendOnCall", "Cost"].map(confirmed),
  ),
  alarms: [
    alarm("SmsPumpingDetection-detect-errors", 1),
    alarm("SmsPumpingSpend-money-fast", 1),
    alarm("SmsPumpingSpend-month-over-budget", 500),
    alarm("Somebody-elses", 1),
    {
      AlarmName: "SmsPumpingSpend-page",
      AlarmRule: "ALARM(x)",
      AlarmDescription: "It means this. Runbook: https://wiki.acme.co/runbooks/b.md",
      StateValue: "OK",
      ActionsEnabled: true,
    },
  ],
  metrics: {
    "SmsPumping Observations service=detect source=cognito-api": [
      [hour(2), 4],
      [hour(5), 9],
    ],
    "SmsPumping Observations service=detect source=sns-publish": [[hour(30), 1]],
    "AWS/SNS SMSMonthToDateSpentUSD": [
      [hour(1), 120],
      [hour(3), 110],
      // Last month's end.
      [hour(24 * 27 + 20), 480],
    ],
  },
  smsAttributes: { MonthlySpendLimit: "1000" },
  spendLimits: [
    {
      Name: "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT",
      EnforcedLimit: 800,
      MaxLimit: 1000,
      Overridden: true,
    },
    {
      Name: "VOICE_MESSAGE_MONTHLY_SPEND_LIMIT",
      EnforcedLimit: 1,
      MaxLimit: 1,
      Overridden: false,
    },
  ],
  accountAttributes: {
    ACCOUNT_TIER: "PRODUCTION",
    DEFAULT_PROTECT_CONFIGURATION_ID: "protect-1",
  },
  countryRules: { "protect-1 SMS": { AT: "ALLOW", DE: "ALLOW", LK: "BLOCK" } },
  pools: {
    "eu-west-1_Email": { Id: "eu-west-1_Email", Name: "staff", Arn: "arn:email" },
    [POOL]: {
      Id: POOL,
      Name: "customers",
      Arn: POOL_ARN,
      SmsConfiguration: { SnsCallerArn: "arn:aws:iam::111122223333:role/sms" },
      AutoVerifiedAttributes: ["phone_number"],
      MfaConfiguration: "OPTIONAL",
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
    },
  },
  poolMfa: { [POOL]: { MfaConfiguration: "OPTIONAL", SmsMfaConfiguration: {} } },
  poolClients: { [POOL]: [CLIENT, OTHER_CLIENT] },
  webAcls: { [POOL_ARN]: "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/acl/1" },
  history: {
    "cognito-idp.amazonaws.com": ["SignUp", "ListUserPools", "SignUp", "Login_GET"],
    "sns.amazonaws.com": ["GetSMSAttributes", "ListTopics"],
  },
  items: storedAt(NOW_MS),
};

export const soundRegions: Readonly<Record<string, Region>> = {
  [HOME]: soundRegion,
  [OTHER]: soundRegion,
};

/** The configuration of its deployment. */
export const soundConfig = {
  userPools: { [POOL]: { delivers: "both", smsMfa: true, clients: [CLIENT, OTHER_CLIENT] } },
} as const;
