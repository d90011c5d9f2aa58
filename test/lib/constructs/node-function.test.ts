import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { App, Duration, Stack } from "aws-cdk-lib";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { parseConfig } from "../../../lambda/core/config";
import { NodeFunction } from "../../../lib/constructs/node-function";
import { detectionTemplate, resourcesOf } from "../synth";

test("every function is of the newest runtime, on ARM, with a log of its own that forgets", () => {
  const template = detectionTemplate({ logRetentionDays: 7 });
  const functions = Object.values(resourcesOf(template, "AWS::Lambda::Function"));
  expect(functions).toHaveLength(4);
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
  expect(functions).toHaveLength(4);
  for (const { Properties } of functions) {
    expect(Properties).toHaveProperty("Environment.Variables.POWERTOOLS_LOG_LEVEL", "DEBUG");
  }
});

describe("bundled", () => {
  const out = mkdtempSync(join(tmpdir(), "bundle-"));
  const owner = `he said "$HOME" and \`id\` \\ and 'no'`;
  const expires = "2027-01-01T00:00:00Z";
  const detector = parseConfig({
    suppressions: [{ id: "odd", cidr: "192.0.2.0/24", owner, expires, reason: "a test" }],
  });

  beforeAll(() => {
    const app = new App({ outdir: out });
    new NodeFunction(new Stack(app, "Test"), "Relay", {
      defaults: { detector, logRetention: RetentionDays.ONE_DAY, environment: {} },
      name: "relay",
      description: "test",
      timeout: Duration.seconds(10),
      memoryMb: 128,
      environment: {},
    });
  });
  afterAll(() => {
    rmSync(out, { recursive: true });
  });

  const bundle = (): string => {
    const asset = readdirSync(out).find((entry) => entry.startsWith("asset."));
    return join(out, asset!, "index.js");
  };

  test("a function carries its configuration, whatever signs are in it", () => {
    const code = readFileSync(bundle(), "utf8");
    expect(code).not.toContain("process.env.SMS_PUMPING_CONFIG");
    const literals = [
      ...code.matchAll(/JSON\.parse\(('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`)/g),
    ];
    const texts = literals.map(([, literal]) => runInNewContext(literal!) as string);
    expect(texts).toContain(JSON.stringify(detector));
  });

  test("a function with its SDK stays small", () => {
    expect(statSync(bundle()).size).toBeLessThan(450 * 1024);
  });
});
