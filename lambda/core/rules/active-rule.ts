import { ConfigError, type Config } from "../model/config";
import { unknownName } from "../model/config-problem";
import type { Observation } from "../model/observation";
import { isShareMeasure, type Measure } from "../model/measure";
import type { Entity, Rule } from "../model/rule";
import { gapFor } from "../model/session-gap";
import { MINUTE_MS } from "../model/time";

/** A rule as this deployment runs it: the catalogue's entry with the configuration applied. */
export interface ActiveRule extends Omit<Rule, "hits" | "confirmedBy"> {
  readonly isHit: (observation: Observation) => boolean;
  /** Set where it only counts what others compare with, and finds nothing itself. */
  readonly isCountedOnly?: true | undefined;
  /** Findings whose firing hits lie at most this far apart are one. Never less than the window. */
  readonly gapMs: number;
}

/** Confirmations are judged by shares, so more tokens are kept than a burst needs. */
const KEPT_WITH_CONFIRMATIONS = 100;

/** How many earliest and latest tokens of a chunk a measure needs to be judged. */
export const keptTokens = (measure: Measure): number =>
  isShareMeasure(measure)
    ? Math.max(measure.threshold, KEPT_WITH_CONFIRMATIONS)
    : measure.threshold;

/** How many of them a chunk has kept at the least, whatever was learned or configured meanwhile. */
export const surelyKept = (measure: Measure): number =>
  isShareMeasure(measure) ? KEPT_WITH_CONFIRMATIONS : 1;

type Settings = NonNullable<Config["rules"][string]>;

/** What a measure has not stays out. */
function withRatios(measure: Measure, { share, times }: Settings): Measure {
  const shared = share !== undefined && "share" in measure ? { ...measure, share } : measure;
  return times !== undefined && "times" in shared ? { ...shared, times } : shared;
}

/** A measure with the configuration's numbers in place of its own. */
function configured(measure: Measure, settings: Settings): Measure {
  const { threshold = measure.threshold, windowMinutes } = settings;
  const windowMs = windowMinutes === undefined ? measure.windowMs : windowMinutes * MINUTE_MS;
  return measure.kind === "each"
    ? { ...measure, windowMs }
    : withRatios({ ...measure, threshold, windowMs }, settings);
}

function activate({ hits, confirmedBy, ...rule }: Rule, config: Config): ActiveRule {
  const settings = config.rules[rule.id] ?? {};
  const measure = configured(rule.measure, settings);
  return {
    ...rule,
    isHit: hits(config),
    confirms: confirmedBy?.(config) ?? rule.confirms,
    measure,
    notify: settings.notify ?? rule.notify,
    notifyFor: settings.notify === undefined ? rule.notifyFor : undefined,
    severity: settings.severity ?? rule.severity,
    gapMs: gapFor(measure, config),
  };
}

/**
 * One line for each id of a rule that does not exist, with what to give instead.
 *
 * @param named the ids that a configuration has settings for
 */
export function unknownRules(
  catalogue: readonly Rule[],
  named: readonly string[],
): readonly string[] {
  const ids = catalogue.map(({ id }) => id);
  return named
    .filter((id) => !ids.includes(id))
    .map((id) => `rules: ${unknownName("rule", id, ids)}`);
}

/** Of all rules those that are chosen, and those that count the whole of which a chosen one counts a part. */
export function chosenRules(
  all: readonly ActiveRule[],
  isChosen: (rule: ActiveRule) => boolean,
): readonly ActiveRule[] {
  const chosen = all.filter(isChosen);
  const wholes = new Set(chosen.map(({ partOf }) => partOf));
  return all.flatMap((rule) => {
    if (chosen.includes(rule)) return [rule];
    return wholes.has(rule.id) ? [{ ...rule, isCountedOnly: true as const }] : [];
  });
}

/**
 * The rules that run.
 *
 * @throws ConfigError when the configuration names a rule that does not exist
 */
export function activeRules(catalogue: readonly Rule[], config: Config): readonly ActiveRule[] {
  const problems = unknownRules(catalogue, Object.keys(config.rules));
  if (problems.length > 0) throw new ConfigError(problems.join("\n"));
  const all = catalogue.map((rule) => activate(rule, config));
  return chosenRules(all, ({ id }) => config.rules[id]?.enabled !== false);
}

/** While it learns, a rule needs so many times as much. */
const LEARNING_TIMES = 3;

/** A measure as it is while the detector learns. What fires at each hit needs no learning. */
export function learned<T extends Measure>(measure: T): T {
  if (measure.kind === "each" || measure.kind === "unconfirmed-excess") return measure;
  return { ...measure, threshold: measure.threshold * LEARNING_TIMES };
}

function withOwnThreshold(rule: ActiveRule, entity: Entity, config: Config): Measure {
  const { measure } = rule;
  if (measure.kind === "each") return measure;
  if (entity.type !== "principal" && entity.type !== "principal-ip") return measure;
  const sender = config.expectedSenders.find(
    ({ principal }) => entity.value === principal || entity.value.startsWith(`${principal} `),
  );
  return sender === undefined ? measure : { ...measure, threshold: sender.threshold };
}

/** The measure for one entity: a known sender has a threshold of its own, a learner a higher one. */
export function measureFor(
  rule: ActiveRule,
  entity: Entity,
  config: Config,
  { isLearning = false }: { readonly isLearning?: boolean | undefined } = {},
): Measure {
  const measure = withOwnThreshold(rule, entity, config);
  return isLearning ? learned(measure) : measure;
}
