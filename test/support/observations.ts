import fc from "fast-check";
import type { ActiveRule } from "../../lambda/core/rules/active-rule";
import type { Observation } from "../../lambda/core/model/observation";
import type { Burst, Measure, UnconfirmedBurst } from "../../lambda/core/model/measure";
import { DAY_MS, MINUTE_MS } from "../../lambda/core/model/time";
import type { Plan } from "./workers";

/** Midnight of a day in the past, UTC. */
export const MIDNIGHT = Date.UTC(2026, 10, 16);

export const ACCOUNT = "111122223333";
export const LIVE = `${ACCOUNT}/live`;
export const CLIENT = "client:app";
export const IP = "192.0.2.1";

type Known = Pick<Observation, "id" | "atMs"> & Partial<Observation>;

/** A request for a code that surely sends a message. */
export const request = (known: Known): Observation => ({
  source: "cognito-api",
  kind: "sms-requested",
  action: "ForgotPassword",
  outcome: "success",
  delivery: "sms",
  account: ACCOUNT,
  region: "eu-west-1",
  ip: IP,
  clientId: "app",
  ...known,
});

/** A code that somebody typed in. */
export const confirmation = (known: Known): Observation =>
  request({ action: "ConfirmForgotPassword", kind: "sms-confirmed", delivery: "none", ...known });

/** As many requests as times, with ids of their own. */
export const requestsAt = (
  times: readonly number[],
  known: Partial<Observation> = {},
): readonly Observation[] =>
  times.map((atMs, i) => request({ ...known, id: `r${i}@${atMs}`, atMs }));

export const confirmationsAt = (
  times: readonly number[],
  known: Partial<Observation> = {},
): readonly Observation[] =>
  times.map((atMs, i) => confirmation({ ...known, id: `c${i}@${atMs}`, atMs }));

/** What `ruleOf` counts of one address at the client. */
export const TEST_KEY = {
  scope: LIVE,
  target: CLIENT,
  ruleId: "test-burst",
  entity: { type: "ip", value: IP },
} as const;

/** A rule that counts requests for codes by address and app client. */
export const ruleOf = (measure: Measure, known: Partial<ActiveRule> = {}): ActiveRule => ({
  id: "test-burst",
  title: "Test",
  counts: "requests for codes",
  countedBy: "source IP",
  severity: "medium",
  notify: "page",
  attack: ["T1496.003"],
  measure,
  prose: () => ({ description: "Counts requests for codes.", falsePositives: [], blindSpots: [] }),
  reads: ["kind", "ip", "clientId"],
  isHit: ({ kind }) => kind === "sms-requested",
  entityOf: ({ ip }) => (ip === undefined ? undefined : { type: "ip", value: ip }),
  targetOf: ({ clientId }) => (clientId === undefined ? undefined : `client:${clientId}`),
  gapMs: measure.windowMs,
  ...known,
});

export const burst = (threshold: number, windowMs: number): Burst => ({
  kind: "burst",
  threshold,
  windowMs,
});

export const unconfirmedBurst = (
  threshold: number,
  windowMs: number,
  share: number,
  newcomersHaveGrace = true,
): UnconfirmedBurst => ({
  kind: "unconfirmed-burst",
  threshold,
  windowMs,
  share,
  ...(!newcomersHaveGrace && { newcomersHaveGrace }),
});

/** Requests of one address on one app client, evenly spaced. */
export interface Cluster {
  /** How much more than a window after the last request of the cluster before, where it is set. */
  readonly follows: number | undefined;
  readonly chunk: number;
  readonly offset: number;
  readonly stepMs: number;
  readonly count: number;
  readonly ip: number;
  readonly client: number;
}

/** Traffic for rules with one window, short enough that all its edges are met often. */
export interface BurstCase {
  readonly spanMs: number;
  readonly thresholds: readonly number[];
  /** The session gap in hundredths of the window. */
  readonly quiet: number;
  readonly clusters: readonly Cluster[];
}

const cluster: fc.Arbitrary<Cluster> = fc.record({
  follows: fc.option(fc.integer({ min: -1, max: 15 }), { nil: undefined, freq: 2 }),
  chunk: fc.nat(12),
  offset: fc.oneof(fc.nat(399), fc.constantFrom(0, 1, -1)),
  stepMs: fc.oneof(fc.nat(30), fc.nat(400)),
  count: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.nat(40)),
  ip: fc.constantFrom(0, 0, 1),
  client: fc.constantFrom(0, 0, 1),
});

export const burstCase: fc.Arbitrary<BurstCase> = fc.record({
  spanMs: fc.integer({ min: 10, max: 400 }),
  thresholds: fc.array(fc.integer({ min: 2, max: 6 }), { minLength: 1, maxLength: 2 }),
  quiet: fc.constantFrom(100, 103, 130, 300),
  clusters: fc.array(cluster, { minLength: 1, maxLength: 10 }),
});

export const rulesOf = ({ spanMs, thresholds, quiet }: BurstCase): readonly ActiveRule[] =>
  thresholds.map((threshold, i) =>
    ruleOf(burst(threshold, spanMs), {
      id: `test-burst-${i}`,
      gapMs: Math.ceil((spanMs * quiet) / 100),
    }),
  );

/** The requests of a case, around midnight so that chunk edges fall anywhere. */
export function trafficOf({ clusters, spanMs }: BurstCase): readonly Observation[] {
  let endMs = MIDNIGHT;
  return clusters.flatMap(({ follows, chunk, offset, stepMs, count, ip, client }, i) => {
    const placed = Math.floor(MIDNIGHT / spanMs + chunk) * spanMs + (offset % spanMs);
    const start = follows === undefined ? placed : endMs + spanMs + follows;
    endMs = start + Math.max(0, count - 1) * stepMs;
    return Array.from({ length: count }, (_, k) =>
      request({
        id: `e${i}-${k}`,
        atMs: start + k * stepMs,
        ip: `192.0.2.${ip}`,
        clientId: `app${client}`,
      }),
    );
  });
}

export const planArbitrary: fc.Arbitrary<Plan> = fc.record({
  seed: fc.nat(),
  isSorted: fc.boolean(),
  batchMax: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 9, max: 200 })),
  duplicates: fc.constantFrom(0, 0.2, 1),
});

/** Evenly spaced requests or confirmations; times in thousandths of a window. */
interface Stretch {
  readonly start: number;
  readonly count: number;
  readonly stepMs: number;
  readonly ip: number;
}

/** Confirmations that follow the first request of a stretch. */
interface Answer {
  readonly stretch: number;
  readonly delayMs: number;
  readonly count: number;
  readonly stepMs: number;
}

/** Traffic for one rule that counts what is not confirmed. */
interface UnconfirmedCase {
  readonly windowMs: number;
  readonly threshold: number;
  readonly percent: number;
  readonly newcomersHaveGrace: boolean;
  readonly quiet: number;
  /** Before or after midnight. */
  readonly startMs: number;
  /** Days before on which the first address confirmed a code. */
  readonly knownDaysBack: readonly number[];
  readonly stretches: readonly Stretch[];
  readonly answers: readonly Answer[];
}

const FEW = fc.integer({ min: 1, max: 12 });
const FLOOD = fc.integer({ min: 250, max: 900 });

const delayMs = fc.oneof(
  fc.integer({ min: -MINUTE_MS, max: 4 * MINUTE_MS }),
  fc.constantFrom(-1, 0, 1, 180_000, 180_001),
);

/** @param isFlood whether stretches may be long enough to overflow a chunk */
const unconfirmedCase = (isFlood: boolean): fc.Arbitrary<UnconfirmedCase> => {
  const count = isFlood
    ? fc.oneof({ weight: 3, arbitrary: FEW }, { weight: 1, arbitrary: FLOOD })
    : FEW;
  const stepMs = fc.oneof(fc.constant(0), fc.nat(300), fc.nat(2 * MINUTE_MS));
  const stretch = fc.record({
    start: fc.nat(5000),
    count,
    stepMs,
    ip: fc.constantFrom(0, 0, 0, 1),
  });
  const answer = fc.record({ stretch: fc.nat(5), delayMs, count, stepMs });
  return fc.record({
    windowMs: fc.constantFrom(1, 5, 7, 15, 1440).map((minutes) => minutes * MINUTE_MS),
    threshold: fc.integer({ min: 2, max: 12 }),
    percent: fc.constantFrom(7, 10, 20, 50),
    newcomersHaveGrace: fc.boolean(),
    quiet: fc.constantFrom(100, 103, 200),
    startMs: fc.integer({ min: -30 * MINUTE_MS, max: 5 * MINUTE_MS }),
    knownDaysBack: fc.array(fc.oneof(fc.nat(16), fc.constantFrom(0, 1, 14, 15)), { maxLength: 4 }),
    stretches: fc.array(stretch, { minLength: 1, maxLength: isFlood ? 4 : 7 }),
    answers: fc.array(answer, { maxLength: 4 }),
  });
};

const ruleOfUnconfirmed = ({
  windowMs,
  threshold,
  percent,
  newcomersHaveGrace,
  quiet,
}: Omit<CrowdCase, "startMs" | "knownDaysBack" | "waves">): ActiveRule =>
  ruleOf(unconfirmedBurst(threshold, windowMs, percent / 100, newcomersHaveGrace), {
    gapMs: Math.ceil((windowMs * quiet) / 100),
  });

function unconfirmedTraffic(given: UnconfirmedCase): readonly Observation[] {
  const { windowMs, startMs, knownDaysBack, stretches, answers } = given;
  const beginOf = ({ start }: Stretch): number =>
    MIDNIGHT + startMs + Math.floor((start * windowMs) / 1000);
  const addressOf = (ip: number): string => `192.0.2.${ip}`;
  const requests = stretches.flatMap((stretch, i) =>
    Array.from({ length: stretch.count }, (_, k) =>
      request({
        id: `r${i}-${k}`,
        atMs: beginOf(stretch) + k * stretch.stepMs,
        ip: addressOf(stretch.ip),
      }),
    ),
  );
  const confirmed = answers.flatMap(({ stretch, delayMs: delay, count, stepMs }, i) => {
    const answered = stretches[stretch % stretches.length]!;
    return Array.from({ length: count }, (_, k) =>
      confirmation({
        id: `c${i}-${k}`,
        atMs: beginOf(answered) + delay + k * stepMs,
        ip: addressOf(answered.ip),
      }),
    );
  });
  const earlier = knownDaysBack.map((days, i) =>
    confirmation({
      id: `k${i}`,
      atMs: MIDNIGHT + startMs - days * DAY_MS,
      ip: addressOf(0),
    }),
  );
  return [...earlier, ...requests, ...confirmed];
}

/** People behind one address who ask for codes one after the other, and of whom some type theirs in. */
interface Wave {
  /** In thousandths of half an hour after the case's start. */
  readonly start: number;
  readonly people: number;
  readonly stepMs: number;
  readonly confirmedPercent: number;
  /** The first and the longest time that typing takes. */
  readonly typingMs: readonly [number, number];
  readonly whom: "one" | "each" | "unknown";
}

interface CrowdCase extends Omit<UnconfirmedCase, "stretches" | "answers"> {
  readonly waves: readonly Wave[];
}

/** @param isFlood whether they are enough to overflow a chunk */
const crowdCase = (isFlood: boolean): fc.Arbitrary<CrowdCase> => {
  const typing = fc.oneof(fc.nat(MINUTE_MS), fc.nat(4 * MINUTE_MS));
  const wave = fc.record({
    start: fc.nat(1000),
    people: isFlood
      ? fc.integer({ min: 300, max: 1000 })
      : fc.oneof(fc.integer({ min: 5, max: 25 }), fc.integer({ min: 60, max: 180 })),
    stepMs: fc.oneof(fc.nat(400), fc.nat(1500)),
    confirmedPercent: fc.oneof(fc.nat(9), fc.nat(100)),
    typingMs: fc.tuple(typing, typing),
    whom: fc.constantFrom("one" as const, "each" as const, "unknown" as const),
  });
  return fc.record({
    windowMs: fc.constantFrom(5, 7, 15, 1440).map((minutes) => minutes * MINUTE_MS),
    threshold: fc.integer({ min: 5, max: 12 }),
    percent: fc.constantFrom(4, 10, 20, 50),
    newcomersHaveGrace: fc.boolean(),
    quiet: fc.constantFrom(100, 103, 200),
    startMs: fc.integer({ min: -30 * MINUTE_MS, max: 5 * MINUTE_MS }),
    knownDaysBack: fc.array(fc.constantFrom(1, 2, 3, 13, 14, 15), { maxLength: 4 }),
    waves: fc.array(wave, { minLength: 1, maxLength: 2 }),
  });
};

function crowdTraffic({ startMs, waves, knownDaysBack }: CrowdCase): readonly Observation[] {
  const crowd = waves.flatMap(({ start, people, stepMs, confirmedPercent, typingMs, whom }, i) =>
    Array.from({ length: people }, (_, k) => {
      const atMs = MIDNIGHT + startMs + start * 1800 + k * stepMs;
      const isConfirmed =
        Math.floor(((k + 1) * confirmedPercent) / 100) * 100 > k * confirmedPercent;
      const typing = typingMs[0] + ((k * 37) % 101) * Math.floor(typingMs[1] / 100);
      return [
        request({
          id: `r${i}-${k}`,
          atMs,
          ...(whom !== "unknown" && { subject: whom === "one" ? "one" : `s${i}-${k}` }),
        }),
        ...(isConfirmed ? [confirmation({ id: `c${i}-${k}`, atMs: atMs + typing })] : []),
      ];
    }).flat(),
  );
  const times = knownDaysBack.map((days) => MIDNIGHT + startMs - days * DAY_MS);
  return [...crowd, ...confirmationsAt(times)];
}

/** A rule that counts what is not confirmed, and traffic for it. */
export interface UnconfirmedTraffic {
  readonly rule: ActiveRule;
  readonly traffic: readonly Observation[];
}

/** @param isFlood whether there may be enough to overflow a chunk */
export const unconfirmed = (isFlood: boolean): fc.Arbitrary<UnconfirmedTraffic> =>
  fc.oneof(
    unconfirmedCase(isFlood).map((given) => ({
      rule: ruleOfUnconfirmed(given),
      traffic: unconfirmedTraffic(given),
    })),
    crowdCase(isFlood).map((given) => ({
      rule: ruleOfUnconfirmed(given),
      traffic: crowdTraffic(given),
    })),
  );
