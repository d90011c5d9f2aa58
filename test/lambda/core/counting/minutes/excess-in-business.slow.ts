import { memoryDeps } from "../../../../../lambda/adapters/deps";
import { parseConfig } from "../../../../../lambda/core/model/config";
import { replay } from "../../../../../lambda/core/replay";
import { HOUR_MS, MINUTE_MS } from "../../../../../lambda/core/model/time";
import { CLIENT_ATTACKS, messages, mixed } from "../../../../support/attacks";
import { business } from "../../../../support/business";
import { instantOf } from "../../../../support/business/rhythm";

/* One hour of rotating addresses with mimicked user agents amid a business of two weeks. */

const RULE = "cognito-client-unconverted";
const MIMICKED = CLIENT_ATTACKS.find(({ name }) => name.includes("mimicked agents, 60"))!;
const BEGIN = instantOf(14, 10);

async function found(peakPerHour: number, seed: string) {
  const sent = messages(MIMICKED, seed, BEGIN, HOUR_MS);
  const silent = { send: (): Promise<void> => Promise.resolve() };
  const deps = memoryDeps(parseConfig({}), silent, [RULE]);
  const { findings } = await replay(mixed(business({ seed, peakPerHour }), sent), deps);
  return { sent, findings };
}

test.each([
  [20, "1"],
  [150, "2"],
])(
  "amid %i requests an hour it is one finding that tells begin, end and number of the attack",
  async (peakPerHour, seed) => {
    const { sent, findings } = await found(peakPerHour, seed);
    expect(findings).toHaveLength(1);
    const { firstSeen, lastSeen, count, confirmed, unexplained = 0, evidence } = findings[0]!;
    expect(Math.abs(firstSeen - BEGIN)).toBeLessThanOrEqual(2 * MINUTE_MS);
    expect(lastSeen).toBeGreaterThanOrEqual(BEGIN + HOUR_MS - MINUTE_MS);
    expect(lastSeen).toBeLessThanOrEqual(BEGIN + HOUR_MS + 30 * MINUTE_MS);
    expect(count).toBeGreaterThanOrEqual(sent.length - 60);
    expect(confirmed).toBeGreaterThan(0);
    expect(Math.abs(unexplained - sent.length)).toBeLessThan(0.03 * sent.length);
    expect(evidence.addresses.count).toBeGreaterThan(0.6 * sent.length);
    expect(evidence.addresses.count).toBeLessThan(1.6 * sent.length);
  },
);
