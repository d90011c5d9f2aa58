import { startDynamoLocal, type RunningDynamo } from "../test/support/dynamo-local";
import { dynamoWorld } from "../lambda/adapters/dynamo-world";
import type { ActiveRule } from "../lambda/core/active-rule";
import { parseConfig } from "../lambda/core/config";
import { detect, lookAgain, type World } from "../lambda/core/engine";
import { shortHash } from "../lambda/core/hash";
import type { Observation } from "../lambda/core/observation";
import { MINUTE_MS } from "../lambda/core/time";
import { metered, type Capacity } from "./capacity";
import { plainReadUnits } from "./plain";
import { traffic, type Feed, type Scenario } from "./traffic";

/** What a thousand events consume by themselves, whatever the batch they come in. */
export interface Use {
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Calls to DynamoDB. */
  readonly calls: number;
  /** Steps of findings, each of which is published once. */
  readonly steps: number;
}

/** Units per thousand events of one kind of traffic under one or more rules. */
export interface Measurement {
  readonly traffic: Scenario;
  readonly rules: string;
  /** Events that were really counted on DynamoDB Local at each size of batch. */
  readonly events: number;
  readonly byBatch: ReadonlyMap<number, Use>;
  readonly plain: Pick<Use, "writeUnits" | "readUnits">;
}

export const BATCHES = [10, 60, 1000] as const;
export const ALL_COGNITO = "all four on Cognito";

const SCENARIOS = ["flood", "botnet", "background"] as const;
const FEEDS: Readonly<Record<Feed, readonly (readonly string[])[]>> = {
  cognito: [
    ["cognito-sms-burst"],
    ["cognito-network-burst"],
    ["cognito-agent-burst"],
    ["cognito-ip-slow"],
  ],
  sends: [["sms-api-burst"]],
  web: [["otp-endpoint-burst"], ["otp-send-burst"], ["otp-endpoint-burst", "otp-send-burst"]],
};

/** Entities are left out by chance, and the traffic is cut, once this many events are counted. */
const ENOUGH = 240;
const LONGEST = 6000;
/** CloudTrail is minutes late. */
const LATE_MS = 3 * MINUTE_MS;

type Batch = readonly Observation[];

const entityText = (rule: ActiveRule, observation: Observation): string =>
  rule.entityOf(observation)?.value ?? "";

/** Whole entities, picked by chance until there are enough events. */
function sampledEntities(rule: ActiveRule, all: Batch): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const each of all) {
    const entity = entityText(rule, each);
    counts.set(entity, (counts.get(entity) ?? 0) + 1);
  }
  const byChance = [...counts].sort(([a], [b]) => (shortHash(a, 8) < shortHash(b, 8) ? -1 : 1));
  const sampled = new Set<string>();
  let events = 0;
  for (const [entity, count] of byChance) {
    if (events >= ENOUGH) break;
    events += count;
    sampled.add(entity);
  }
  return sampled;
}

/**
 * The sampled entities' part of each batch of the whole traffic. Windows of different entities
 * have nothing in common, so that part costs what it would cost among all the others.
 */
function sampledBatches(rule: ActiveRule, all: Batch, size: number): readonly Batch[] {
  const sampled = sampledEntities(rule, all);
  const isDense = sampled.size === 1;
  const seen = isDense ? all.slice(0, LONGEST) : all;
  const batches: Batch[] = [];
  for (let start = 0; start < seen.length; start += size) {
    const batch = seen.slice(start, start + size);
    batches.push(batch.filter((each) => sampled.has(entityText(rule, each))));
  }
  return batches.filter((batch) => batch.length > 0);
}

/** Counts batches one after the other, as they would arrive, and looks again where asked to. */
async function countAll(batches: readonly Batch[], world: World): Promise<number> {
  let steps = 0;
  for (const batch of batches) {
    const nowMs = (batch.at(-1)?.atMs ?? 0) + LATE_MS;
    const detection = await detect(batch, nowMs, world);
    steps += detection.steps.length;
    for (const look of detection.lookAgain) {
      steps += (await lookAgain(look, Math.max(nowMs, look.dueAtMs), world)).steps.length;
    }
  }
  return steps;
}

let runs = 0;

interface Bench {
  readonly dynamo: RunningDynamo;
  readonly capacity: Capacity;
}

/** Each run has an account, and so windows, of its own. */
const inNewAccount = (batches: readonly Batch[]): readonly Batch[] => {
  const account = String(++runs).padStart(12, "0");
  return batches.map((batch) => batch.map((each) => ({ ...each, account })));
};

async function use({ dynamo, capacity }: Bench, batches: readonly Batch[], rules: Set<string>) {
  const before = { ...capacity };
  const whole = dynamoWorld(dynamo.client, dynamo.tables, parseConfig({}));
  const world = { ...whole, rules: whole.rules.filter(({ id }) => rules.has(id)) };
  const steps = await countAll(inNewAccount(batches), world);
  const perThousand = 1000 / batches.flat().length;
  return {
    writeUnits: (capacity.writeUnits - before.writeUnits) * perThousand,
    readUnits: (capacity.readUnits - before.readUnits) * perThousand,
    calls: (capacity.calls - before.calls) * perThousand,
    steps: steps * perThousand,
  };
}

function ruleOf({ dynamo }: Bench, id: string): ActiveRule {
  const { rules } = dynamoWorld(dynamo.client, dynamo.tables, parseConfig({}));
  const rule = rules.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  return rule;
}

async function measured(
  bench: Bench,
  scenario: Scenario,
  all: Batch,
  ids: readonly string[],
): Promise<Measurement> {
  const rules = ids.map((id) => ruleOf(bench, id));
  const [rule] = rules;
  if (rule === undefined || !all.some(rule.isHit)) throw new Error(`${ids.join()}: no hits`);
  const byBatch = new Map<number, Use>();
  let counted: Batch = [];
  for (const size of BATCHES) {
    const batches = sampledBatches(rule, all, size);
    counted = batches.flat();
    byBatch.set(size, await use(bench, batches, new Set(ids)));
  }
  const perThousand = 1000 / counted.length;
  const plainReads = rules.reduce((sum, each) => sum + plainReadUnits(each, counted), 0);
  const plain = { writeUnits: 1000 * ids.length, readUnits: plainReads * perThousand };
  return { traffic: scenario, rules: ids.join(" + "), events: counted.length, byBatch, plain };
}

const added = (a: Use, b: Use): Use => ({
  writeUnits: a.writeUnits + b.writeUnits,
  readUnits: a.readUnits + b.readUnits,
  calls: a.calls + b.calls,
  steps: a.steps + b.steps,
});

const NOTHING: Use = { writeUnits: 0, readUnits: 0, calls: 0, steps: 0 };

/** No two of the Cognito rules share a window, so all of them cost what they cost one by one. */
function together(parts: readonly Measurement[], scenario: Scenario): Measurement {
  const sumAt = (size: number): Use =>
    parts.map(({ byBatch }) => byBatch.get(size) ?? NOTHING).reduce(added, NOTHING);
  return {
    traffic: scenario,
    rules: ALL_COGNITO,
    events: parts.reduce((sum, { events }) => sum + events, 0),
    byBatch: new Map(BATCHES.map((size) => [size, sumAt(size)])),
    plain: {
      writeUnits: parts.reduce((sum, { plain }) => sum + plain.writeUnits, 0),
      readUnits: parts.reduce((sum, { plain }) => sum + plain.readUnits, 0),
    },
  };
}

/** Capacity that DynamoDB Local reports, by traffic and rule, for batches of 10, 60 and 1,000. */
export async function benchUnits(): Promise<readonly Measurement[]> {
  const dynamo = await startDynamoLocal();
  const bench = { dynamo, capacity: metered(dynamo.client) };
  const measurements: Measurement[] = [];
  try {
    for (const scenario of SCENARIOS) {
      for (const [feed, sets] of Object.entries(FEEDS) as [Feed, readonly string[][]][]) {
        const all = traffic(scenario, feed);
        const ofFeed: Measurement[] = [];
        for (const ids of sets) ofFeed.push(await measured(bench, scenario, all, ids));
        measurements.push(...ofFeed);
        if (feed === "cognito") measurements.push(together(ofFeed, scenario));
      }
    }
  } finally {
    await dynamo.stop();
  }
  return measurements;
}
