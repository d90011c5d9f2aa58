import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchBundles } from "./bundles";
import { benchConversion } from "./conversion";
import { benchCost } from "./cost-items";
import { benchDetection, benchDetectionLarge } from "./detection";
import { benchDetectionCurves } from "./detection-curves";
import { benchEngine } from "./engine";
import { familyOptions, type FamilyOptions } from "./families";
import { benchHandler } from "./handler";
import { benchInput } from "./input";
import { benchOverflow } from "./overflow";
import { benchParsing } from "./parsing";
import { benchSiege } from "./siege";
import { benchSurge } from "./surge";
import { tableText, withTables, type Table } from "./tables";
import { benchSpend } from "./spend";
import { benchUnitsTables } from "./units-tables";

/* Everything that docs/benchmarks.md and docs/detection.md quote, as the tables that stand there.

   npm run bench -- [--write] [part…]   all parts where none is named; --write also puts the
                                        tables into their pages

   The part siege takes --requests n, and --patterns a,b for parts of the names of patterns.

   The detection parts take --families a,b and --seeds n, which play those families of attacks and
   those harmless situations alone, on the first so many businesses, and --sizes 20,150. With --keep file each business's outcome
   goes to that file, and what stands there is not played again: delete it after a change. */

interface Part {
  readonly about: string;
  /** Where its tables stand; docs/benchmarks.md where it is not said. */
  readonly page?: string;
  readonly run: (options: Options) => readonly Table[] | Promise<readonly Table[]>;
}

interface Options extends FamilyOptions {
  readonly requests?: number;
  readonly patterns: readonly string[];
}

const DOCS = join(__dirname, "..", "docs");
const PAGE = join(DOCS, "benchmarks.md");
const COST = join(DOCS, "cost.md");
const DETECTION = join(DOCS, "detection.md");

const PARTS: Readonly<Record<string, Part>> = {
  input: {
    about: "reading and replaying files (about two minutes)",
    run: () => [{ title: "Reading and replaying CloudTrail files", rows: benchInput() }],
  },
  parsing: {
    about: "what the sources make of records (about ten seconds)",
    run: () => [{ title: "Making observations of records", rows: benchParsing() }],
  },
  engine: {
    about: "the engine in memory, up to a million events (about two minutes)",
    run: () => [{ title: "The engine in memory", rows: benchEngine() }],
  },
  overflow: {
    about: "overflow",
    run: async () => [
      { title: "Chunks in which a false firing is possible", rows: await benchOverflow() },
    ],
  },
  units: {
    about: "capacity units on DynamoDB Local, which needs Java (about two minutes)",
    run: async () => {
      const { units, costs } = await benchUnitsTables();
      return [
        { title: "Capacity units per 1,000 events, by size of batch", rows: units },
        { title: "Dollars per million events", rows: costs },
      ];
    },
  },
  cost: {
    about: "what each kind of stored item costs, on DynamoDB Local (about three minutes)",
    run: async () => [
      { title: "Dollars per million events, by stored item", rows: await benchCost() },
    ],
  },
  siege: {
    about: "what patterns of attack cost, on DynamoDB Local (about five minutes)",
    page: COST,
    run: async ({ requests, patterns }) => [
      {
        title: "Dollars per million requests under attack",
        rows: await benchSiege(requests, patterns),
      },
    ],
  },
  bundles: {
    about: "bundles",
    run: () => [{ title: "Bundles and their cold start", rows: benchBundles() }],
  },
  detection: {
    about: "small and medium businesses and attacks on them (about fifteen minutes)",
    page: DETECTION,
    run: benchDetection,
  },
  "detection-large": {
    about: "large businesses and attacks on them (about forty minutes)",
    page: DETECTION,
    run: benchDetectionLarge,
  },
  conversion: {
    about: "ways to judge missing confirmations, side by side (about six minutes)",
    page: DETECTION,
    run: benchConversion,
  },
  spend: {
    about: "months of money, with and without attacks (about three minutes)",
    run: benchSpend,
  },
  "detection-curves": {
    about: "texts against false pages, by limit of a rule (about two minutes)",
    page: DETECTION,
    run: benchDetectionCurves,
  },
  surge: {
    about: "how soon a surge on a web site is found, against sales taken for one (about a minute)",
    page: DETECTION,
    run: benchSurge,
  },
  handler: {
    about: "the handler",
    run: () => [{ title: "CPU of the detector's handler", rows: benchHandler() }],
  },
};

/** The parts that the command line names. */
function chosen(names: readonly string[]): readonly Part[] {
  if (names.length === 0) return Object.values(PARTS);
  return names.map((name) => {
    const part = PARTS[name];
    if (part === undefined) {
      throw new Error(`part: got ${name}; give any of ${Object.keys(PARTS).join(", ")}`);
    }
    return part;
  });
}

function writeInto(page: string, tables: readonly Table[], keepsOthers: boolean): void {
  writeFileSync(page, withTables(readFileSync(page, "utf8"), tables, keepsOthers));
}

function siegeOptions({ requests, patterns }: { requests?: string; patterns?: string }) {
  const count = requests === undefined ? undefined : Number(requests);
  if (count !== undefined && !(Number.isInteger(count) && count >= 10)) {
    throw new Error(`--requests: got ${requests}; give a whole number of 10 or more`);
  }
  return {
    ...(count !== undefined && { requests: count }),
    patterns: patterns === undefined ? [] : patterns.split(","),
  };
}

async function main(args: readonly string[]): Promise<void> {
  const { values, positionals: names } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      write: { type: "boolean" },
      families: { type: "string" },
      seeds: { type: "string" },
      sizes: { type: "string" },
      keep: { type: "string" },
      requests: { type: "string" },
      patterns: { type: "string" },
    },
  });
  const options: Options = { ...familyOptions(values), ...siegeOptions(values) };
  const pages = new Map<string, Table[]>();
  process.stdout.write(`Node ${process.version} on ${process.platform} ${process.arch}\n`);
  for (const { about, page = PAGE, run } of chosen(names)) {
    process.stderr.write(`${about}\n`);
    const made = await run(options);
    for (const table of made) process.stdout.write(`\n${tableText(table)}\n`);
    pages.set(page, [...(pages.get(page) ?? []), ...made]);
  }
  if (values.write !== true) return;
  for (const [page, tables] of pages) writeInto(page, tables, names.length > 0);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
