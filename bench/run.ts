import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchBundles } from "./bundles";
import { benchEngine } from "./engine";
import { benchHandler } from "./handler";
import { benchInput } from "./input";
import { benchOverflow } from "./overflow";
import { tableText, withTables, type Table } from "./tables";
import { benchUnitsTables } from "./units-tables";

/* Everything that docs/benchmarks.md quotes, as the tables that stand there.

   npm run bench -- [--write] [part…]   all parts where none is named; --write also puts the
                                        tables into the page */

interface Part {
  readonly about: string;
  readonly run: () => readonly Table[] | Promise<readonly Table[]>;
}

const PAGE = join(__dirname, "..", "docs", "benchmarks.md");

const PARTS: Readonly<Record<string, Part>> = {
  input: {
    about: "reading and replaying files (about two minutes)",
    run: () => [{ title: "Reading and replaying CloudTrail files", rows: benchInput() }],
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
  bundles: {
    about: "bundles",
    run: () => [{ title: "Bundles and their cold start", rows: benchBundles() }],
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

async function main(args: readonly string[]): Promise<void> {
  const names = args.filter((arg) => arg !== "--write");
  const tables: Table[] = [];
  process.stdout.write(`Node ${process.version} on ${process.platform} ${process.arch}\n`);
  for (const { about, run } of chosen(names)) {
    process.stderr.write(`${about}\n`);
    const made = await run();
    for (const table of made) process.stdout.write(`\n${tableText(table)}\n`);
    tables.push(...made);
  }
  if (!args.includes("--write")) return;
  const page = readFileSync(PAGE, "utf8");
  writeFileSync(PAGE, withTables(page, tables, names.length > 0));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
