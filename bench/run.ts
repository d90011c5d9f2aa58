import { markdownTable } from "../bin/docs/markdown-table";
import { benchEngine } from "./engine";
import { benchInput } from "./input";
import { benchOverflow } from "./overflow";

/* Everything that docs/benchmarks.md quotes, as the tables that stand there. */

const cell = (value: unknown): string => {
  if (typeof value !== "number") return String(value);
  return value >= 100
    ? Math.round(value).toLocaleString("en-US")
    : String(Number(value.toFixed(2)));
};

function print(title: string, rows: readonly object[]): void {
  const head = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => Object.values(row).map(cell));
  process.stdout.write(`\n${title}\n\n${markdownTable(head, cells)}\n`);
}

async function main(): Promise<void> {
  process.stdout.write(`Node ${process.version} on ${process.platform} ${process.arch}\n`);
  process.stderr.write("reading and replaying files (about two minutes)\n");
  print("Reading and replaying CloudTrail files", benchInput());
  process.stderr.write("the engine in memory, up to a million events (about two minutes)\n");
  print("The engine in memory", benchEngine());
  process.stderr.write("overflow\n");
  print("Chunks in which a false firing is possible", await benchOverflow());
}

void main();
