import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runInNewContext } from "node:vm";
import { App, Duration, Stack } from "aws-cdk-lib";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { parseConfig } from "../../../lambda/core/model/config";
import type { GuardConfig } from "../../../lambda/core/spend/guard-config";
import { spendSettings } from "../../../lambda/core/spend/spend-settings";
import { NodeFunction } from "../../../lib/constructs/node-function";
import { detectionTemplate, elastic, resourcesOf } from "../synth";

const JSON_LITERAL = /'\{"(?:[^'\\]|\\.)*'|"\{\\"(?:[^"\\]|\\.)*"|`\{"(?:[^`\\]|\\.)*`/g;

/** The texts in a bundle that begin as objects in JSON do. */
const objectTexts = (code: string): readonly string[] =>
  [...code.matchAll(JSON_LITERAL)].map(([literal]) => runInNewContext(literal) as string);

test("every function is of the newest runtime, on ARM, with a log of its own that forgets", () => {
  const template = detectionTemplate({ logRetentionDays: 7, elastic });
  const functions = Object.values(resourcesOf(template, "AWS::Lambda::Function"));
  expect(functions).toHaveLength(6);
  const logs = Object.entries(resourcesOf(template, "AWS::Logs::LogGroup"));
  for (const { Properties } of functions) {
    expect(Properties).toMatchObject({ Runtime: "nodejs24.x", Architectures: ["arm64"] });
    const { LogGroup } = Properties.LoggingConfig as { LogGroup: { Ref: string } };
    expect(logs.find(([id]) => id === LogGroup.Ref)?.[1].Properties.RetentionInDays).toBe(7);
  }
});

test("an operator may add variables to all functions", () => {
  const template = detectionTemplate({
    tuning: { environment: { POWERTOOLS_LOG_LEVEL: "DEBUG" } },
  });
  const functions = Object.values(resourcesOf(template, "AWS::Lambda::Function"));
  expect(functions).toHaveLength(5);
  for (const { Properties } of functions) {
    expect(Properties).toHaveProperty("Environment.Variables.POWERTOOLS_LOG_LEVEL", "DEBUG");
  }
});

describe("bundled", () => {
  const outs = {
    relay: mkdtempSync(join(tmpdir(), "bundle-")),
    forward: mkdtempSync(join(tmpdir(), "bundle-")),
    spend: mkdtempSync(join(tmpdir(), "bundle-")),
  };
  const guard: GuardConfig = {
    settings: spendSettings({ monthlyBudgetUsd: 250, limitHours: 12 }),
    alarms: [
      { id: "money-fast", meaning: "It's fast.", runbook: "docs/runbooks/spend-money-fast.md" },
    ],
  };
  const owner = `he said "$HOME" and \`id\` \\ and 'no'`;
  const expires = "2027-01-01T00:00:00Z";
  const detector = parseConfig({
    suppressions: [{ id: "odd", cidr: "192.0.2.0/24", owner, expires, reason: "a test" }],
  });

  // A shell must take every sign of a path literally.
  const folder = mkdtempSync(join(tmpdir(), "it's $HOME `id` "));
  const caFile = join(folder, "ca.pem");

  beforeAll(() => {
    copyFileSync(join(__dirname, "..", "..", "fixtures", "ca.pem"), caFile);
    for (const name of ["relay", "forward", "spend"] as const) {
      const app = new App({ outdir: outs[name] });
      new NodeFunction(new Stack(app, "Test"), "Test", {
        defaults: { detector, logRetention: RetentionDays.ONE_DAY, environment: {} },
        name,
        description: "test",
        timeout: Duration.seconds(10),
        memoryMb: 128,
        environment: {},
        ...(name === "spend" && { configuration: guard }),
        ...(name === "forward" && { files: { "elastic-ca.pem": caFile } }),
      });
    }
  });
  afterAll(() => {
    for (const out of [...Object.values(outs), folder]) rmSync(out, { recursive: true });
  });

  const bundle = (name: keyof typeof outs): string => {
    const asset = readdirSync(outs[name]).find((entry) => entry.startsWith("asset."));
    return join(outs[name], asset!, "index.js");
  };

  test("a function carries its configuration, whatever signs are in it", () => {
    const code = readFileSync(bundle("relay"), "utf8");
    expect(code).not.toContain("process.env.SMS_PUMPING_CONFIG");
    expect(objectTexts(code)).toContain(JSON.stringify(detector));
  });

  test("the spend guard carries its own configuration in its place", () => {
    const code = readFileSync(bundle("spend"), "utf8");
    expect(code).not.toContain("process.env.SMS_PUMPING_CONFIG");
    expect(objectTexts(code)).toContain(JSON.stringify(guard));
    expect(code).not.toContain("192.0.2.0/24");
  });

  test("a function has the files that it is given beside its code, and others have none", () => {
    const beside = (name: keyof typeof outs) => readdirSync(dirname(bundle(name))).sort();
    expect(beside("forward")).toEqual(["elastic-ca.pem", "index.js"]);
    expect(beside("relay")).toEqual(["index.js"]);
    const copied = readFileSync(join(dirname(bundle("forward")), "elastic-ca.pem"));
    expect(copied).toEqual(readFileSync(caFile));
  });

  test.each(["relay", "forward", "spend"] as const)("%s with its SDK stays small", (name) => {
    expect(statSync(bundle(name)).size).toBeLessThan(450 * 1024);
  });
});
