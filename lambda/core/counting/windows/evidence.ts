import { fromFixedWidth, shortHash } from "../../model/hash";
import type { Observation, Outcome } from "../../model/observation";
import { tagOf } from "./token";
import { overflowOf, type Chunk } from "./window";

/** How many texts of a kind a window keeps: those with the smallest hashes, a fair sample. */
export const KEPT_TEXTS = 20;

const HASH_DIGITS = 8;
const HASH_END = 1 + HASH_DIGITS;
const HASH_SPACE = 64 ** HASH_DIGITS;

/** A kind of evidence text: what was called, from which address, to which block of numbers. */
type Kind = "c" | "a" | "d";

/** What was called, how it ended, by which client and program, with its share of all hits. */
export interface Call {
  readonly action: string;
  readonly outcome: Outcome;
  readonly clientId?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly share: number;
}

/** Some of many: a fair sample and how many there are, exact below `KEPT_TEXTS`. */
export interface Sample {
  readonly values: readonly string[];
  readonly count: number;
}

/** What stands behind the counts of a finding. */
export interface Evidence {
  readonly calls: readonly Call[];
  readonly addresses: Sample;
  /** Number blocks: E.164 without its last four digits. */
  readonly destinations: Sample;
}

const text = (kind: Kind, payload: string): string =>
  kind + shortHash(payload, HASH_DIGITS, 7) + payload;

const PLAIN_SEGMENT = /^(?!.*\d{3})[\w.-]{1,24}$/;
const MAX_SEGMENTS = 5;

/** A path without what may be a number, a name or a token: `/users/#/send-otp`. */
function pathText(path: string): string {
  const segments = path.split("/", MAX_SEGMENTS + 1);
  return segments
    .map((segment) => (segment === "" || PLAIN_SEGMENT.test(segment) ? segment : "#"))
    .join("/");
}

const actionText = ({ action, web }: Observation): string =>
  web?.path[0] === undefined ? action : `${action} ${pathText(web.path[0])}`;

/** The evidence text of what an observation called. Its `tagOfText` goes into the token. */
export function callText(observation: Observation): string {
  const { outcome, unnamedClientId, clientId = unnamedClientId, userAgent } = observation;
  const action = actionText(observation);
  const agent = userAgent?.slice(0, 160);
  return text("c", JSON.stringify([action, outcome, clientId ?? null, agent ?? null]));
}

export const tagOfText = (callText: string): string => callText.slice(1, 3);

/** Where a text's hash lies among all, from 0 to 1: small ones make a fair sample. */
export const hashOfText = (text: string): number =>
  fromFixedWidth(text.slice(1, HASH_END)) / HASH_SPACE;

export const addressText = (ip: string): string => text("a", ip);

export const destinationText = (e164: string): string =>
  text("d", `${e164.slice(0, Math.max(4, e164.length - 4))}xxxx`);

const ofKind = (texts: Iterable<string>, kind: Kind): string[] =>
  [...new Set(texts)].filter((entry) => entry.startsWith(kind)).sort();

/** The texts worth keeping: of each kind those with the smallest hashes. */
export function sampled(texts: Iterable<string>): string[] {
  const all = [...new Set(texts)].sort();
  if (all.length <= KEPT_TEXTS) return all;
  return (["a", "c", "d"] as const).flatMap((kind) => ofKind(all, kind).slice(0, KEPT_TEXTS));
}

/**
 * How many different texts there were, told from the sample alone: if the k smallest of evenly
 * spread hashes reach up to the share s of all possible ones, there are about (k - 1) / s texts.
 */
function sampleOf(texts: readonly string[], kind: Kind): Sample {
  const sorted = ofKind(texts, kind).slice(0, KEPT_TEXTS);
  const values = sorted.map((entry) => entry.slice(HASH_END));
  const last = sorted.at(-1);
  if (last === undefined || sorted.length < KEPT_TEXTS) return { values, count: values.length };
  const reach = hashOfText(last) + 1 / HASH_SPACE;
  return { values, count: Math.max(KEPT_TEXTS, Math.round((KEPT_TEXTS - 1) / reach)) };
}

type CallTuple = readonly [string, Outcome, string | null, string | null];

function callOf(entry: string, share: number): Call {
  const [action, outcome, clientId, userAgent] = JSON.parse(entry.slice(HASH_END)) as CallTuple;
  return {
    action,
    outcome,
    clientId: clientId ?? undefined,
    userAgent: userAgent ?? undefined,
    share,
  };
}

/** Shares are shares of the stored tokens of one series; overflow is taken to be like them. */
function callsOf(chunks: readonly Chunk[], series: string): readonly Call[] {
  const countByTag = new Map<string, number>();
  let total = 0;
  for (const chunk of chunks) {
    const counted = chunk.series[series];
    if (counted === undefined) continue;
    const weight = 1 + overflowOf(counted) / Math.max(1, counted.tokens.length);
    for (const token of counted.tokens) {
      countByTag.set(tagOf(token), (countByTag.get(tagOf(token)) ?? 0) + weight);
      total += weight;
    }
  }
  const entries = ofKind(
    chunks.flatMap((chunk) => chunk.texts),
    "c",
  );
  return entries
    .map((entry) => callOf(entry, (countByTag.get(tagOfText(entry)) ?? 0) / Math.max(1, total)))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
    .slice(0, KEPT_TEXTS);
}

/** The evidence that lies in these chunks behind one series of hits. */
export function evidenceIn(chunks: readonly Chunk[], series: string): Evidence {
  const texts = chunks.flatMap((chunk) => chunk.texts);
  return {
    calls: callsOf(chunks, series),
    addresses: sampleOf(texts, "a"),
    destinations: sampleOf(texts, "d"),
  };
}
