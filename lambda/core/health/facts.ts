import type { Config } from "../model/config";
import type { AllowList } from "../protect/country-rules";
import type { ProtectFacts } from "../protect/drift";
import type { Fact } from "./fact";
import type { Selector } from "./selector";

export interface StackFacts {
  readonly name: string;
  /** Its ARN. */
  readonly id: string;
  /** As CloudFormation spells it, such as `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface TrailFacts {
  readonly name: string;
  readonly isLogging: Fact<boolean>;
  readonly selectors: Fact<readonly Selector[]>;
}

/** An EventBridge rule that the stack has made. */
export interface RuleFacts {
  /** Its logical id in the stack, such as `FeedCognito1A2B3C4D`. */
  readonly id: string;
  /** As EventBridge spells it; undefined where the rule is gone. */
  readonly state: string | undefined;
  readonly targets: number;
}

/** Whom an SNS topic reaches. */
export interface TopicFacts {
  readonly stack: string;
  readonly confirmed: number;
  /** Those of them that are e-mail addresses. */
  readonly emails: readonly string[];
  /** Endpoints that have not confirmed yet. */
  readonly pending: readonly string[];
}

export const AUDIENCES = ["on-call", "cost-owner", "pipeline", "drills"] as const;
export type HealthAudience = (typeof AUDIENCES)[number];

/** The configured addresses of each audience. */
export type Addresses = Readonly<Record<HealthAudience, readonly string[]>>;

/** A user pool, and by which of its functions it sends texts. */
export interface PoolFacts {
  readonly id: string;
  readonly name: string;
  readonly clients: readonly string[];
  /** Whether it has a role to send texts with; without one it sends none. */
  readonly hasSmsRole: boolean;
  /** Whether signing in sends a text: MFA, or a code as the first factor. */
  readonly isSmsSignIn: boolean;
  /** Whether every sign-in must pass a factor that can only be a text. */
  readonly isSmsSignInOnly: boolean;
  /** Whether signing up, changing an attribute, or a forgotten password sends one. */
  readonly isSmsVerified: boolean;
  /** Whether no code for verifying or recovering goes by e-mail. */
  readonly isNeverByEmail: boolean;
  readonly isSignUpOpen: boolean;
  /** The Region whose SNS sends, where the pool names one. */
  readonly snsRegion?: string | undefined;
  /** ARN of the web ACL in front of it. */
  readonly webAcl: Fact<string | undefined>;
}

/** What a client's users did with their codes in the days that its baseline looks back on. */
export interface ShareFacts {
  readonly client: string;
  readonly requests: number;
  readonly confirmed: number;
}

/** Calls of one service in CloudTrail's Event history. */
export interface HistoryFacts {
  /** CloudTrail's `eventSource`. */
  readonly service: string;
  readonly calls: ReadonlyMap<string, number>;
  readonly sinceMs: number;
  /** False where only the newest calls were read. */
  readonly isWhole: boolean;
}

export interface SpendLimitFacts {
  /** `MonthlySpendLimit` of SNS; undefined where nobody has set one. */
  readonly snsUsd: number | undefined;
  /** Enforced limits of End User Messaging by AWS's name; undefined where it was not asked. */
  readonly smsVoice: Fact<ReadonlyMap<string, number>>;
}

export interface AlarmFacts {
  /** Without the stack's name. */
  readonly name: string;
  readonly stack: string;
  /** As CloudWatch spells it. */
  readonly state: string;
  readonly description: string;
  readonly mayAct: boolean;
  readonly missingData: string;
  readonly threshold: number | undefined;
}

/** What AWS says of Protect, and what the deployment wants of it. */
export interface HealthProtect {
  /** The configured countries; undefined where no configuration was given. */
  readonly list: AllowList | undefined;
  readonly facts: ProtectFacts;
}

export interface ElasticFacts {
  readonly isForwarded: Fact<boolean>;
  /** What a test of the key has found wrong; undefined where no key was given to test. */
  readonly problems?: readonly string[] | undefined;
}

/** All that the checks look at: what AWS answered, and what was configured. */
export interface Facts {
  readonly nowMs: number;
  readonly region: string;
  /** Version of the code that judges. */
  readonly version: string;
  readonly config: Config;
  /** False where the configuration is not the deployed one but the defaults. */
  readonly isConfigGiven: boolean;
  readonly stack: Fact<StackFacts | undefined>;
  /** For each other Region that sends texts, whether a detection stack is there. */
  readonly otherRegions: Readonly<Record<string, Fact<boolean>>>;
  readonly trails: Readonly<Record<string, Fact<readonly TrailFacts[]>>>;
  readonly rules: Fact<readonly RuleFacts[]>;
  /** The hour in which each source last told of something. */
  readonly newest: Fact<ReadonlyMap<string, number>>;
  readonly audiences: Readonly<Record<HealthAudience, Fact<readonly TopicFacts[]>>>;
  /** Undefined where no configuration was given. */
  readonly addresses: Addresses | undefined;
  /** When something first told of this account: the earliest counts. */
  readonly firstSeen: Fact<ReadonlyMap<string, number>>;
  readonly shares: Fact<readonly ShareFacts[]>;
  readonly pools: Fact<readonly PoolFacts[]>;
  readonly history: Fact<readonly HistoryFacts[]>;
  readonly limits: Fact<SpendLimitFacts>;
  /** What texts cost this month by SNS's metric; undefined where the metric is not there. */
  readonly spentUsd: Fact<number | undefined>;
  readonly alarms: Fact<readonly AlarmFacts[]>;
  /** By Region; undefined where no stack locks countries, and none are configured. */
  readonly protect: Readonly<Record<string, Fact<HealthProtect | undefined>>>;
  readonly elastic: ElasticFacts;
}
