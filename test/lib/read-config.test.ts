import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { context } from "../../cdk.json";
import { readDeployConfig } from "../../lib/read-config";

const folder = mkdtempSync(join(tmpdir(), "config-"));
const file = join(folder, "deploy.json");
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const read = (own: object) => readDeployConfig(new App({ context: { ...context, ...own } }).node);

test("what cdk.json ships can be deployed as it is", () => {
  expect(read({}).onCallEmails).toEqual(["oncall@example.com"]);
});

test("a file replaces what cdk.json says", () => {
  writeFileSync(file, JSON.stringify({ ...context.smsPumping, monthlyBudgetUsd: 7 }));
  expect(read({ config: file }).monthlyBudgetUsd).toBe(7);
});

test("refuses a file that is not there", () => {
  const missing = join(folder, "missing.json");
  expect(() => read({ config: missing })).toThrow(
    /^config: got .*missing\.json \(ENOENT.*\); give the path of a JSON file$/,
  );
});

test("refuses a file that holds no JSON", () => {
  writeFileSync(file, "{");
  expect(() => read({ config: file })).toThrow(/give the path of a JSON file$/);
});

test("refuses an app without any configuration", () => {
  expect(() => readDeployConfig(new App().node)).toThrow(/^smsPumping: got nothing/);
});
