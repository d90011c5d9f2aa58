import { createHmac } from "node:crypto";
import { dynamoDeps } from "../lambda/adapters/deps";
import { parseConfig } from "../lambda/core/model/config";
import type { Pseudonym } from "../lambda/core/model/hash";
import { activeRules, type ActiveRule } from "../lambda/core/rules/active-rule";
import { catalogue } from "../lambda/core/rules";
import { startDynamoLocal, type RunningDynamo } from "../test/support/dynamo-local";
import { lambdaDollars, PRICES, sqsRequests } from "./cost";
import { itemized, windowKinds, type Uses, type WindowKinds } from "./item-kinds";
import { sampledBatches, type Batch } from "./sample";
import { traffic, type Scenario } from "./traffic";
import { countAll } from "./units";

/* What each kind of stored item costs, with all rules at once. Items of single addresses are
   measured on whole addresses, picked by chance; all others on the traffic as it begins. */

const CONFIG = parseConfig({ learningDays: 0 });
const SCENARIOS = ["background", "botnet"] as const;

/** How many events each run counts. Small batches take many calls for each event. */
const BATCHES = [
  { size: 1, sparse: 120, dense: 200 },
  { size: 10, sparse: 180, dense: 600 },
  { size: 60, sparse: 240, dense: 1800 },
] as const;

/** Each person of the background is one subject, each request of a botnet a new one. */
const withSubjects = (scenario: Scenario): Batch =>
  traffic(scenario, "cognito").map((each) => ({
    ...each,
    subject: scenario === "background" ? (each.ip ?? "") : each.id,
  }));

const chunked = (all: Batch, size: number): readonly Batch[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
    all.slice(i * size, (i + 1) * size),
  );

/** What one run consumed for each event, by kind, and how many steps it wrote. */
interface Run {
  readonly uses: Uses;
  readonly events: number;
  readonly steps: number;
}

/** A database, and what has been consumed of it since that was last taken. */
interface Bench {
  readonly dynamo: RunningDynamo;
  readonly windows: WindowKinds;
  readonly take: () => Uses;
}

const pseudonym: Pseudonym = (purpose, text) =>
  createHmac("sha256", purpose).update(text).digest("hex").slice(0, 22);

/** Counts batches in an account of their own. */
async function run(bench: Bench, batches: readonly Batch[], account: string): Promise<Run> {
  const { dynamo, windows, take } = bench;
  const deps = dynamoDeps(dynamo.client, dynamo.tables, CONFIG, pseudonym);
  const own = batches.map((batch) => batch.map((each) => ({ ...each, account })));
  const all = own.flat();
  for (const [pk, kind] of windowKinds(all, deps.rules, CONFIG)) windows.set(pk, kind);
  const steps = await countAll(own, deps);
  return { uses: take(), events: all.length, steps };
}

/** A kind of item, or another part of the bill, for a million events. */
export interface ItemRow {
  readonly traffic: string;
  readonly batch: number;
  readonly item: string;
  /** Events that were really counted. */
  readonly events: string;
  readonly writes: string;
  readonly reads: string;
  readonly dollars: string;
}

interface Cost {
  readonly item: string;
  readonly events?: number;
  readonly writes: number;
  readonly reads: number;
  readonly calls: number;
  readonly usd: number;
}

function costsOf({ uses, events }: Run, isSparse: boolean): readonly Cost[] {
  return [...uses]
    .filter(([, use]) => use.isSparse === isSparse)
    .map(([item, use]) => {
      const writes = use.writes / events;
      const reads = use.reads / events;
      const usd = writes * PRICES.writeUnits + reads * PRICES.readUnits;
      return { item, events, writes, reads, calls: use.calls / events, usd };
    });
}

function rowsOf(scenario: Scenario, batch: number, sparse: Run, dense: Run): readonly ItemRow[] {
  const items = [...costsOf(sparse, true), ...costsOf(dense, false)].sort((a, b) => b.usd - a.usd);
  const calls = items.reduce((sum, each) => sum + each.calls, 0);
  const other = (item: string, usd: number): Cost => ({ item, writes: 0, reads: 0, calls: 0, usd });
  const all = [
    ...items,
    other("SQS", sqsRequests(batch) * PRICES.sqsRequests),
    other("Lambda", lambdaDollars(calls, batch)),
    other("steps on the bus", (sparse.steps / sparse.events) * PRICES.customEvents),
  ];
  const sum = (of: (cost: Cost) => number): number => all.reduce((so, each) => so + of(each), 0);
  const total: Cost = {
    item: "all",
    writes: sum(({ writes }) => writes),
    reads: sum(({ reads }) => reads),
    calls,
    usd: sum(({ usd }) => usd),
  };
  return [...all, total].map(({ item, events, writes, reads, usd }) => ({
    traffic: scenario,
    batch,
    item,
    events: events === undefined ? "-" : events.toLocaleString("en-US"),
    writes: writes.toFixed(3),
    reads: reads.toFixed(3),
    dollars: `$${usd.toFixed(2)}`,
  }));
}

function ruleByAddress(): ActiveRule {
  const rule = activeRules(catalogue, CONFIG).find(({ id }) => id === "cognito-sms-burst");
  if (rule === undefined) throw new Error("no rule cognito-sms-burst");
  return rule;
}

/** What a million events cost, by kind of item, for quiet traffic and for a botnet. */
export async function benchCost(): Promise<readonly ItemRow[]> {
  const dynamo = await startDynamoLocal();
  const windows: WindowKinds = new Map();
  const bench = { dynamo, windows, take: itemized(dynamo.client, windows) };
  const rows: ItemRow[] = [];
  let runs = 0;
  const nextAccount = (): string => String(++runs).padStart(12, "0");
  try {
    for (const scenario of SCENARIOS) {
      const all = withSubjects(scenario);
      for (const { size, sparse, dense } of BATCHES) {
        process.stderr.write(`${scenario}, batches of ${size}\n`);
        const sampled = sampledBatches(ruleByAddress(), all, size, sparse);
        const ofAddresses = await run(bench, sampled, nextAccount());
        const first = chunked(all.slice(0, dense), size);
        rows.push(...rowsOf(scenario, size, ofAddresses, await run(bench, first, nextAccount())));
      }
    }
  } finally {
    await dynamo.stop();
  }
  return rows;
}
