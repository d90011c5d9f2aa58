import type { ActiveRule } from "../../lambda/core/rules/active-rule";
import type { Deps } from "../../lambda/core/engine";
import type { Finding } from "../../lambda/core/findings/finding";
import type { Observation } from "../../lambda/core/model/observation";
import type { Measure, UnconfirmedBurst } from "../../lambda/core/model/measure";
import type { Entity, Target } from "../../lambda/core/model/rule";
import { overflowOf, sizeOf } from "../../lambda/core/counting/windows/window";
import { LIVE } from "./observations";

/** One attack as the definition has it: all times in milliseconds since 1970 UTC. */
export interface ReferenceInterval {
  readonly firstFiring: number;
  readonly openedAt: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly count: number;
  readonly peak: number;
}

/** Everything that one entity did on one target as one rule sees it. */
export interface Track {
  readonly ruleId: string;
  readonly target: Target;
  readonly entity: Entity;
  readonly hits: readonly number[];
  readonly confirmations: readonly number[];
  /** Whom its hits are about, where that is known. */
  readonly about: readonly Subject[];
}

/** Whom the hit of a time is about. */
export interface Subject {
  readonly at: number;
  readonly subject: string | undefined;
}

const DAY = 86_400_000;
const THREE_MINUTES = 180_000;
const FIVE_MINUTES = 300_000;

const ascending = (times: readonly number[]): number[] => [...times].sort((a, b) => a - b);

const within = (times: readonly number[], from: number, to: number): number[] =>
  times.filter((time) => time >= from && time <= to);

/** On how many of the 14 whole days before the day of `at` the entity confirmed. */
function knownDays(confirmations: readonly number[], at: number): number {
  const today = Math.floor(at / DAY);
  const days = new Set(confirmations.map((time) => Math.floor(time / DAY)));
  return [...days].filter((day) => day >= today - 14 && day < today).length;
}

/** The third largest of the largest chunks of the 14 days before, where three are known. */
function usualPeak(hits: readonly number[], windowMs: number, at: number): number {
  const today = Math.floor(at / DAY);
  const peaks = new Map<number, number>();
  for (const [chunk, size] of chunkSizes(hits, windowMs)) {
    const day = Math.floor((chunk * windowMs) / DAY);
    if (day < today - 14 || day >= today) continue;
    peaks.set(day, Math.max(peaks.get(day) ?? 0, size));
  }
  return [...peaks.values()].sort((x, y) => y - x)[2] ?? 0;
}

function isNewcomer(measure: Measure, confirmations: readonly number[], at: number): boolean {
  const isTyping = countWithin(confirmations, at - measure.windowMs, at) > 0;
  return !isTyping && knownDays(confirmations, at) === 0;
}

/** Twenty requests, and the threshold, that are 45 seconds old. */
const areOld = (
  { windowMs, threshold }: UnconfirmedBurst,
  hits: readonly number[],
  at: number,
): boolean => countWithin(hits, at - windowMs, at - 45_000) >= Math.max(20, threshold);

/**
 * 60 requests that are a minute old, or thrice what is usual, and under 5 % of them confirmed: from
 * twice as many on, a share that grows with them to 15 %.
 */
function isEarly(
  { windowMs, share }: UnconfirmedBurst,
  hits: readonly number[],
  confirmations: readonly number[],
  at: number,
): boolean {
  const old = countWithin(hits, at - windowMs, at - 60_000);
  const usual = knownDays(confirmations, at) < 3 ? 0 : usualPeak(hits, windowMs, at);
  const required = Math.max(60, 3 * usual);
  if (old < required) return false;
  const confirmed = countWithin(confirmations, at - windowMs, at);
  const growing = Math.min(0.15, share, (0.05 * old) / (2 * required));
  return confirmed < Math.max(Math.min(share, 0.05), growing) * old - 1e-6;
}

/** In hundredths, so that 7 confirmations of 100 requests are exactly 7 per cent. */
const isBelowShare = (confirmed: number, share: number, requests: number): boolean =>
  100 * confirmed < Math.round(100 * share) * requests;

function countWithin(times: readonly number[], from: number, to: number): number {
  let count = 0;
  for (const time of times) if (time >= from && time <= to) count++;
  return count;
}

/** When a hit is judged that fires; undefined of one that does not. */
type JudgedAt = (at: number) => number | undefined;

/** Whether all hits of the window are known to be about one subject. */
function isAboutOne(about: readonly Subject[], from: number, to: number): boolean {
  const subjects = about.filter(({ at }) => at >= from && at <= to).map(({ subject }) => subject);
  return subjects[0] !== undefined && new Set(subjects).size === 1;
}

/** Twenty requests, and the threshold, in 10 seconds, or the threshold in 30 about one subject. */
function areHasty(
  { threshold }: UnconfirmedBurst,
  hits: readonly number[],
  about: readonly Subject[],
  at: number,
): boolean {
  if (countWithin(hits, at - 10_000, at) >= Math.max(20, threshold)) return true;
  return countWithin(hits, at - 30_000, at) >= threshold && isAboutOne(about, at - 30_000, at);
}

/** Whether the grace of whoever asked at a time is over before it has begun, or by its age. */
function isOver(
  measure: UnconfirmedBurst,
  { hits, confirmations, about }: Pick<Track, "hits" | "confirmations" | "about">,
  at: number,
): boolean {
  if (!isNewcomer(measure, confirmations, at)) return isEarly(measure, hits, confirmations, at);
  if (measure.newcomersHaveGrace === false) return true;
  return areHasty(measure, hits, about, at) || areOld(measure, hits, at);
}

export function judging(
  measure: Measure,
  hits: readonly number[],
  confirmations: readonly number[],
  about: readonly Subject[] = [],
): JudgedAt {
  return (at) => {
    const from = at - measure.windowMs;
    const requests = countWithin(hits, from, at);
    if (requests < measure.threshold) return undefined;
    if (measure.kind !== "unconfirmed-burst") return at;
    const isFew = requests < 2 * measure.threshold && !areHasty(measure, hits, about, at);
    if (isFew && isAboutOne(about, from, at)) return undefined;
    const before = Math.min(from, at - 600_000);
    const isUnconfirmed = (until: number): boolean => {
      if (isFew && countWithin(confirmations, before, until) > 0) return false;
      return isBelowShare(countWithin(confirmations, from, until), measure.share, requests);
    };
    if (!isUnconfirmed(at)) return undefined;
    if (isOver(measure, { hits, confirmations, about }, at)) return at;
    const judgedAt = at + (isFew ? FIVE_MINUTES : THREE_MINUTES);
    return isUnconfirmed(judgedAt) ? judgedAt : undefined;
  };
}

/** How much of a window is in doubt at either end where only bounds are known: two sixteenths. */
const inDoubt = (windowMs: number): number => Math.ceil(windowMs / 8) + 1;

/** As `judging`, of what fires whatever is in doubt, and only after its grace. */
export function judgingInDoubt(
  measure: Measure,
  hits: readonly number[],
  confirmations: readonly number[],
): JudgedAt {
  if (measure.kind !== "unconfirmed-burst") return judging(measure, hits, confirmations);
  const { threshold, share, windowMs } = measure;
  const doubt = inDoubt(windowMs);
  return (at) => {
    const requests = countWithin(hits, at - windowMs + doubt, at - doubt);
    const until = at + THREE_MINUTES + doubt;
    const confirmed = countWithin(confirmations, at - windowMs - doubt, until);
    const isFiring = requests >= 2 * threshold && isBelowShare(confirmed, share, requests);
    return isFiring ? at + THREE_MINUTES : undefined;
  };
}

/** Chains of times in which neighbours lie at most `quietMs` apart. */
function chained(times: readonly number[], gapMs: number): number[][] {
  const chains: number[][] = [];
  for (const time of times) {
    const chain = chains.at(-1);
    if (chain !== undefined && time - chain.at(-1)! <= gapMs) chain.push(time);
    else chains.push([time]);
  }
  return chains;
}

/** How many hits each chunk `windowMs` long holds. */
function chunkSizes(hits: readonly number[], windowMs: number): ReadonlyMap<number, number> {
  const sizes = new Map<number, number>();
  for (const hit of hits) {
    const chunk = Math.floor(hit / windowMs);
    sizes.set(chunk, (sizes.get(chunk) ?? 0) + 1);
  }
  return sizes;
}

/** The largest number of hits in a chunk `windowMs` long, over all chunks from one to another. */
function peakOf(hits: readonly number[], windowMs: number, from: number, to: number): number {
  const [first, last] = [Math.floor(from / windowMs), Math.floor(to / windowMs)];
  const sizes = [...chunkSizes(hits, windowMs)].filter(([at]) => at >= first && at <= last);
  return Math.max(0, ...sizes.map(([, size]) => size));
}

/**
 * The attacks in a track by the definition: sort the hits, mark those that fire, chain those that
 * lie within the session gap. It looks at everything at once and is as slow as it is plain.
 */
function referenceIntervals(
  track: Pick<Track, "hits" | "confirmations" | "about">,
  measure: Measure,
  gapMs: number,
  judge: typeof judging = judging,
): readonly ReferenceInterval[] {
  const hits = ascending(track.hits);
  const judgedAt = judge(measure, hits, ascending(track.confirmations), track.about);
  const firing = hits.filter((at) => judgedAt(at) !== undefined);
  return chained(firing, gapMs).map((chain) => {
    const firstFiring = chain[0]!;
    const lastSeen = chain.at(-1)!;
    const firstSeen = within(hits, firstFiring - measure.windowMs, firstFiring)[0]!;
    return {
      firstFiring,
      openedAt: Math.min(...chain.flatMap((at) => judgedAt(at) ?? [])),
      firstSeen,
      lastSeen,
      count: countWithin(hits, firstSeen, lastSeen),
      peak: peakOf(hits, measure.windowMs, firstSeen, lastSeen),
    };
  });
}

/** Sorts observations by rule, target and entity, each id once. */
function tracksOf(
  observations: readonly Observation[],
  rules: readonly ActiveRule[],
): readonly Track[] {
  const tracks = new Map<
    string,
    Track & { hits: number[]; confirmations: number[]; about: Subject[] }
  >();
  const distinct = new Map(observations.map((observation) => [observation.id, observation]));
  for (const observation of distinct.values()) {
    for (const rule of rules) {
      const target = rule.targetOf(observation);
      const entity = rule.entityOf(observation);
      if (target === undefined || entity === undefined) continue;
      const key = JSON.stringify([rule.id, target, entity]);
      const track = tracks.get(key) ?? {
        ruleId: rule.id,
        target,
        entity,
        hits: [],
        confirmations: [],
        about: [],
      };
      tracks.set(key, track);
      if (observation.kind === "sms-confirmed") track.confirmations.push(observation.atMs);
      else if (rule.isHit(observation)) {
        track.hits.push(observation.atMs);
        track.about.push({ at: observation.atMs, subject: observation.subject });
      }
    }
  }
  return [...tracks.values()];
}

const spanOf = ({ firstSeen, openedAt, lastSeen }: ReferenceInterval | Finding) => ({
  firstSeen,
  openedAt,
  lastSeen,
});

const byTime = (a: Finding, b: Finding): number => a.firstSeen - b.firstSeen;

/** What a world found on a track, in the order of time. */
async function foundOn(deps: Deps, track: Track): Promise<readonly Finding[]> {
  const key = { scope: LIVE, ...track };
  const head = await deps.findings.read(key);
  return [...(head?.findings ?? [])].sort(byTime);
}

/**
 * Hits that lie in a lull of an attack: neither their chunk nor the next has one that fires, so
 * no finding is touched when they arrive.
 */
function inLull(
  { hits, confirmations, about }: Track,
  measure: Measure,
  { firstSeen, lastSeen }: Pick<ReferenceInterval, "firstSeen" | "lastSeen">,
): number {
  const chunkOf = (time: number): number => Math.floor(time / measure.windowMs);
  const judgedAt = judging(measure, hits, confirmations, about);
  const firing = hits.filter((at) => judgedAt(at) !== undefined);
  const alive = new Set(firing.flatMap((at) => [chunkOf(at), chunkOf(at) - 1]));
  return within(hits, firstSeen, lastSeen).filter((at) => !alive.has(chunkOf(at))).length;
}

/** Whether the windows behind a finding hold overflow, and whether they hold more than there was. */
async function overflowBehind(deps: Deps, track: Track, { firstSeen, lastSeen, measure }: Finding) {
  const { windowMs } = measure;
  const { target, entity, ruleId } = track;
  const key = { scope: LIVE, target, entity, spanMs: windowMs };
  const chunkOf = (time: number): number => Math.floor(time / windowMs);
  const chunks = await deps.windows.read(key, chunkOf(firstSeen), chunkOf(lastSeen));
  const series = chunks.flatMap(({ index, series: all }) =>
    all[ruleId] === undefined ? [] : [{ index, ...all[ruleId] }],
  );
  const trueSize = (index: number): number =>
    track.hits.filter((at) => chunkOf(at) === index).length;
  return {
    hasOverflow: series.some((each) => overflowOf(each) > 0),
    isOvercounted: series.some((each) => sizeOf(each) > trueSize(each.index)),
  };
}

/** `late` where findings were closed before all had arrived. */
export type Arrival = "in time" | "late";

/**
 * Expects of burst rules, and of others where nobody confirms on the day, exactly the reference's
 * findings, with exact counts unless something was delivered again after it had overflowed: then
 * the counts are no less, and marked.
 *
 * @param arrival where it is `late`, hits in a lull may have come too late to be counted
 */
export async function expectBursts(
  deps: Deps,
  rules: readonly ActiveRule[],
  observations: readonly Observation[],
  arrival: Arrival = "in time",
): Promise<void> {
  for (const track of tracksOf(observations, rules)) {
    const { measure, gapMs } = rules.find(({ id }) => id === track.ruleId)!;
    const expected = referenceIntervals(track, measure, gapMs);
    const found = await foundOn(deps, track);
    expect(found.map(spanOf)).toEqual(expected.map(spanOf));
    for (const [i, finding] of found.entries()) {
      const { count, peak } = expected[i]!;
      const { hasOverflow, isOvercounted } = await overflowBehind(deps, track, finding);
      if (deps.isExact) expect(isOvercounted).toBe(false);
      expect(finding.status).toBe("closed");
      expect(finding.countIsUpperBound).toBe(hasOverflow && !deps.isExact);
      const missed = arrival === "late" ? inLull(track, measure, expected[i]!) : 0;
      expect(finding.count).toBeGreaterThanOrEqual(count - missed);
      expect(finding.peak).toBeGreaterThanOrEqual(peak - missed);
      if (isOvercounted) continue;
      expect(finding.count).toBeLessThanOrEqual(count);
      expect(finding.peak).toBeLessThanOrEqual(peak);
    }
  }
}

/** How often a comparison met what it was made for. */
export interface Coverage {
  expected: number;
  /** Of these, how many had to be found although only bounds were known. */
  inDoubt: number;
  excluded: number;
}

/**
 * Whether a confirmation counts more than once in the windows of a track: it had overflowed, so
 * that its token was gone, and was delivered again.
 */
async function areConfirmationsOvercounted(
  deps: Deps,
  { target, entity, ruleId, confirmations }: Track,
  spanMs: number,
): Promise<boolean> {
  const chunkOf = (time: number): number => Math.floor(time / spanMs);
  const key = { scope: LIVE, target, entity, spanMs };
  for (const index of new Set(confirmations.map(chunkOf))) {
    const [chunk] = await deps.windows.read(key, index, index);
    const counted = chunk?.series[`${ruleId}~`];
    const trueSize = confirmations.filter((at) => chunkOf(at) === index).length;
    if (counted !== undefined && sizeOf(counted) > trueSize) return true;
  }
  return false;
}

/** Whether hits or confirmations of a track have overflowed, so that only bounds are known. */
async function hasOnlyBounds(
  deps: Deps,
  { target, entity, ruleId, hits, confirmations }: Track,
  spanMs: number,
): Promise<boolean> {
  const key = { scope: LIVE, target, entity, spanMs };
  const indices = [...hits, ...confirmations].map((time) => Math.floor(time / spanMs));
  if (indices.length === 0) return false;
  const chunks = await deps.windows.read(key, Math.min(...indices), Math.max(...indices));
  const series = chunks.flatMap((chunk) => [chunk.series[ruleId], chunk.series[`${ruleId}~`]]);
  return series.some((each) => each !== undefined && overflowOf(each) > 0);
}

/**
 * Expects that every interval of the reference lies inside one that was found. What is found may
 * be more: a verdict stands that was true before late confirmations came. Where only bounds are
 * known, the reference's intervals are those of what fires whatever is in doubt.
 *
 * There is one exception. A confirmation that overflowed and was then delivered again counts
 * twice, as nothing is left to know it by, and may so hide a hit that just falls short of its
 * share. Tracks to which that happened are left out, and only those.
 */
export async function expectCovered(
  deps: Deps,
  rule: ActiveRule,
  observations: readonly Observation[],
  coverage: Coverage,
  arrival: Arrival = "in time",
): Promise<void> {
  const { measure, gapMs } = rule;
  for (const track of tracksOf(observations, [rule])) {
    if (await areConfirmationsOvercounted(deps, track, measure.windowMs)) {
      coverage.excluded++;
      continue;
    }
    const found = await foundOn(deps, track);
    const isInDoubt = await hasOnlyBounds(deps, track, measure.windowMs);
    const judge = isInDoubt ? judgingInDoubt : judging;
    for (const expected of referenceIntervals(track, measure, gapMs, judge)) {
      coverage.expected++;
      if (isInDoubt) coverage.inDoubt++;
      const around = found.find(
        ({ firstFiring, lastSeen }) =>
          firstFiring <= expected.firstFiring && lastSeen >= expected.lastSeen,
      );
      expect(found.map(spanOf)).toEqual(
        around === undefined ? spanOf(expected) : expect.anything(),
      );
      expect(around!.firstSeen).toBeLessThanOrEqual(expected.firstSeen);
      const missed = arrival === "late" ? inLull(track, measure, around!) : 0;
      expect(around!.count).toBeGreaterThanOrEqual(expected.count - missed);
      expect(around!.peak).toBeGreaterThanOrEqual(expected.peak - missed);
      const { hasOverflow } = await overflowBehind(deps, track, around!);
      if (hasOverflow) continue;
      expect(around!.countIsUpperBound).toBe(false);
      const count = countWithin(track.hits, around!.firstSeen, around!.lastSeen);
      expect(around!.count).toBeGreaterThanOrEqual(count - missed);
      expect(around!.count).toBeLessThanOrEqual(count);
    }
  }
}

/**
 * Expects that nothing was found where nothing fires, though only bounds may be known: a hit that
 * fires lies within a sixteenth of a window of either end of what was found, and none was judged
 * before its time. For what came in order, each once.
 */
export async function expectNoneFalse(
  deps: Deps,
  rule: ActiveRule,
  observations: readonly Observation[],
): Promise<void> {
  const { measure } = rule;
  const doubt = Math.ceil(measure.windowMs / 16) + 1;
  for (const track of tracksOf(observations, [rule])) {
    const hits = ascending(track.hits);
    const judgedAt = judging(measure, hits, track.confirmations, track.about);
    const firing = hits.filter((at) => judgedAt(at) !== undefined);
    for (const { firstFiring, lastSeen, openedAt } of await foundOn(deps, track)) {
      expect(within(firing, firstFiring, firstFiring + doubt)).not.toEqual([]);
      expect(within(firing, lastSeen - doubt, lastSeen)).not.toEqual([]);
      const judged = within(firing, firstFiring, lastSeen).map((at) => judgedAt(at)!);
      expect(openedAt).toBeGreaterThanOrEqual(Math.min(...judged));
    }
  }
}

/**
 * Expects that each finding lies inside an interval that requests alone would make, confirmations
 * left aside, that no two are one attack, and that all are closed. Only for what did not overflow.
 */
export async function expectNoneInvented(
  deps: Deps,
  rule: ActiveRule,
  observations: readonly Observation[],
): Promise<void> {
  const { measure, gapMs } = rule;
  for (const track of tracksOf(observations, [rule])) {
    const requested = referenceIntervals(track, { ...measure, kind: "burst" }, gapMs);
    const found = await foundOn(deps, track);
    for (const [i, { firstFiring, lastSeen, status }] of found.entries()) {
      const around = requested.filter(
        (each) => each.firstFiring <= firstFiring && each.lastSeen >= lastSeen,
      );
      expect(around).toHaveLength(1);
      expect(status).toBe("closed");
      const next = found[i + 1];
      if (next !== undefined) expect(next.firstFiring - lastSeen).toBeGreaterThan(gapMs);
    }
  }
}

/** Expects exactly the reference's findings, all of them closed. */
export async function expectExactly(
  deps: Deps,
  rule: ActiveRule,
  observations: readonly Observation[],
  coverage: Coverage,
): Promise<void> {
  const whole = ({ count, peak, ...rest }: ReferenceInterval | Finding) => ({
    ...spanOf({ count, peak, ...rest }),
    count,
    peak,
  });
  for (const track of tracksOf(observations, [rule])) {
    const expected = referenceIntervals(track, rule.measure, rule.gapMs);
    coverage.expected += expected.length;
    expect((await foundOn(deps, track)).map(whole)).toEqual(expected.map(whole));
  }
}
