import {
  addressText,
  callText,
  destinationText,
  evidenceIn,
  hashOfText,
  tagOfText,
  type Evidence,
} from "../windows/evidence";
import { isSurelyPaid, type Observation } from "../../model/observation";
import {
  EMPTY_SERIES,
  hitsOf,
  type WindowStore,
  type Chunk,
  type Series,
  type WindowKey,
} from "../windows/window";
import { HOUR_MS } from "../../model/time";
import { encodeToken, idHashIn, idHashOf } from "../windows/token";
import type { MinuteGroup } from "./minute-group";
import { MINUTES_IN_HOUR } from "./minute-count";
import type { CountKey } from "../../model/rule";
import type { MinuteSums } from "./sums";

/* Minute sums say how many, not who. So a fair sample of the requests is kept beside them: those
   whose event id has a small hash. An hour with n requests keeps the share 20 / n; as n grows,
   fewer are added, and a reader leaves out what would not be kept any more. So nothing need ever be
   taken away, a redelivery changes nothing, and an hour of n requests costs about 20 x ln(n / 20)
   small writes. */

const SAMPLE = 20;

const shareOf = (requests: number): number => Math.min(1, SAMPLE / Math.max(1, requests));

const requestsIn = (sums: MinuteSums, hour: number): number =>
  sums.requests(hour * MINUTES_IN_HOUR, (hour + 1) * MINUTES_IN_HOUR - 1);

const evidenceKey = ({ scope, target, entity }: CountKey): WindowKey => ({
  scope,
  target,
  entity,
  spanMs: HOUR_MS,
});

function textsOf(observation: Observation, call: string): readonly string[] {
  const { ip, destination } = observation;
  return [
    call,
    ...(ip === undefined ? [] : [addressText(ip)]),
    ...(destination === undefined ? [] : [destinationText(destination)]),
  ];
}

function sampleOf(hits: readonly Observation[], hour: number, share: number) {
  const tokens: string[] = [];
  const texts = new Set<string>();
  for (const hit of hits) {
    const { atMs, id, ip } = hit;
    if (idHashOf(id) < share) {
      const call = callText(hit);
      tokens.push(encodeToken(atMs - hour * HOUR_MS, id, tagOfText(call), isSurelyPaid(hit)));
      for (const text of textsOf(hit, call)) texts.add(text);
    }
    if (ip === undefined) continue;
    const address = addressText(ip);
    if (hashOfText(address) < share) texts.add(address);
  }
  return { tokens, texts: [...texts] };
}

/** Keeps a sample of what a group counted. The sums must already hold the group. */
export async function keepSample(
  { key, rule, additions, hits }: MinuteGroup,
  sums: MinuteSums,
  windows: WindowStore,
): Promise<void> {
  for (const { hour } of additions) {
    const ofHour = hits.filter(({ atMs }) => Math.floor(atMs / HOUR_MS) === hour);
    const { tokens, texts } = sampleOf(ofHour, hour, shareOf(requestsIn(sums, hour)));
    if (tokens.length + texts.length === 0) continue;
    const series = { [hitsOf(rule.id)]: { ...EMPTY_SERIES, tokens } };
    await windows.add(evidenceKey(key), { index: hour, series, texts });
  }
}

/** What of an hour's sample would still be kept, weighted as the hour's requests are. */
function fairSample(chunk: Chunk, name: string, requests: number): Chunk {
  const share = shareOf(requests);
  const stored: Series = chunk.series[name] ?? EMPTY_SERIES;
  const tokens = stored.tokens.filter((token) => idHashIn(token) < share);
  const overflow = [...EMPTY_SERIES.overflow];
  overflow[0] = Math.max(0, requests - tokens.length);
  return { ...chunk, series: { [name]: { ...stored, tokens, overflow } } };
}

/** Fewer addresses with small hashes than this stand for nobody but themselves. */
const ENOUGH_TO_TELL = 4;

/** How many different addresses there were: those with small hashes stand for the rest. */
function addressesIn(chunks: readonly Chunk[], share: number): number {
  const addresses = new Set(
    chunks.flatMap(({ texts }) => texts).filter((text) => text.startsWith("a")),
  );
  const small = [...addresses].filter((text) => hashOfText(text) < share).length;
  const estimated = small < ENOUGH_TO_TELL ? small : Math.round(small / share);
  return Math.max(addresses.size, estimated);
}

/** What stands behind the requests from `first` to `last`, minutes since 1970. */
export async function evidenceBetween(
  key: CountKey,
  first: number,
  last: number,
  sums: MinuteSums,
  windows: WindowStore,
): Promise<Evidence> {
  const hourOf = (minute: number): number => Math.floor(minute / MINUTES_IN_HOUR);
  const chunks = await windows.read(evidenceKey(key), hourOf(first), hourOf(last));
  const name = hitsOf(key.ruleId);
  const fair = chunks.map((chunk) => fairSample(chunk, name, requestsIn(sums, chunk.index)));
  const evidence = evidenceIn(fair, name);
  const share = Math.min(1, ...chunks.map(({ index }) => shareOf(requestsIn(sums, index))));
  const count = addressesIn(chunks, share);
  return { ...evidence, addresses: { ...evidence.addresses, count } };
}
