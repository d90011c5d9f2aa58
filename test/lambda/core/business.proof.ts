import { CLIENT_ATTACKS, KEY_ATTACKS } from "../../support/attacks";
import { HAPPENINGS } from "../../support/business/happening";
import {
  play,
  SEEDS,
  surroundings,
  notified,
  type AttackTime,
  type Detected,
} from "../../support/judge-business";

const LONGEST_MS = 600_000;

/** What an attacker may get away with before somebody is paged. */
interface Limit {
  readonly messages?: number;
  readonly minutes: number;
}

const SLOWEST: Limit = { messages: 90, minutes: 30 };
const FASTEST: Limit = { minutes: 5 };

const LIMITS: Readonly<Record<string, Limit>> = {
  "one address, 1 a second": { messages: 65, minutes: 2 },
  "one address, 1 in 40 s": { messages: 22, minutes: 15 },
  "one /24, 30 a minute": { messages: 50, minutes: 2 },
  "rotating, one tool, 60 a minute": { messages: 25, minutes: 1 },
  "rotating, one tool, 4 a minute": { messages: 25, minutes: 12 },
  "rotating, mimicked agents, 60 a minute": FASTEST,
  "rotating, mimicked agents, 4 a minute": SLOWEST,
  "rotating, mimicked, hosted UI, 60 a minute": FASTEST,
  "rotating, mimicked, hosted UI, 4 a minute": SLOWEST,
  "stolen key, new address, 60 a minute": { minutes: 2 },
  "stolen key, new address, 4 a minute": { messages: 20, minutes: 6 },
  "stolen key, backend's address, 300 a minute": { minutes: 2 },
  "stolen key, backend's address, 60 a minute": { minutes: 5 },
};

const ATTACKS = [...CLIENT_ATTACKS, ...KEY_ATTACKS];

interface Outcome {
  readonly seed: string;
  readonly attack: string;
  readonly time: AttackTime;
  readonly detected: Detected | undefined;
}

describe.each([20, 150])("a business of %i requests an hour", (peakPerHour) => {
  const pages: unknown[] = [];
  const outcomes: Outcome[] = [];

  beforeAll(async () => {
    for (const seed of SEEDS) {
      const observations = surroundings({ seed, peakPerHour, happenings: HAPPENINGS });
      const found = await play(observations, seed, async (time, stage) => {
        for (const attack of ATTACKS) {
          const detected = await stage.attacked(attack);
          outcomes.push({ seed, attack: attack.name, time, detected });
        }
      });
      pages.push(...notified(seed, found));
    }
  }, LONGEST_MS);

  test("has launches, sales, campaigns, versions and offices that page nobody", () => {
    expect(pages).toEqual([]);
  });

  test.each(ATTACKS.map(({ name }) => name))("pages in time when attacked by %s", (name) => {
    const { messages = Infinity, minutes } = LIMITS[name]!;
    const results = outcomes.filter(({ attack }) => attack === name);
    const late = results.filter(
      ({ detected }) =>
        detected === undefined || detected.messages > messages || detected.minutes > minutes,
    );
    expect(results).toHaveLength(2 * SEEDS.length);
    expect(late).toEqual([]);
  });
});
