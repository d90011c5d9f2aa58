import { startDynamoLocal, type RunningDynamo } from "../test/support/dynamo-local";
import { dynamoDeps } from "../lambda/adapters/deps";
import type { ActiveRule } from "../lambda/core/rules/active-rule";
import { parseConfig } from "../lambda/core/model/config";
import { detect, evaluateDeferred, type Deps } from "../lambda/core/engine";
import { MINUTE_MS } from "../lambda/core/model/time";
import { metered, type Capacity } from "./capacity";
import { BATCHES, together, type Measurement, type Use } from "./measurement";
import { plainReadUnits } from "./plain";
import { sampledBatches, type Batch } from "./sample";
import { traffic, type Feed, type Scenario } from "./traffic";

/** The measures of the long run, not of the first week. */
const CONFIG = parseConfig({ learningDays: 0 });

const SCENARIOS = ["flood", "botnet", "background"] as const;
const FEEDS: Readonly<Record<Feed, readonly (readonly string[])[]>> = {
  cognito: [
    ["cognito-sms-burst"],
    ["cognito-network-burst"],
    ["cognito-agent-burst"],
    ["cognito-ip-slow"],
    ["cognito-client-unconverted"],
  ],
  sends: [
    ["sms-api-burst"],
    ["sms-principal-burst"],
    ["sms-api-burst", "sms-principal-burst", "sms-key-new-addresses"],
  ],
  web: [["otp-endpoint-burst"], ["otp-send-burst"], ["otp-endpoint-burst", "otp-send-burst"]],
};

/** CloudTrail is minutes late. */
const LATE_MS = 3 * MINUTE_MS;

/**
 * Counts batches one after the other, as they would arrive, and looks again where asked to.
 *
 * @returns how many steps of findings were written
 */
export async function countAll(batches: readonly Batch[], deps: Deps): Promise<number> {
  let steps = 0;
  for (const batch of batches) {
    const nowMs = (batch.at(-1)?.atMs ?? 0) + LATE_MS;
    const detection = await detect(batch, nowMs, deps);
    steps += detection.steps.length;
    for (const look of detection.deferred) {
      steps += (await evaluateDeferred(look, Math.max(nowMs, look.dueAtMs), deps)).steps.length;
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
  const whole = dynamoDeps(dynamo.client, dynamo.tables, CONFIG);
  const deps = { ...whole, rules: whole.rules.filter(({ id }) => rules.has(id)) };
  const steps = await countAll(inNewAccount(batches), deps);
  const perThousand = 1000 / batches.flat().length;
  return {
    writeUnits: (capacity.writeUnits - before.writeUnits) * perThousand,
    readUnits: (capacity.readUnits - before.readUnits) * perThousand,
    calls: (capacity.calls - before.calls) * perThousand,
    steps: steps * perThousand,
  };
}

function ruleOf({ dynamo }: Bench, id: string): ActiveRule {
  const { rules } = dynamoDeps(dynamo.client, dynamo.tables, CONFIG);
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
