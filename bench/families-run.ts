import { FAMILIES } from "../test/support/families";
import type { WorldId } from "../test/support/families/worlds";
import { SITUATIONS } from "../test/support/harmless/situations";
import type { HarmlessWorldId } from "../test/support/harmless/worlds";
import { playHabit, playWorld, type WorldResult } from "../test/support/judge-families";

/* Run by families.ts in a process of its own: plays one business and prints what came of it as one
   line of JSON. */

/** One process's task. `ids` are of families and situations that begin in the world. */
export type FamilyJob = { readonly peakPerHour: number; readonly seed: string } & (
  { readonly world: WorldId; readonly ids: readonly string[] } | { readonly habit: HarmlessWorldId }
);

async function run(job: FamilyJob): Promise<WorldResult> {
  const { seed, peakPerHour } = job;
  if ("habit" in job) {
    const pages = await playHabit(job.habit, seed, peakPerHour);
    return { families: [], situations: [], pages };
  }
  const isChosen = ({ id }: { readonly id: string }): boolean => job.ids.includes(id);
  return playWorld(job.world, seed, peakPerHour, {
    families: FAMILIES.filter(isChosen),
    situations: SITUATIONS.filter(isChosen),
  });
}

async function main(): Promise<void> {
  const job = JSON.parse(process.argv[2] ?? "") as FamilyJob;
  process.stdout.write(JSON.stringify(await run(job)));
}

void main();
