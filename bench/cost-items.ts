import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createHmac } from "node:crypto";
import { dynamoDeps } from "../lambda/adapters/deps";
import { detect, evaluateDeferred, type Deps } from "../lambda/core/engine";
import { parseConfig } from "../lambda/core/model/config";
import type { Pseudonym } from "../lambda/core/model/hash";
import { MINUTE_MS } from "../lambda/core/model/time";
import { startDynamoLocal, type RunningDynamo } from "../test/support/dynamo-local";
import { READS, unitsOf } from "./capacity";
import { lambdaDollars, PRICES, sqsRequests } from "./cost";
import { sampledBatches, type Batch } from "./sample";
import { traffic, type Scenario } from "./traffic";

/* What each kind of stored item costs, with all rules at once. Kinds are found by the keys that are
   asked for, so that a new store shows by itself, under its prefix where nothing is known of it. */

const CONFIG = parseConfig({ learningDays: 0 });
const BATCHES = [1, 10, 60] as const;
const SCENARIOS = ["background", "botnet"] as const;
/** Events of the dense run, in which what is no address's has all of its traffic. */
const DENSE: Readonly<Record<(typeof BATCHES)[number], number>> = { 1: 300, 10: 900, 60: 1800 };
/** CloudTrail is minutes late. */
const LATE_MS = 3 * MINUTE_MS;

const KINDS: Readonly<Record<string, string>> = {
  w: "windows",
  v: "minute sums",
  b: "baselines",
  k: "days of confirmations",
  a: "addresses of a principal",
  meta: "learning",
  clients: "app clients",
  subject: "subjects",
  people: "people of an address",
  door: "doors of subjects",
};

interface ItemUse {
  /** Whether the items are single addresses', networks' or subjects'. */
  readonly isSparse: boolean;
  calls: number;
  writes: number;
  reads: number;
}

type Uses = Map<string, ItemUse>;

const keyIn = (input: unknown, name: "pk" | "sk"): string => {
  const text = JSON.stringify(input);
  const found = new RegExp(`":?${name}":\\{"S":"((?:[^"\\\\]|\\\\.)*)"`).exec(text);
  return found?.[1] ?? "";
};

const ADDRESS = /(?:^|#)(?:ip|network|principal-ip)=/;
const SPARSE_PREFIX = new Set(["subject", "people", "a"]);

interface Kind {
  readonly name: string;
  readonly isSparse: boolean;
}

const part = (key: string, index: number): string => key.split("#")[index] ?? "";

/** By the name of the rule, or of entity and span, that a key of the state table holds. */
function detailOf(pk: string): string {
  const prefix = part(pk, 0);
  if (prefix === "v" || prefix === "b") return `, ${part(pk, 3)}`;
  if (prefix !== "w") return "";
  // Long names are hashed with the key.
  const [, entity = "hashed entity"] = /#([a-z-]+)=/.exec(pk) ?? [];
  return `, ${entity}, ${Number(part(pk, 3)) / MINUTE_MS} min`;
}

/** The kind of an item by its key: its prefix, and the rule, or entity and span, that it names. */
function kindOf(input: unknown): Kind {
  const pk = keyIn(input, "pk");
  const sk = keyIn(input, "sk");
  if (sk.startsWith("f#")) {
    return { name: `findings, ${part(sk, 1)}`, isSparse: ADDRESS.test(sk) };
  }
  const prefix = part(pk, 0);
  const isSparse = ADDRESS.test(pk) || SPARSE_PREFIX.has(prefix);
  return { name: `${KINDS[prefix] ?? prefix}${detailOf(pk)}`, isSparse };
}

/** Makes every call of a client report its capacity, by kind of item. */
function itemized(client: DynamoDBClient): () => Uses {
  let uses: Uses = new Map();
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        const { name, isSparse } = kindOf(args.input);
        const use = uses.get(name) ?? { isSparse, calls: 0, writes: 0, reads: 0 };
        uses.set(name, use);
        use.calls++;
        const result = await next({
          ...args,
          input: { ...args.input, ReturnConsumedCapacity: "INDEXES" },
        });
        use[READS.includes(commandName) ? "reads" : "writes"] += unitsOf(result.output);
        return result;
      },
    { step: "initialize" },
  );
  return () => {
    const taken = uses;
    uses = new Map();
    return taken;
  };
}

/** Each person of the background is one subject, each request of a botnet a new one. */
const withSubjects = (scenario: Scenario): Batch =>
  traffic(scenario, "cognito").map((each) => ({
    ...each,
    subject: scenario === "background" ? (each.ip ?? "") : each.id,
  }));

async function countAll(batches: readonly Batch[], deps: Deps): Promise<number> {
  let steps = 0;
  for (const batch of batches) {
    const nowMs = (batch.at(-1)?.atMs ?? 0) + LATE_MS;
    const { steps: written, deferred } = await detect(batch, nowMs, deps);
    steps += written.length;
    for (const look of deferred) {
      steps += (await evaluateDeferred(look, Math.max(nowMs, look.dueAtMs), deps)).steps.length;
    }
  }
  return steps;
}

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
  readonly take: () => Uses;
}

const pseudonym: Pseudonym = (purpose, text) =>
  createHmac("sha256", purpose).update(text).digest("hex").slice(0, 22);

async function run({ dynamo, take }: Bench, batches: readonly Batch[], id: string): Promise<Run> {
  const deps = dynamoDeps(dynamo.client, dynamo.tables, CONFIG, pseudonym);
  const own = batches.map((batch) => batch.map((each) => ({ ...each, account: id })));
  const steps = await countAll(own, deps);
  return { uses: take(), events: own.flat().length, steps };
}

/** A kind of item, or another part of the bill, for a million events. */
export interface ItemRow {
  readonly traffic: string;
  readonly batch: number;
  readonly item: string;
  readonly writes: string;
  readonly reads: string;
  readonly dollars: string;
}

interface Cost {
  readonly item: string;
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
      return { item, writes, reads, calls: use.calls / events, usd };
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
  const total = {
    item: "all",
    writes: sum(({ writes }) => writes),
    reads: sum(({ reads }) => reads),
    calls,
    usd: sum(({ usd }) => usd),
  };
  return [...all, total].map(({ item, writes, reads, usd }) => ({
    traffic: scenario,
    batch,
    item,
    writes: writes.toFixed(3),
    reads: reads.toFixed(3),
    dollars: `$${usd.toFixed(2)}`,
  }));
}

/** What a million events cost, by kind of item, for quiet traffic and for a botnet. */
export async function benchCost(): Promise<readonly ItemRow[]> {
  const dynamo = await startDynamoLocal();
  const bench = { dynamo, take: itemized(dynamo.client) };
  const rows: ItemRow[] = [];
  let runs = 0;
  const nextAccount = (): string => String(++runs).padStart(12, "0");
  try {
    const { rules } = dynamoDeps(dynamo.client, dynamo.tables, CONFIG);
    const byAddress = rules.find(({ id }) => id === "cognito-sms-burst");
    if (byAddress === undefined) throw new Error("no rule cognito-sms-burst");
    for (const scenario of SCENARIOS) {
      const all = withSubjects(scenario);
      for (const batch of BATCHES) {
        const sampled = sampledBatches(byAddress, all, batch);
        const sparse = await run(bench, sampled, nextAccount());
        const first = chunked(all.slice(0, DENSE[batch]), batch);
        rows.push(...rowsOf(scenario, batch, sparse, await run(bench, first, nextAccount())));
      }
    }
  } finally {
    await dynamo.stop();
  }
  return rows;
}
