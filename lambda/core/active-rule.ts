import type { Config } from "./config";
import { ConfigError } from "./config";
import type { Observation } from "./observation";
import type { Entity, Measure, Rule } from "./rule";
import { MINUTE_MS } from "./time";

/** A rule as this deployment runs it: the catalogue's entry with the configuration applied. */
export interface ActiveRule extends Omit<Rule, "hits"> {
  readonly isHit: (observation: Observation) => boolean;
  /** Findings whose firing hits lie at most this far apart are one. Never less than the window. */
  readonly quietMs: number;
}

/** Confirmations are judged by shares, so more tokens are kept than a burst needs. */
const KEPT_WITH_CONFIRMATIONS = 100;

/** How many earliest and latest tokens of a chunk a measure needs to be judged. */
export const keptTokens = (measure: Measure): number =>
  measure.kind === "burst"
    ? measure.threshold
    : Math.max(measure.threshold, KEPT_WITH_CONFIRMATIONS);

function activate({ hits, ...rule }: Rule, config: Config): ActiveRule {
  const { threshold, windowMinutes, share, notify, severity } = config.rules[rule.id] ?? {};
  const windowMs = windowMinutes === undefined ? rule.measure.windowMs : windowMinutes * MINUTE_MS;
  const counted = { threshold: threshold ?? rule.measure.threshold, windowMs };
  const measure: Measure =
    rule.measure.kind === "burst"
      ? { ...rule.measure, ...counted }
      : { ...rule.measure, ...counted, share: share ?? rule.measure.share };
  return {
    ...rule,
    isHit: hits(config),
    measure,
    notify: notify ?? rule.notify,
    severity: severity ?? rule.severity,
    quietMs: Math.max(config.quietMinutes * MINUTE_MS, windowMs),
  };
}

/**
 * The rules that run.
 *
 * @throws ConfigError when the configuration names a rule that does not exist
 */
export function activeRules(catalogue: readonly Rule[], config: Config): readonly ActiveRule[] {
  const ids = catalogue.map(({ id }) => id);
  for (const id of Object.keys(config.rules)) {
    if (ids.includes(id)) continue;
    throw new ConfigError(`rules: got the unknown rule ${id}; give one of ${ids.join(", ")}`);
  }
  return catalogue
    .filter(({ id }) => config.rules[id]?.enabled !== false)
    .map((rule) => activate(rule, config));
}

/** The measure for one entity: a known sender has a threshold of its own. */
export function measureFor(rule: ActiveRule, entity: Entity, config: Config): Measure {
  if (entity.type !== "principal" && entity.type !== "principal-ip") return rule.measure;
  const sender = config.expectedSenders.find(
    ({ principal }) => entity.value === principal || entity.value.startsWith(`${principal} `),
  );
  return sender === undefined ? rule.measure : { ...rule.measure, threshold: sender.threshold };
}
