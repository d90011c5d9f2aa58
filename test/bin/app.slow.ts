import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { context } from "../../cdk.json";

const ROOT = join(__dirname, "..", "..");
const out = mkdtempSync(join(tmpdir(), "app-"));
afterAll(() => {
  rmSync(out, { recursive: true });
});

/** Runs the app as the CDK's command line does, but bundles nothing. */
const synth = (own: object) =>
  spawnSync(process.execPath, ["--import", "tsx", "bin/app.ts"], {
    cwd: ROOT,
    encoding: "utf8",
    env: {
      ...process.env,
      CDK_OUTDIR: out,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...own, "aws:cdk:bundling-stacks": [] }),
    },
  });

test("synthesises both stacks from smspump.json as it is, without a word from cdk-nag", () => {
  const { status, stderr } = synth({ allowExamples: "true" });
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.not.stringContaining("Nag") as unknown,
  });
  expect(readdirSync(out)).toEqual(
    expect.arrayContaining(["SmsPumpingDetection.template.json", "SmsPumpingSpend.template.json"]),
  );
  const metadata = readFileSync(join(out, "SmsPumpingDetection.metadata.json"), "utf8");
  expect(metadata).toContain("drillEmails names no address");
}, 60_000);

test("refuses to deploy a fresh clone with its keys, the remedy and no stack trace", () => {
  const { status, stderr } = synth({});
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /smspump\.json: onCallEmails\.0: got "oncall@example\.com", .*; give a real address, or -c allowExamples=true .*\n/,
  );
  expect(stderr).not.toContain("    at ");
}, 60_000);
