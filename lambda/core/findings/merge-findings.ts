import type { ActiveRule } from "../rules/active-rule";
import {
  findingKeyText,
  MAX_EVENT_IDS,
  type Finding,
  type FindingKey,
  type Usual,
} from "./finding";
import { stableId } from "../model/hash";
import type { Origin } from "../counting/windows/evidence-context";
import { place } from "../model/interval";
import type { FiringSpan } from "../counting/windows/measure";
import type { Measure, Notify } from "../model/rule";

/** What fired, with the size of the chunk it fired in. */
export interface Fired extends FiringSpan {
  readonly size: number;
}

/** Everything that a new finding takes over. */
export interface FindingContext {
  readonly key: FindingKey;
  readonly rule: ActiveRule;
  readonly measure: Measure;
  readonly origin: Origin;
  readonly nowMs: number;
  readonly usual?: Usual | undefined;
  /** In place of the rule's own. */
  readonly notify?: Notify | undefined;
  /** Version of the head as read: it keeps the id of a new finding from being one of the past. */
  readonly headVersion?: number | undefined;
}

/** What a finding does before anything mutes it. */
export const notifyIn = ({ rule, key, notify }: FindingContext): Notify =>
  notify ?? rule.notifyFor?.(key.entity) ?? rule.notify;

/** A finding on its way to being stored. */
export interface Draft {
  readonly finding: Finding;
  readonly isNew: boolean;
  readonly isTouched: boolean;
  /** Closed, and what fired lies within it: a redelivery, or hits that came late. */
  readonly isRepeated: boolean;
  /** Younger findings that it has grown to hold. */
  readonly absorbed: readonly Finding[];
}

const NOTHING_TALLIED = {
  count: 0,
  confirmed: 0,
  paid: 0,
  countIsUpperBound: false,
  evidence: {
    calls: [],
    addresses: { values: [], count: 0 },
    destinations: { values: [], count: 0 },
  },
  money: { usd: 0, isEstimate: true },
  talliedAtMs: 0,
} as const;

function opened(fired: Fired, context: FindingContext): Finding {
  const { key, rule, measure, origin, nowMs, headVersion = 0 } = context;
  const { firstFiring, openedAt, firstSeen, lastFiring, size } = fired;
  const { accounts, regions, eventIds, suppressionId, drill, isLearning } = origin;
  return {
    ...key,
    ...NOTHING_TALLIED,
    id: stableId(`${findingKeyText(key)}@${firstFiring}@${headVersion}`),
    firstFiring,
    openedAt,
    firstSeen,
    lastSeen: lastFiring,
    peak: size,
    measure,
    severity: rule.severity,
    notify: notifyIn(context),
    attack: rule.attack,
    level: 0,
    status: "open",
    accounts,
    regions,
    eventIds,
    suppressedBy: suppressionId,
    drill,
    isLearning,
    arrivedAtMs: nowMs,
    recordedAtMs: nowMs,
    steps: 0,
  };
}

/** Clocks differ between writers, but what is stored was there before what is not. */
function isOlder({ finding: a, isNew }: Draft, { finding: b, isNew: isOtherNew }: Draft): boolean {
  if (isNew !== isOtherNew) return isOtherNew;
  return a.recordedAtMs === b.recordedAtMs
    ? a.openedAt < b.openedAt || (a.openedAt === b.openedAt && a.id < b.id)
    : a.recordedAtMs < b.recordedAtMs;
}

const union = (a: readonly string[], b: readonly string[]): string[] =>
  [...new Set([...a, ...b])].slice(0, MAX_EVENT_IDS);

type Growth = Pick<
  Finding,
  | "firstFiring"
  | "openedAt"
  | "firstSeen"
  | "lastSeen"
  | "peak"
  | "level"
  | "accounts"
  | "regions"
  | "eventIds"
  | "arrivedAtMs"
>;

/** The older finding, grown to hold a younger one or what fired just now. */
function grown(older: Finding, younger: Growth): Finding {
  const isEarlier = younger.firstFiring < older.firstFiring;
  return {
    ...older,
    firstFiring: Math.min(older.firstFiring, younger.firstFiring),
    openedAt: isEarlier ? younger.openedAt : older.openedAt,
    firstSeen: Math.min(older.firstSeen, younger.firstSeen),
    lastSeen: Math.max(older.lastSeen, younger.lastSeen),
    peak: Math.max(older.peak, younger.peak),
    level: Math.max(older.level, younger.level),
    status: "open",
    accounts: union(older.accounts, younger.accounts),
    regions: union(older.regions, younger.regions),
    eventIds: union(older.eventIds, younger.eventIds),
    arrivedAtMs: Math.max(older.arrivedAtMs, younger.arrivedAtMs),
  };
}

/** Unless the count has grown, this is a redelivery, which reopens nothing. */
const repeats = (finding: Finding, fired: Fired): boolean =>
  finding.status === "closed" &&
  fired.firstSeen >= finding.firstSeen &&
  fired.firstFiring >= finding.firstFiring &&
  fired.lastFiring <= finding.lastSeen &&
  fired.size <= finding.peak;

function joinedDraft(
  joined: readonly [Draft, ...Draft[]],
  fired: Fired,
  { origin, nowMs }: FindingContext,
): Draft {
  const [oldest, ...others] = joined;
  const finding = others.reduce((sum, { finding: next }) => grown(sum, next), oldest.finding);
  const absorbed = joined.flatMap((draft, i) => [
    ...draft.absorbed,
    ...(i === 0 || draft.isNew ? [] : [draft.finding]),
  ]);
  const added = { ...origin, ...fired, lastSeen: fired.lastFiring, peak: fired.size };
  const sum = grown(finding, { ...added, level: 0, arrivedAtMs: nowMs });
  return { finding: sum, isNew: oldest.isNew, isTouched: true, isRepeated: false, absorbed };
}

/** Places one firing stretch among the findings of its key. */
export function placeFired(
  drafts: readonly Draft[],
  fired: Fired,
  context: FindingContext,
): readonly Draft[] {
  const { joined, apart } = place(
    drafts,
    ({ finding }) => ({ fromMs: finding.firstFiring, toMs: finding.lastSeen }),
    { fromMs: fired.firstFiring, toMs: fired.lastFiring },
    context.rule.quietMs,
    isOlder,
  );
  const [oldest, ...others] = joined;
  if (oldest === undefined) {
    const finding = opened(fired, context);
    const fresh = { finding, isNew: true, isTouched: true, isRepeated: false, absorbed: [] };
    return [...apart, fresh];
  }
  if (others.length === 0 && repeats(oldest.finding, fired)) {
    return [...apart, { ...oldest, isRepeated: true }];
  }
  return [...apart, joinedDraft([oldest, ...others], fired, context)];
}
