import { parseConfig } from "../../lambda/core/model/config";
import { DAY_MS, HOUR_MS } from "../../lambda/core/model/time";
import { known, refused, type Fact } from "../../lambda/core/health/fact";
import type {
  Addresses,
  AlarmFacts,
  Facts,
  PoolFacts,
  TopicFacts,
  TrailFacts,
} from "../../lambda/core/health/facts";

export const NOW_MS = Date.UTC(2026, 10, 27, 12);
export const REGION = "eu-central-1";
const POOL = "eu-central-1_Example01";
const CLIENT = "1example23456789";

const DATA_TYPES = [
  "AWS::SNS::Topic",
  "AWS::SMSVoice::OriginationIdentity",
  "AWS::SMSVoice::Message",
  "AWS::SMSVoice::NotifyConfiguration",
];

export const soundTrail: TrailFacts = {
  name: "all-regions",
  isLogging: known(true),
  selectors: known([
    [{ field: "eventCategory", equals: ["Management"] }],
    [
      { field: "eventCategory", equals: ["Data"] },
      { field: "resources.type", equals: DATA_TYPES },
    ],
  ]),
};

export const soundPool: PoolFacts = {
  id: POOL,
  name: "customers",
  clients: [CLIENT],
  hasSmsRole: true,
  isSmsSignIn: true,
  isSmsSignInOnly: false,
  isSmsVerified: true,
  isNeverByEmail: false,
  isSignUpOpen: true,
  webAcl: known("arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/otp/1"),
};

const ADDRESS = "a@acme.co";

/** One address for every audience. */
export const addressesOf = (address: string): Addresses => ({
  "on-call": [address],
  "cost-owner": [address],
  pipeline: [address],
  drills: [address],
});

const topic = (stack: string): TopicFacts => ({
  stack,
  confirmed: 1,
  emails: [ADDRESS],
  pending: [],
});

export const soundAlarm: AlarmFacts = {
  name: "month-over-budget",
  stack: "SmsPumpingSpend",
  state: "OK",
  description: "What it means. First: look. Runbook: https://wiki.acme.co/runbooks/spend.md",
  mayAct: true,
  missingData: "notBreaching",
  threshold: 500,
};

/** Country rules that let two countries through. */
export const soundRules: ReadonlyMap<string, string> = new Map([
  ["AT", "ALLOW"],
  ["DE", "ALLOW"],
  ["LK", "BLOCK"],
]);

/** An account in which nothing is wrong. */
export const soundFacts: Facts = {
  nowMs: NOW_MS,
  region: REGION,
  version: "0.2.0",
  config: parseConfig({
    userPools: { [POOL]: { delivers: "both", smsMfa: true, clients: [CLIENT] } },
  }),
  isConfigGiven: true,
  addresses: addressesOf(ADDRESS),
  stack: known({
    name: "SmsPumpingDetection",
    id: "arn:aws:cloudformation:eu-central-1:111122223333:stack/SmsPumpingDetection/1",
    status: "UPDATE_COMPLETE",
    outputs: { Version: "0.2.0", Runtime: "nodejs24.x" },
  }),
  otherRegions: { "eu-west-1": known(true) },
  trails: { [REGION]: known([soundTrail]), "eu-west-1": known([soundTrail]) },
  rules: known([
    {
      id: "FeedCognito1A2B3C4D",
      state: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
      targets: 1,
    },
    { id: "SweeperSchedule1A2B3C4D", state: "ENABLED", targets: 1 },
  ]),
  newest: known(new Map([["cognito-api", NOW_MS - HOUR_MS]])),
  audiences: {
    "on-call": known([topic("SmsPumpingDetection"), topic("SmsPumpingSpend")]),
    "cost-owner": known([topic("SmsPumpingSpend")]),
    pipeline: known([topic("SmsPumpingDetection")]),
    drills: known([topic("SmsPumpingDetection")]),
  },
  firstSeen: known(new Map([["cognito-api", NOW_MS - 30 * DAY_MS]])),
  shares: known([{ client: CLIENT, requests: 1000, confirmed: 820 }]),
  pools: known([soundPool]),
  history: known([
    {
      service: "cognito-idp.amazonaws.com",
      calls: new Map([
        ["SignUp", 12],
        ["ListUserPools", 3],
      ]),
      sinceMs: NOW_MS - DAY_MS,
      isWhole: true,
    },
  ]),
  limits: known({
    snsUsd: 1000,
    smsVoice: known(new Map([["TEXT_MESSAGE_MONTHLY_SPEND_LIMIT", 1000]])),
  }),
  spentUsd: known(120),
  alarms: known([soundAlarm]),
  protect: {
    [REGION]: known({
      list: { countries: ["AT", "DE"], mode: "block" },
      facts: {
        accountDefault: "protect-1",
        ownId: "protect-1",
        rules: new Map([["SMS", soundRules]]),
      },
    }),
  },
  elastic: { isForwarded: known(true), problems: [] },
};

/** Facts that AWS may refuse as a whole, by their keys. */
export type FactKey = {
  [K in keyof Facts]: Facts[K] extends Fact<unknown> ? K : never;
}[keyof Facts];

/** The sound account, in which AWS refuses one thing. */
export const without = (key: FactKey, action: string): Facts => ({
  ...soundFacts,
  [key]: refused(action),
});
