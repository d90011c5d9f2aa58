import { memoryWindowStore } from "../lambda/adapters/memory/counting";
import { activeRules, keptTokens, type ActiveRule } from "../lambda/core/rules/active-rule";
import { parseConfig } from "../lambda/core/model/config";
import { groupHits } from "../lambda/core/counting/windows/window-group";
import type { Basis } from "../lambda/core/counting/windows/measure";
import type { Observation } from "../lambda/core/model/observation";
import { GRACE_MS } from "../lambda/core/model/grace";
import { catalogue } from "../lambda/core/rules";
import {
  countBetween,
  partAt,
  timelineOf,
  type Timeline,
  type TimelinePart,
} from "../lambda/core/counting/windows/timeline";
import { MINUTE_MS } from "../lambda/core/model/time";
import {
  confirmationsOf,
  hitsOf,
  type Chunk,
  type WindowKey,
} from "../lambda/core/counting/windows/window";
import {
  addGroup,
  affected,
  readAround,
  trimGroup,
} from "../lambda/core/counting/windows/window-set";
import { seeded } from "../test/support/random";

/* How much of a trimmed window must be known so that a busy address whose people do confirm never
   fires? Compares one overflow number for a whole chunk with one for each sixteenth of it. */

const RULE_ID = "cognito-sms-burst";
const CHUNKS = 200;
const CONFIRMED = 0.78;
/** The mean of an exponential: the time that people take to find and type a code. */
const MEAN_TYPING_MS = 30_000;
const START_MS = Date.UTC(2026, 10, 16);
const VOLUMES = [500, 1000, 2000, 5000];

const config = parseConfig({});

function ruleUnderTest(): ActiveRule {
  const rule = activeRules(catalogue, config).find(({ id }) => id === RULE_ID);
  if (rule === undefined) throw new Error(`no rule ${RULE_ID}`);
  return rule;
}

function observation(id: string, atMs: number, isRequest: boolean): Observation {
  return {
    id,
    atMs,
    source: "cognito-api",
    kind: isRequest ? "sms-requested" : "sms-confirmed",
    action: isRequest ? "SignUp" : "ConfirmSignUp",
    outcome: "success",
    delivery: isRequest ? "sms" : "none",
    account: "111122223333",
    ip: "203.0.113.40",
    clientId: "exampleclient",
  };
}

/** A steady stream: the gaps between requests are exponential, four of five are confirmed. */
function traffic(perChunk: number, spanMs: number): readonly Observation[] {
  const random = seeded(`overflow ${perChunk}`);
  const all: Observation[] = [];
  const endMs = START_MS + CHUNKS * spanMs;
  let atMs = START_MS;
  for (let i = 0; (atMs += random.exponential(spanMs / perChunk)) < endMs; i++) {
    all.push(observation(`r${i}`, Math.floor(atMs), true));
    if (!random.chance(CONFIRMED)) continue;
    const typedMs = atMs + Math.min(170_000, random.exponential(MEAN_TYPING_MS));
    all.push(observation(`c${i}`, Math.floor(typedMs), false));
  }
  return all.sort((a, b) => a.atMs - b.atMs);
}

interface Stored {
  readonly key: WindowKey;
  readonly chunks: readonly Chunk[];
}

function byMinute(traffic: readonly Observation[]): Iterable<readonly Observation[]> {
  const minutes = new Map<number, Observation[]>();
  for (const each of traffic) {
    const minute = Math.floor(each.atMs / MINUTE_MS);
    const batch = minutes.get(minute) ?? [];
    minutes.set(minute, batch);
    batch.push(each);
  }
  return minutes.values();
}

/** Counts the traffic as the engine does, a minute per batch, and reads back what was kept. */
async function stored(traffic: readonly Observation[], rule: ActiveRule): Promise<Stored> {
  const windows = memoryWindowStore();
  let key: WindowKey | undefined;
  for (const batch of byMinute(traffic)) {
    for (const group of groupHits(batch, [rule], config)) {
      key = group.key;
      await addGroup(windows, group);
      const indices = affected(group.additions.map(({ index }) => index));
      await trimGroup(
        windows,
        group,
        await readAround(windows, key, indices, { behind: 1, graceMs: GRACE_MS }),
      );
    }
  }
  if (key === undefined) throw new Error("the traffic was not counted");
  const first = Math.floor(START_MS / key.spanMs);
  return { key, chunks: await windows.read(key, first, first + CHUNKS) };
}

/**
 * The same timeline as one number for a chunk would give it. What was cut lies between the tokens
 * that every cut must keep, so the number is not even spread over the whole chunk.
 */
function withOneNumber(timeline: Timeline, keep: number): Timeline {
  const parts = timeline.parts.map((part) => {
    const count = part.buckets.reduce((sum, bucket) => sum + bucket.count, 0);
    const fromMs = part.times[keep - 1] ?? 0;
    const toMs = part.times.at(-keep) ?? 0;
    return { ...part, buckets: count === 0 ? [] : [{ fromMs, toMs, count }] };
  });
  return { ...timeline, parts };
}

const SECOND_MS = 1000;

/** Every whole second at which a hidden hit may lie. */
function secondsIn({ buckets }: TimelinePart): readonly number[] {
  const seconds: number[] = [];
  for (const { fromMs, toMs } of buckets) {
    for (let atMs = fromMs; atMs <= toMs; atMs += SECOND_MS) seconds.push(atMs);
  }
  return seconds;
}

type Known = Pick<Basis, "hits" | "confirmations">;

/**
 * Whether any hit of the chunk may fire under bounds: those whose times are known, and hidden
 * ones as if each lay on a whole second, which is kinder than a range of times would be.
 */
function mayFire({ measure }: ActiveRule, { hits, confirmations }: Known, index: number): boolean {
  const { threshold, windowMs } = measure;
  const share = measure.kind === "unconfirmed-burst" ? measure.share : 0;
  const part = partAt(hits, index);
  if (part === undefined) return false;
  return [...part.times, ...secondsIn(part)].some((atMs) => {
    const requests = countBetween(hits, atMs - windowMs, atMs).atMost;
    const confirmed = countBetween(confirmations, atMs - windowMs, atMs + GRACE_MS).atLeast;
    return requests >= threshold && confirmed < share * requests;
  });
}

interface Outcome {
  readonly chunks: number;
  readonly trimmed: number;
  readonly oneNumber: number;
  readonly sixteenths: number;
}

async function compare(perChunk: number, rule: ActiveRule): Promise<Outcome> {
  const { measure } = rule;
  const { key, chunks } = await stored(traffic(perChunk, measure.windowMs), rule);
  const keep = keptTokens(measure);
  const hits = timelineOf(chunks, hitsOf(rule.id), key.spanMs);
  const confirmations = timelineOf(chunks, confirmationsOf(rule.id), key.spanMs);
  const fine: Known = { hits, confirmations };
  const coarse: Known = {
    hits: withOneNumber(hits, keep),
    confirmations: withOneNumber(confirmations, keep),
  };
  return {
    chunks: chunks.length,
    trimmed: hits.parts.filter(({ buckets }) => buckets.length > 0).length,
    oneNumber: chunks.filter(({ index }) => mayFire(rule, coarse, index)).length,
    sixteenths: chunks.filter(({ index }) => mayFire(rule, fine, index)).length,
  };
}

export interface OverflowRow extends Outcome {
  readonly requestsIn5Min: number;
}

/** How often a busy, confirmed address would page if overflow were one number, or sixteenths. */
export async function benchOverflow(): Promise<readonly OverflowRow[]> {
  const rule = ruleUnderTest();
  const rows: OverflowRow[] = [];
  for (const volume of VOLUMES) {
    rows.push({ requestsIn5Min: volume, ...(await compare(volume, rule)) });
  }
  return rows;
}
