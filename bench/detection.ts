import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchFamilies, type FamilyOptions } from "./families";
import { bound, LEARNING_DAYS } from "./families-tables";
import { counted, spread } from "./spread";
import { DAYS } from "../test/support/business/rhythm";
import { ATTACK_HOURS, type AttackTime } from "../test/support/judge-business";
import { bundled, runChildren } from "./child";
import type { AttackResult, DetectionRun, Variant } from "./detection-run";
import type { Table } from "./tables";

const SEEDS = Array.from({ length: 10 }, (_, i) => String(i + 1));
const VARIANTS: readonly Variant[] = ["eventful", "invisible"];

/** A long past fills the heap: room for the young spares the old much copying. */
const NODE_FLAGS = ["--max-semi-space-size=64", "--max-old-space-size=6000"];

type Done = DetectionRun & { readonly variant: Variant };

async function playAll(peakPerHour: number): Promise<readonly Done[]> {
  const folder = mkdtempSync(join(tmpdir(), "smspump-bench-"));
  const bundle = bundled("detection-run.ts", folder);
  const jobs = VARIANTS.flatMap((variant) => SEEDS.map((seed) => ({ variant, seed })));
  const args = jobs.map(({ variant, seed }) => [String(peakPerHour), seed, variant]);
  const runs = (await runChildren(bundle, args, NODE_FLAGS)) as readonly DetectionRun[];
  rmSync(folder, { recursive: true });
  return runs.map((run, i) => ({ ...run, variant: jobs[i]?.variant ?? "eventful" }));
}

/** What a table says of one attack at one time of the day. */
function cells(results: readonly AttackResult[], time: AttackTime): readonly [string, string] {
  const all = results.filter((result) => result.time === time).map(({ detected }) => detected);
  const found = all.filter((detected) => detected !== null);
  if (found.length === 0) return ["-", `over ${ATTACK_HOURS * 60}`];
  const missed = all.length - found.length;
  const note = missed === 0 ? "" : `; ${missed} of ${all.length} never`;
  const messages = spread(found.map((detected) => detected.messages));
  return [messages, spread(found.map(({ minutes }) => minutes)) + note];
}

function attackRows(runs: readonly Done[]): readonly object[] {
  const byAttack = new Map<string, AttackResult[]>();
  for (const result of runs.flatMap(({ attacks }) => attacks)) {
    const same = byAttack.get(result.attack) ?? [];
    byAttack.set(result.attack, same);
    same.push(result);
  }
  return [...byAttack].map(([attack, results]) => {
    const [nightMessages, nightMinutes] = cells(results, "night");
    const [dayMessages, dayMinutes] = cells(results, "day");
    const rules = counted(results.flatMap(({ detected }) => detected?.ruleId ?? []));
    const firstRule = rules.map(([ruleId]) => ruleId).join(", ") || "none";
    return { attack, nightMessages, nightMinutes, dayMessages, dayMinutes, firstRule };
  });
}

const HARMLESS: Readonly<Record<Variant, string>> = {
  eventful: "launch, flash sale, reset campaign, app version, office, backend",
  invisible: "confirmations that cannot be seen",
};

const pageRows = (runs: readonly Done[]): readonly object[] =>
  VARIANTS.map((variant) => {
    const pages = runs.filter((run) => run.variant === variant).flatMap((run) => run.pages);
    const rules = counted(pages).map(([ruleId, times]) => `${ruleId} ${times}`);
    const days = SEEDS.length * (DAYS - LEARNING_DAYS);
    return {
      business: HARMLESS[variant],
      businesses: SEEDS.length,
      pages: rules.join(", ") || "0",
      bound: pages.length === 0 ? `${bound(days)} of ${days} business-days` : "-",
    };
  });

/** Plays businesses of one size, and attacks them. */
async function tablesOf(peakPerHour: number): Promise<readonly Table[]> {
  const runs = await playAll(peakPerHour);
  const size = `${peakPerHour.toLocaleString("en-US")} requests an hour`;
  return [
    { title: `Before the first page, at ${size}`, rows: attackRows(runs) },
    { title: `Pages without an attack, at ${size}`, rows: pageRows(runs) },
  ];
}

/** The tables of sizes; only those of families where some are chosen. */
async function detectionOf(
  usualSizes: readonly number[],
  options: FamilyOptions,
): Promise<readonly Table[]> {
  const tables: Table[] = [];
  const { sizes = usualSizes } = options;
  const isWhole = options.families === undefined && options.seeds === undefined;
  for (const size of sizes) if (isWhole) tables.push(...(await tablesOf(size)));
  return [...tables, ...(await benchFamilies(sizes, options))];
}

/** Small and medium businesses. */
export const benchDetection = (options: FamilyOptions): Promise<readonly Table[]> =>
  detectionOf([20, 150], options);

/** A large business. */
export const benchDetectionLarge = (options: FamilyOptions): Promise<readonly Table[]> =>
  detectionOf([1500], options);
