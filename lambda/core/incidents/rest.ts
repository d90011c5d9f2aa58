import type { Call, Sample } from "../counting/windows/evidence";
import type { Finding, Figures } from "../findings/finding";
import { severest } from "../model/rule";

/** An entity and what it counted. */
export interface Counted {
  readonly value: string;
  readonly count: number;
}

/** For how many findings a rest stands, and what of them adds up but stands in no finding. */
export interface Stands {
  readonly findings: number;
  readonly open: number;
  readonly charged: number;
  /** The entities that counted most, largest first. */
  readonly largest: readonly [Counted, ...Counted[]];
}

/**
 * Findings of one target and rule that no fold reads any more, as one. All that adds up is exact,
 * and so are its ends and its largest entities; evidence is a sample. Entity and measure are those
 * of the largest.
 */
export interface Rest extends Finding {
  readonly stands: Stands;
}

const LARGEST = 10;
const CALLS = 10;
const SAMPLED = 20;
const NAMES = 50;

const isRest = (finding: Finding): finding is Rest => "stands" in finding;

/** How many findings stand behind one. */
export const findingsIn = (finding: Finding): number =>
  isRest(finding) ? finding.stands.findings : 1;

/** The entities of a finding or a rest that are known by name. */
export const entitiesIn = (finding: Finding): readonly [Counted, ...Counted[]] =>
  isRest(finding)
    ? finding.stands.largest
    : [{ value: finding.entity.value, count: finding.count }];

/** What of a finding adds up. */
export function figuresOf(finding: Finding): Figures {
  const { count, confirmed, paid, unexplained = count, evidence } = finding;
  const figures = { count, confirmed, paid, addresses: evidence.addresses.count };
  if (!isRest(finding)) {
    return { ...figures, charged: unexplained, open: finding.status === "open" ? 1 : 0 };
  }
  const { charged, open } = finding.stands;
  return { ...figures, charged, open };
}

const NOTHING: Figures = { count: 0, confirmed: 0, paid: 0, charged: 0, addresses: 0, open: 0 };

const byCount = (a: Counted, b: Counted): number =>
  b.count - a.count || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0);

type Largest = Stands["largest"];

function largestOf(a: Largest, b: Largest): Largest {
  const counts = new Map<string, number>();
  for (const { value, count } of [...a, ...b]) {
    counts.set(value, Math.max(count, counts.get(value) ?? 0));
  }
  const sorted = [...counts].map(([value, count]) => ({ value, count })).sort(byCount);
  const [first = a[0], ...others] = sorted.slice(0, LARGEST);
  return [first, ...others];
}

const union = (a: readonly string[], b: readonly string[], most: number): readonly string[] =>
  [...new Set([...a, ...b])].slice(0, most);

function callsOf(a: Finding, aCount: number, b: Finding, bCount: number): readonly Call[] {
  const weights = new Map<string, Call>();
  const total = Math.max(1, aCount + bCount);
  const add = ({ evidence }: Finding, count: number): void => {
    for (const call of evidence.calls) {
      const { action, outcome, clientId, userAgent } = call;
      const key = JSON.stringify([action, outcome, clientId, userAgent]);
      const share = (weights.get(key)?.share ?? 0) + (call.share * count) / total;
      weights.set(key, { ...call, share });
    }
  };
  add(a, aCount);
  add(b, bCount);
  return [...weights.values()].sort((x, y) => y.share - x.share).slice(0, CALLS);
}

const sampleOf = (a: Sample, b: Sample, count: number): Sample => ({
  values: union(a.values, b.values, SAMPLED),
  count,
});

/** Networks hold different addresses, so theirs add up; other entities may share them. */
const addressesOf = (a: Rest, b: Finding, sum: number): number =>
  a.entity.type === "network"
    ? sum
    : Math.max(a.evidence.addresses.count, b.evidence.addresses.count);

/** What grows only, and so needs no account of what stood there before. */
function grown(rest: Rest, other: Finding) {
  return {
    firstFiring: Math.min(rest.firstFiring, other.firstFiring),
    openedAt: Math.min(rest.openedAt, other.openedAt),
    firstSeen: Math.min(rest.firstSeen, other.firstSeen),
    lastSeen: Math.max(rest.lastSeen, other.lastSeen),
    peak: Math.max(rest.peak, other.peak),
    level: Math.max(rest.level, other.level),
    severity: severest([rest.severity, other.severity]),
    sentNothing: (rest.sentNothing === true && other.sentNothing === true) || undefined,
    countIsUpperBound: rest.countIsUpperBound || other.countIsUpperBound,
    accounts: union(rest.accounts, other.accounts, NAMES),
    regions: union(rest.regions, other.regions, NAMES),
    recordedAtMs: Math.min(rest.recordedAtMs, other.recordedAtMs),
    arrivedAtMs: Math.max(rest.arrivedAtMs, other.arrivedAtMs),
  };
}

/** What the largest of them alone says. */
const ofLargest = ({ entity, measure, usual, isKnown, isLearning }: Finding) => ({
  entity,
  measure,
  usual,
  isKnown,
  isLearning,
});

/** Figures with more, and without what stood there before. */
function summed(a: Figures, b: Figures, before: Figures): Figures {
  const sum = (name: keyof Figures): number => Math.max(0, a[name] + b[name] - before[name]);
  return {
    count: sum("count"),
    confirmed: sum("confirmed"),
    paid: sum("paid"),
    charged: sum("charged"),
    addresses: sum("addresses"),
    open: sum("open"),
  };
}

/** A rest with the sums that it is to have. */
function withFigures(rest: Rest, figures: Figures, findings: number, hasShare: boolean): Rest {
  const { count, confirmed, paid, charged, open } = figures;
  return {
    ...rest,
    count,
    confirmed,
    paid,
    ...(hasShare && { unexplained: charged }),
    status: open > 0 ? "open" : "closed",
    stands: { ...rest.stands, findings, charged, open },
  };
}

/** A finding as a rest that stands for it alone. */
export function restOf(finding: Finding): Rest {
  const { charged, open } = figuresOf(finding);
  const evidence = { ...finding.evidence, calls: finding.evidence.calls.slice(0, CALLS) };
  const largest = entitiesIn(finding);
  return { ...finding, evidence, eventIds: [], stands: { findings: 1, open, charged, largest } };
}

/**
 * A rest that also stands for another finding, or for all that another rest stands for.
 *
 * @param before what the rest already holds of that finding; it then counts no further one
 */
export function together(rest: Rest, other: Finding, before?: Figures): Rest {
  const own = figuresOf(rest);
  const theirs = figuresOf(other);
  const figures = summed(own, theirs, before ?? NOTHING);
  const isLarger = byCount(entitiesIn(other)[0], rest.stands.largest[0]) < 0;
  const added = Math.max(0, theirs.count - (before?.count ?? 0));
  const { addresses, destinations } = rest.evidence;
  const more = other.evidence;
  const evidence = {
    calls: callsOf(rest, own.count, other, added),
    addresses: sampleOf(addresses, more.addresses, addressesOf(rest, other, figures.addresses)),
    destinations: sampleOf(
      destinations,
      more.destinations,
      Math.max(destinations.count, more.destinations.count),
    ),
  };
  const largest = largestOf(rest.stands.largest, entitiesIn(other));
  const merged: Rest = {
    ...rest,
    ...grown(rest, other),
    ...ofLargest(isLarger ? other : rest),
    evidence,
    stands: { ...rest.stands, largest },
  };
  const findings = rest.stands.findings + (before === undefined ? findingsIn(other) : 0);
  const hasShare = rest.unexplained !== undefined || other.unexplained !== undefined;
  return withFigures(merged, figures, findings, hasShare);
}

/** A rest without a finding that is no more; nothing where it stood for no other. */
export function without(rest: Rest, gone: Figures): Rest | undefined {
  if (rest.stands.findings <= 1) return undefined;
  const figures = summed(figuresOf(rest), NOTHING, gone);
  return withFigures(rest, figures, rest.stands.findings - 1, rest.unexplained !== undefined);
}
