import type { Config } from "./config";
import type { Measure } from "./measure";
import type { Observation } from "./observation";

export const ENTITY_TYPES = [
  "ip",
  "network",
  "user-agent",
  "principal",
  "principal-ip",
  "app-client",
  "user-pool",
  "site",
  "client-flow",
  "account",
  "access-key",
  "change",
  "alarm",
  "verdict",
] as const;

/** What a count belongs to. */
export interface Entity {
  readonly type: (typeof ENTITY_TYPES)[number];
  readonly value: string;
}

/**
 * What is being abused: `client:…`, `pool:…`, `cognito`, `cognito:unnamed`, `principal:…`, `topic:…`, `web` or
 * `sms-settings`; `spend#…` is the money of one Region.
 */
export type Target = string;

/** What a rule's counts, and the findings they lead to, are kept under. */
export interface CountKey {
  /** Account and kind of traffic: counts of different scopes never meet. */
  readonly scope: string;
  readonly target: Target;
  readonly ruleId: string;
  readonly entity: Entity;
}

/** One text for equal keys. */
export const countKeyText = ({ scope, target, ruleId, entity }: CountKey): string =>
  JSON.stringify([scope, target, ruleId, entity.type, entity.value]);

export type Severity = "low" | "medium" | "high" | "critical";

/** From the least to the gravest. */
export const SEVERITIES: readonly Severity[] = ["low", "medium", "high", "critical"];

/** Higher where it is more severe. */
export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity);

export const severest = (severities: readonly Severity[]): Severity =>
  SEVERITIES[Math.max(...severities.map(severityRank))] ?? "low";

/** `page` opens an incident and so an e-mail; `record` is kept and listed with others. */
export type Notify = "page" | "record";

/** What a rule says of itself in whole sentences. */
export interface RuleProse {
  /** One sentence: what the rule sees and why that is pumping. */
  readonly description: string;
  readonly falsePositives: readonly string[];
  readonly blindSpots: readonly string[];
}

/**
 * What to count, by which entity, over which window, against which threshold. Everything about a
 * rule stands in its one file; `docs/rules.md` is generated from it.
 */
export interface Rule<M extends Measure = Measure> {
  /** Kebab-case, equal to the file's name. */
  readonly id: string;
  readonly title: string;
  /** What is counted and by what, in words, for the table of rules. */
  readonly counts: string;
  readonly countedBy: string;
  readonly severity: Severity;
  readonly notify: Notify;
  /** Where it depends on who did it; else `notify` holds for all. */
  readonly notifyFor?: ((entity: Entity) => Notify) | undefined;
  /** What a hit is, where it is no message and no request: a noun in the singular. */
  readonly unit?: string | undefined;
  /** MITRE ATT&CK technique ids. */
  readonly attack: readonly string[];
  readonly measure: M;
  /**
   * Takes every number from the measure, which a configuration may have changed. Declared as a
   * method so that a rule of one kind of measure is a `Rule`.
   */
  prose(measure: M): RuleProse;
  /** The fields that `hits`, `confirms`, `entityOf` and `targetOf` read, and no others. */
  readonly reads: readonly (keyof Observation)[];
  /** Made once for a configuration; then asked of every observation that is countable. */
  readonly hits: (config: Config) => (observation: Observation) => boolean;
  /**
   * What confirms a hit, where the measure waits for confirmations.
   *
   * @default - a code that was typed in
   */
  readonly confirms?: ((observation: Observation) => boolean) | undefined;
  /** In place of `confirms`, where the configuration says what confirms. */
  readonly confirmedBy?: ((config: Config) => (observation: Observation) => boolean) | undefined;
  /**
   * The rule that counts the whole of which this one counts a part: while too little is known of
   * the part, the whole's past stands in.
   */
  readonly partOf?: string | undefined;
  /** Undefined when the observation lacks what the rule counts by; then it is not counted. */
  readonly entityOf: (observation: Observation) => Entity | undefined;
  readonly targetOf: (observation: Observation) => Target | undefined;
}
