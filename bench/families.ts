import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FAMILIES } from "../test/support/families";
import { SIZES } from "../test/support/families/family";
import { WORLDS, type WorldId } from "../test/support/families/worlds";
import { SITUATIONS } from "../test/support/harmless/situations";
import { HABITS } from "../test/support/harmless/worlds";
import type { WorldResult } from "../test/support/judge-families";
import { bundled, runChildren } from "./child";
import { familyRows, harmlessRows, type Played } from "./families-tables";
import type { FamilyJob } from "./families-run";
import type { Table } from "./tables";

/** What the command line asks for. */
export interface FamilyOptions {
  /** Ids of families, situations and habits; all where it is not said. */
  readonly families?: readonly string[];
  /** How many businesses of each size; ten where it is not said. */
  readonly seeds?: number;
  /** Requests in the busiest hour of the businesses; those of the part where it is not said. */
  readonly sizes?: readonly number[];
  /** A file that keeps what each business has come to, so that a run that is stopped can go on. */
  readonly keep?: string;
}

const ALL_SEEDS = 10;

/** A long past fills the heap: room for the young spares the old much copying. */
const NODE_FLAGS = ["--max-semi-space-size=64", "--max-old-space-size=6000"];

const IDS: readonly string[] = [...FAMILIES, ...SITUATIONS, ...HABITS].map(({ id }) => id);

function familiesOf(flag: string): readonly string[] {
  const families = flag.split(",");
  const unknown = families.find((id) => !IDS.includes(id));
  if (unknown === undefined) return families;
  throw new Error(`--families: got ${unknown}; give any of ${IDS.join(", ")}`);
}

function seedsOf(flag: string): number {
  const seeds = Number(flag);
  if (Number.isInteger(seeds) && seeds > 0) return seeds;
  throw new Error(`--seeds: got ${flag}; give a whole number of businesses`);
}

function sizesOf(flag: string): readonly number[] {
  const sizes = flag.split(",").map(Number);
  if (sizes.every((size) => SIZES.includes(size))) return sizes;
  throw new Error(`--sizes: got ${flag}; give any of ${SIZES.join(", ")}`);
}

type Flags = Readonly<Partial<Record<keyof FamilyOptions, string | undefined>>>;

/** @throws Error when a flag has a value that means nothing */
export const familyOptions = ({ families, seeds, sizes, keep }: Flags): FamilyOptions => ({
  ...(families !== undefined && { families: familiesOf(families) }),
  ...(seeds !== undefined && { seeds: seedsOf(seeds) }),
  ...(sizes !== undefined && { sizes: sizesOf(sizes) }),
  ...(keep !== undefined && { keep }),
});

/** One process for each world, size and seed that has anything to play. */
function jobsOf(
  sizes: readonly number[],
  { families, seeds = ALL_SEEDS }: FamilyOptions,
): readonly FamilyJob[] {
  const isChosen = ({ id }: { readonly id: string }): boolean => families?.includes(id) ?? true;
  const jobs: FamilyJob[] = [];
  // The largest first, so that the last process does not run alone for long.
  for (const peakPerHour of [...sizes].sort((a, b) => b - a)) {
    for (const seed of Array.from({ length: seeds }, (_, i) => String(i + 1))) {
      for (const world of Object.keys(WORLDS) as WorldId[]) {
        const ids = [
          ...FAMILIES.filter((family) => (family.sizes ?? SIZES).includes(peakPerHour)),
          ...SITUATIONS,
        ]
          .filter((each) => each.world === world && isChosen(each))
          .map(({ id }) => id);
        if (ids.length > 0) jobs.push({ peakPerHour, seed, world, ids });
      }
      for (const { id } of HABITS.filter(isChosen)) jobs.push({ peakPerHour, seed, habit: id });
    }
  }
  return jobs;
}

/** What a file keeps: a line of JSON for each business, by its job. */
export function keptIn(file: string | undefined): ReadonlyMap<string, WorldResult> {
  if (file === undefined || !existsSync(file)) return new Map();
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return new Map(
    lines.map((line) => {
      const { job, result } = JSON.parse(line) as Played;
      return [JSON.stringify(job), result] as const;
    }),
  );
}

async function playAll(
  jobs: readonly FamilyJob[],
  keep: string | undefined,
): Promise<readonly Played[]> {
  const kept = keptIn(keep);
  const args = jobs.map((job) => JSON.stringify(job));
  const due = args.filter((arg) => !kept.has(arg));
  const folder = mkdtempSync(join(tmpdir(), "smspump-bench-"));
  const bundle = bundled("families-run.ts", folder);
  const onDone = (done: number, position: number, result: unknown): void => {
    process.stderr.write(`\r${done} of ${due.length} businesses`);
    if (keep === undefined) return;
    appendFileSync(keep, `{"job":${due[position]},"result":${JSON.stringify(result)}}\n`);
  };
  const results = await runChildren(
    bundle,
    due.map((arg) => [arg]),
    NODE_FLAGS,
    onDone,
  );
  process.stderr.write("\n");
  rmSync(folder, { recursive: true });
  const all = new Map([...kept, ...due.map((arg, i) => [arg, results[i] as WorldResult] as const)]);
  return jobs.map((job, i) => ({ job, result: all.get(args[i]!)! }));
}

/** Families of attacks on businesses of these sizes, and harmless situations. */
export async function benchFamilies(
  sizes: readonly number[],
  options: FamilyOptions,
): Promise<readonly Table[]> {
  const played = await playAll(jobsOf(sizes, options), options.keep);
  return sizes.flatMap((size) => {
    const here = played.filter(({ job }) => job.peakPerHour === size);
    const words = `${size.toLocaleString("en-US")} requests an hour`;
    return [
      { title: `Families of attacks, at ${words}`, rows: familyRows(here) },
      { title: `Harmless situations, at ${words}`, rows: harmlessRows(here) },
    ].filter(({ rows }) => rows.length > 0);
  });
}
