import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { isConflict } from "../lambda/adapters/dynamo";
import { windowPartition } from "../lambda/adapters/state-table/windows";
import { groupHits } from "../lambda/core/counting/windows/window-group";
import type { Config } from "../lambda/core/model/config";
import { MINUTE_MS } from "../lambda/core/model/time";
import type { ActiveRule } from "../lambda/core/rules/active-rule";
import { READS, unitsOf } from "./capacity";
import type { Batch } from "./sample";

/* Which kind of stored item a call to DynamoDB is about, and what each kind consumes. Kinds are
   found by the keys that are asked for, so that a new store shows by itself, under its prefix where
   nothing is known of it. */

const KINDS: Readonly<Record<string, string>> = {
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

export interface ItemUse {
  /** Whether the items are single addresses', networks' or subjects'. */
  readonly isSparse: boolean;
  calls: number;
  writes: number;
  reads: number;
}

export type Uses = Map<string, ItemUse>;

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

/** Kinds of windows by partition key: a long key is hashed, and does not tell its own. */
export type WindowKinds = Map<string, string>;

/**
 * What the windows are called that a traffic has: by what they count for, their length and the
 * rules that share them.
 */
export function windowKinds(
  traffic: Batch,
  rules: readonly ActiveRule[],
  config: Config,
): WindowKinds {
  const groups = groupHits(traffic, rules, config);
  const shapeOf = ({ key }: (typeof groups)[number]): string =>
    `windows, ${key.entity.type}, ${key.spanMs / MINUTE_MS} min`;
  const sharing = new Map<string, Set<string>>();
  for (const group of groups) {
    const ids = sharing.get(shapeOf(group)) ?? new Set();
    sharing.set(shapeOf(group), ids);
    for (const { id } of group.counted.keys()) ids.add(id);
  }
  return new Map(
    groups.map((group) => {
      const ids = [...(sharing.get(shapeOf(group)) ?? [])].sort().join(" + ");
      return [windowPartition(group.key), `${shapeOf(group)}: ${ids}`];
    }),
  );
}

const part = (key: string, index: number): string => key.split("#")[index] ?? "";

const SERIES = /"t\.([a-z-]+)~?"/;

/** A window that no batch counts in keeps the evidence of minute sums, under the rule's own series. */
function windowName(pk: string, input: unknown, windows: WindowKinds): string {
  const known = windows.get(pk);
  if (known !== undefined) return known;
  const [, ruleId] = SERIES.exec(JSON.stringify(input)) ?? [];
  if (ruleId === undefined) return "windows";
  const name = `evidence of minutes: ${ruleId}`;
  windows.set(pk, name);
  return name;
}

/** The kind of an item by its key: its prefix, and the rule that it names. */
function kindOf(input: unknown, windows: WindowKinds): Kind {
  const pk = keyIn(input, "pk");
  const sk = keyIn(input, "sk");
  if (sk.startsWith("f#")) {
    return { name: `findings: ${part(sk, 1)}`, isSparse: ADDRESS.test(sk) };
  }
  const prefix = part(pk, 0);
  const isSparse = ADDRESS.test(pk) || SPARSE_PREFIX.has(prefix);
  if (prefix === "w") return { name: windowName(pk, input, windows), isSparse };
  const name = KINDS[prefix] ?? prefix;
  return { name: prefix === "v" || prefix === "b" ? `${name}: ${part(pk, 3)}` : name, isSparse };
}

/**
 * Makes every call of a client report its capacity, by kind of item.
 *
 * @returns takes what was consumed since it was last asked
 */
export function itemized(client: DynamoDBClient, windows: WindowKinds): () => Uses {
  let uses: Uses = new Map();
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        const { name, isSparse } = kindOf(args.input, windows);
        const use = uses.get(name) ?? { isSparse, calls: 0, writes: 0, reads: 0 };
        uses.set(name, use);
        use.calls++;
        const input = { ...args.input, ReturnConsumedCapacity: "INDEXES" };
        try {
          const result = await next({ ...args, input });
          use[READS.includes(commandName) ? "reads" : "writes"] += unitsOf(result.output);
          return result;
        } catch (error) {
          // A refused condition costs a write too, but its answer does not say how much.
          if (isConflict(error)) use.writes++;
          throw error;
        }
      },
    { step: "initialize" },
  );
  return () => {
    const taken = uses;
    uses = new Map();
    return taken;
  };
}
