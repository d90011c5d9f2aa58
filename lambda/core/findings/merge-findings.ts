import type { Verdict } from "../counting/verdict";
import { MAX_EVENT_IDS } from "../counting/windows/evidence-context";
import type { Fired } from "../counting/windows/measure";
import { stableId } from "../model/hash";
import { place } from "../model/interval";
import { countKeyText, type Notify } from "../model/rule";
import type { Finding } from "./finding";

/** A verdict on its way into the findings of its key. */
export interface FindingContext extends Omit<Verdict, "fired"> {
  readonly nowMs: number;
  /** Version of the head as read: it keeps the id of a new finding from being one of the past. */
  readonly headVersion?: number | undefined;
  /** Set where nothing has arrived just now: what fired had only not been written. */
  readonly isCatchingUp?: true | undefined;
}

/** What a finding does before anything mutes it. */
export const notifyIn = ({ rule, key, notify }: FindingContext): Notify =>
  notify ?? rule.notifyFor?.(key.entity) ?? rule.notify;

/** What is about to become of a finding. */
export interface FindingUpdate {
  readonly finding: Finding;
  readonly isNew: boolean;
  readonly isTouched: boolean;
  /** Closed, and what fired lies within it: a redelivery, or hits that came late. */
  readonly isRepeated: boolean;
  /** Younger findings that it has grown to hold. */
  readonly absorbed: readonly Finding[];
}

/** A finding to which nothing has happened so far. */
export const asStored = (finding: Finding): FindingUpdate => ({
  finding,
  isNew: false,
  isTouched: false,
  isRepeated: false,
  absorbed: [],
});

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
  const { key, rule, measure, evidenceContext, nowMs, headVersion = 0 } = context;
  const { firstFiring, openedAt, firstSeen, lastFiring, size, isKnown } = fired;
  const { accounts, regions, eventIds, suppressionId, drill, isLearning } = evidenceContext;
  return {
    ...key,
    ...NOTHING_TALLIED,
    id: stableId(`${countKeyText(key)}@${firstFiring}@${headVersion}`),
    firstFiring,
    openedAt,
    firstSeen,
    lastSeen: lastFiring,
    isKnown,
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
function isOlder(
  { finding: a, isNew }: FindingUpdate,
  { finding: b, isNew: isOtherNew }: FindingUpdate,
): boolean {
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
  return {
    ...older,
    firstFiring: Math.min(older.firstFiring, younger.firstFiring),
    openedAt: Math.min(older.openedAt, younger.openedAt),
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

function joinedUpdate(
  joined: readonly [FindingUpdate, ...FindingUpdate[]],
  fired: Fired,
  { evidenceContext, nowMs, isCatchingUp }: FindingContext,
): FindingUpdate {
  const [oldest, ...others] = joined;
  const finding = others.reduce((sum, { finding: next }) => grown(sum, next), oldest.finding);
  const absorbed = joined.flatMap((update, i) => [
    ...update.absorbed,
    ...(i === 0 || update.isNew ? [] : [update.finding]),
  ]);
  const added = { ...evidenceContext, ...fired, lastSeen: fired.lastFiring, peak: fired.size };
  const arrivedAtMs = isCatchingUp === true ? finding.arrivedAtMs : nowMs;
  const sum = grown(finding, { ...added, level: 0, arrivedAtMs });
  return { finding: sum, isNew: oldest.isNew, isTouched: true, isRepeated: false, absorbed };
}

/** Merges one firing stretch into the findings of its key. */
export function mergeFindings(
  updates: readonly FindingUpdate[],
  fired: Fired,
  context: FindingContext,
): readonly FindingUpdate[] {
  const { joined, apart } = place(
    updates,
    ({ finding }) => ({ fromMs: finding.firstFiring, toMs: finding.lastSeen }),
    { fromMs: fired.firstFiring, toMs: fired.lastFiring },
    context.rule.gapMs,
    isOlder,
  );
  const [oldest, ...others] = joined;
  if (oldest === undefined) {
    const finding = opened(fired, context);
    const fresh = { finding, isNew: true, isTouched: true, isRepeated: false, absorbed: [] };
    return [...apart, fresh];
  }
  if (others.length === 0 && repeats(oldest.finding, fired)) {
    // A hit that came late may have made what people had to type in plain sooner.
    const openedAt = Math.min(oldest.finding.openedAt, fired.openedAt);
    const finding = { ...oldest.finding, openedAt };
    return [...apart, { ...oldest, finding, isRepeated: true }];
  }
  return [...apart, joinedUpdate([oldest, ...others], fired, context)];
}
