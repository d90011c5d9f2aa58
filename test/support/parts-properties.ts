import fc from "fast-check";
import { memoryClientStore } from "../../lambda/adapters/memory/clients";
import { memoryBaselineStore, memoryMinuteStore } from "../../lambda/adapters/memory/counting";
import { firingOverParts, type PartsDeps } from "../../lambda/core/counting/minutes/evaluate-parts";
import { emptyHour } from "../../lambda/core/counting/minutes/minute-count";
import { parseConfig } from "../../lambda/core/model/config";
import type { UnconfirmedExcess } from "../../lambda/core/model/measure";
import type { CountKey } from "../../lambda/core/model/rule";
import { dayOf, MINUTE_MS } from "../../lambda/core/model/time";
import { ACCOUNT, LIVE, MIDNIGHT, ruleOf } from "./observations";
import { partsFiring, type ReferencePart } from "./parts-reference";

/** How often the property met what it was made for. */
export interface PartsCoverage {
  /** Minutes that fire, and those of them that only some of the clients make fire. */
  firing: number;
  ofSome: number;
  /** Cases in which clients that nobody sees confirm were left out. */
  invisible: number;
  silent: number;
}

export const newPartsCoverage = (): PartsCoverage => ({
  firing: 0,
  ofSome: 0,
  invisible: 0,
  silent: 0,
});

/** Something that an engine gets wrong. */
export type PartsMutation = (deps: PartsDeps) => PartsDeps;

const NOON = MIDNIGHT / MINUTE_MS + 720;
const WHOLE = "test-clients";

const pastArbitrary = fc.record({
  days: fc.constantFrom(0, 3, 14),
  requests: fc.constantFrom(0, 40, 199, 200, 1000, 20_000),
  share: fc.constantFrom(0.05, 0.4, 0.6, 0.8, 1),
  goodDays: fc.constantFrom(undefined, 0.5, 0.85),
});

const waveArbitrary = fc.record({
  start: fc.integer({ min: -400, max: 5 }),
  count: fc.integer({ min: 1, max: 60 }),
  every: fc.constantFrom(0, 0, 1, 1, 3, 11),
  confirmed: fc.constantFrom(0, 0, 0, 0.5, 0.8, 1),
  delay: fc.integer({ min: 0, max: 6 }),
});

const partArbitrary = fc
  .record({ past: pastArbitrary, waves: fc.array(waveArbitrary, { minLength: 1, maxLength: 4 }) })
  .map(({ past: { share, ...past }, waves }): ReferencePart => {
    const asked = waves.flatMap(({ start, count, every, confirmed, delay }) =>
      Array.from({ length: count }, (_, i) => {
        const minute = NOON + start + Math.floor((i * every) / 2);
        const isTyped = Math.floor((i + 1) * confirmed) > Math.floor(i * confirmed);
        return { minute, typed: isTyped ? [minute + delay] : [] };
      }),
    );
    return {
      past: { ...past, confirmed: Math.round(past.requests * share) },
      requests: asked.map(({ minute }) => minute),
      confirmed: asked.flatMap(({ typed }) => typed),
    };
  });

const measureArbitrary: fc.Arbitrary<UnconfirmedExcess> = fc.record({
  kind: fc.constant("unconfirmed-excess" as const),
  threshold: fc.integer({ min: 3, max: 40 }),
  windowMs: fc.constant(5 * MINUTE_MS),
  spansMs: fc.constantFrom(
    [5 * MINUTE_MS, 60 * MINUTE_MS, 420 * MINUTE_MS],
    [15 * MINUTE_MS],
    [420 * MINUTE_MS],
  ),
  share: fc.constantFrom(0.4, 0.55, 0.8),
  times: fc.constant(3),
  isOverClients: fc.constant(true as const),
});

const clientOf = (place: number): string => `client-${place}`;

async function store(
  parts: readonly ReferencePart[],
  { minutes, baselines, appClients }: Pick<PartsDeps, "minutes" | "baselines" | "appClients">,
): Promise<void> {
  for (const [place, { past, requests, confirmed }] of parts.entries()) {
    const clientId = clientOf(place);
    await appClients?.name(ACCOUNT, { clientId, firstSeenMs: MIDNIGHT });
    const entity = { type: "app-client", value: clientId } as const;
    const key: CountKey = { scope: LIVE, target: `client:${clientId}`, ruleId: WHOLE, entity };
    await baselines.keep(key, dayOf(MIDNIGHT), past);
    for (const [kind, counted] of Object.entries({ requests, confirmed })) {
      for (const minute of counted) {
        const hour = emptyHour();
        hour[kind as "requests" | "confirmed"][minute % 60] = 1;
        await minutes.add(key, { hour: Math.floor(minute / 60), ...hour });
      }
    }
  }
}

const rounded = <T extends { readonly size: number; readonly share: number }>(firing: T) => ({
  ...firing,
  size: Math.round(firing.size * 1e6),
  share: Math.round(firing.share * 1e6),
});

/** What several clients lack together is what the definition says, of whichever of them it is. */
export const partsProperty = (coverage: PartsCoverage, mutation: PartsMutation = (same) => same) =>
  fc.asyncProperty(
    measureArbitrary,
    fc.array(partArbitrary, { minLength: 2, maxLength: 5 }),
    async (measure, parts) => {
      const whole = ruleOf({ ...measure, isOverClients: undefined }, { id: WHOLE });
      const rule = ruleOf(measure, { id: "test-account", partOf: WHOLE });
      const deps: PartsDeps = {
        rules: [whole, rule],
        minutes: memoryMinuteStore(),
        baselines: memoryBaselineStore(),
        appClients: memoryClientStore(),
        config: parseConfig({}),
      };
      await store(parts, deps);
      const asked = parts.flatMap(({ requests }) => requests);
      const minutes = [...new Set(asked)].filter((each) => each >= NOON - 30).sort((a, b) => a - b);
      const found = await firingOverParts({ scope: LIVE }, rule, measure, minutes, mutation(deps));
      const expected = partsFiring(parts, measure, minutes);
      expect(
        found.map(({ minute, since, size, share, isShareKnown }) =>
          rounded({ minute, since, size, share, isShareKnown }),
        ),
      ).toEqual(expected.map(rounded));
      for (const { minute, until, settled } of found) {
        expect([until, settled]).toEqual([minute, minute + 3]);
      }
      coverage.firing += found.length;
      if (found.length === 0) coverage.silent++;
      if (partsFiring(parts.slice(0, -1), measure, minutes).length > 0) coverage.ofSome++;
      const isUnseen = ({ past }: ReferencePart): boolean =>
        past.requests >= 200 && Math.max(past.confirmed / past.requests, past.goodDays ?? 0) < 0.2;
      if (parts.some(isUnseen)) coverage.invisible++;
    },
  );
