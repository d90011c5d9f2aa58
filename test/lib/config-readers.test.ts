import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import * as z from "zod";
import { bundledConfig, bundledGuardConfig } from "../../lambda/adapters/runtime";
import { memoryDeps } from "../../lambda/adapters/deps";
import { elasticStream } from "../../lambda/adapters/elastic/stream";
import { ConfigError } from "../../lambda/core/model/config";
import { type DeployConfig, parseDeployConfig } from "../../lib/config";
import { detectorConfigOf } from "../../lib/detector-config";
import { withOwnNames } from "../../lib/own-names";
import { arbitraryOf, type SchemaNode } from "../support/config-arbitrary";
import { request, MIDNIGHT } from "../support/observations";
import { least, runs } from "../support/runs";

const file = JSON.parse(
  readFileSync(join(__dirname, "..", "..", "smspump.schema.json"), "utf8"),
) as SchemaNode;

/** The file as an editor goes by it: made back into a validator, without the parser's own schemas. */
const editor = z.fromJSONSchema(file as z.core.JSONSchema.JSONSchema);
const isValid = (input: unknown): boolean => editor.safeParse(input).success;

type Input = Readonly<Record<string, unknown>>;
const drawn = arbitraryOf(file, "") as fc.Arbitrary<Input>;

function parsed(input: unknown): DeployConfig | string {
  try {
    return parseDeployConfig(input, { allowExamples: false });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message;
  }
}

function refusal(input: unknown): string {
  const result = parsed(input);
  return typeof result === "string" ? result : "accepted";
}

/** Runs what a function runs as it starts, on what is baked into its bundle. */
function asBundled<T>(configuration: object, read: () => T): T {
  const before = process.env.SMS_PUMPING_CONFIG;
  process.env.SMS_PUMPING_CONFIG = JSON.stringify(configuration);
  try {
    return read();
  } finally {
    if (before === undefined) delete process.env.SMS_PUMPING_CONFIG;
    else process.env.SMS_PUMPING_CONFIG = before;
  }
}

const nobody = { send: () => Promise.resolve() };

/** Every reader that a function has of what was deployed. */
function startFunctions(config: DeployConfig): void {
  const { detector } = withOwnNames(config, "https://console.aws.amazon.com/x", [
    "Detection",
    "Spend",
  ]);
  const bundled = asBundled(detector, bundledConfig);
  expect(bundled).toEqual(JSON.parse(JSON.stringify(detector)));
  const { rules } = memoryDeps(bundled, nobody);
  for (const { isHit } of rules) isHit(request({ id: "e", atMs: MIDNIGHT }));
  const guard = { settings: config.spend, alarms: [] };
  expect(asBundled(guard, bundledGuardConfig).settings).toEqual(
    JSON.parse(JSON.stringify(config.spend)),
  );
  if (config.elastic === undefined) return;
  elasticStream({
    endpoint: config.elastic.endpoint,
    dataStream: "logs-x",
    apiKey: { secret: "x", read: nobody.send, readAgain: nobody.send } as never,
    timeoutMs: 1,
    nowMs: () => 0,
    sleep,
    random: () => 0,
  });
}

test("whatever the synthesis accepts, every function and every replay reads, and no editor objects", () => {
  let accepted = 0;
  fc.assert(
    fc.property(drawn, (input) => {
      const config = parsed(input);
      if (typeof config === "string") return;
      accepted++;
      expect({ input, isValid: isValid(input) }).toEqual({ input, isValid: true });
      startFunctions(config);
      expect(detectorConfigOf(input)).toEqual(config.detector);
    }),
    { numRuns: runs(600) },
  );
  expect(accepted).toBeGreaterThan(least(200));
});

/** A key that stands somewhere in a configuration, and that we chose the name of. */
interface Place {
  readonly path: readonly string[];
  readonly key: string;
}

function placesIn(
  value: unknown,
  node: SchemaNode,
  path: readonly string[] = [],
): readonly Place[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => placesIn(item, node.items ?? {}, [...path, String(i)]));
  }
  if (typeof value !== "object" || value === null) return [];
  const named = node.additionalProperties === false ? {} : (node.additionalProperties ?? {});
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) => [
    ...(node.properties?.[key] === undefined ? [] : [{ path, key }]),
    ...placesIn(child, node.properties?.[key] ?? named, [...path, key]),
  ]);
}

/** The same with a key renamed, or its value replaced. */
function changed(value: unknown, { path, key }: Place, name: string, next?: unknown): unknown {
  const [head, ...rest] = path;
  const entries = Object.entries(value as object).map(([own, child]: [string, unknown]) => {
    if (head === undefined)
      return own === key ? [name, next === undefined ? child : next] : [own, child];
    return own === head ? [own, changed(child, { path: rest, key }, name, next)] : [own, child];
  });
  const made = Object.fromEntries(entries) as Input;
  return Array.isArray(value) ? Object.values(made) : made;
}

const accepted = drawn.filter((input) => typeof parsed(input) !== "string");
const place = fc.tuple(accepted, fc.nat()).map(([input, n]) => {
  const places = placesIn(input, file);
  return { input, place: places[n % places.length]! };
});

/** Two letters in the middle change places, as they do in haste. */
const misspelt = (key: string): string => {
  const middle = Math.floor(key.length / 2);
  return `${key.slice(0, middle - 1)}${key[middle]!}${key[middle - 1]!}${key.slice(middle + 1)}`;
};

test("a misspelt key is refused at every level, with the key that was meant", () => {
  const groups = new Set<string>();
  fc.assert(
    fc.property(place, ({ input, place: { path, key } }) => {
      const name = misspelt(key);
      fc.pre(name !== key && key.length >= 4);
      groups.add(path.filter((part) => !/^\d+$/.test(part)).join("."));
      const wrong = changed(input, { path, key }, name);
      const where = path.length === 0 ? "configuration" : path.join(".");
      expect(refusal(wrong).split("\n")).toContain(
        `${where}: got the unknown key ${name}; did you mean ${key}?`,
      );
      expect(isValid(wrong)).toBe(false);
    }),
    { numRuns: runs(300) },
  );
  expect(groups.size).toBeGreaterThan(least(20));
});

test.each([[null], [{ a: 1 }], [[[]]]])("%j in the place of a value is refused by both", (next) => {
  fc.assert(
    fc.property(place, ({ input, place: { path, key } }) => {
      const wrong = changed(input, { path, key }, key, next);
      fc.pre(JSON.stringify(wrong) !== JSON.stringify(input));
      expect([typeof parsed(wrong), isValid(wrong)]).toEqual(["string", false]);
    }),
    { numRuns: runs(200) },
  );
});
