import { CLIENT_ATTACKS, KEY_ATTACKS } from "../test/support/attacks";
import { business } from "../test/support/business";
import { HAPPENINGS } from "../test/support/business/happening";
import { play, surroundings, type AttackTime, type Detected } from "../test/support/judge-business";

/* Run by detection.ts in a process of its own: plays one business and prints what came of it as
   one line of JSON. */

export interface AttackResult {
  readonly attack: string;
  readonly time: AttackTime;
  /** Null when nobody was paged. */
  readonly detected: Detected | null;
}

export interface DetectionRun {
  /** Rules that paged without an attack, once for each finding after the first week. */
  readonly pages: readonly string[];
  readonly attacks: readonly AttackResult[];
}

/** `eventful`: everything happens, and attacks too. `invisible`: no confirmation is ever seen. */
export type Variant = "eventful" | "invisible";

async function eventful(peakPerHour: number, seed: string): Promise<DetectionRun> {
  const observations = surroundings({ seed, peakPerHour, happenings: HAPPENINGS });
  const attacks: AttackResult[] = [];
  const { afterwards } = await play(observations, seed, async (time, stage) => {
    for (const attack of [...CLIENT_ATTACKS, ...KEY_ATTACKS]) {
      const detected = (await stage.attacked(attack)) ?? null;
      attacks.push({ attack: attack.name, time, detected });
    }
  });
  return { pages: afterwards.map(({ ruleId }) => ruleId), attacks };
}

async function invisible(peakPerHour: number, seed: string): Promise<DetectionRun> {
  const observations = business({ seed, peakPerHour, areConfirmationsVisible: false });
  const { afterwards } = await play(observations, seed);
  return { pages: afterwards.map(({ ruleId }) => ruleId), attacks: [] };
}

async function main(): Promise<void> {
  const [peakPerHour = "", seed = "", variant = ""] = process.argv.slice(2);
  const run = variant === "invisible" ? invisible : eventful;
  process.stdout.write(JSON.stringify(await run(Number(peakPerHour), seed)));
}

void main();
