import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { readDeployConfig } from "../../lib/read-config";

const ROOT = join(__dirname, "..", "..");

/** What somebody deploys. */
const real = {
  onCallEmails: ["oncall@smspump.dev"],
  costOwnerEmails: ["finops@smspump.dev"],
  monthlyBudgetUsd: 100,
};
const shipped = { ...real, onCallEmails: ["a@example.com"], costOwnerEmails: ["b@example.org"] };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "config-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function put(name: string, content: object | string): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const read = (context: object, root = folder) =>
  readDeployConfig(new App({ context: { ...context } }).node, root);

const refusal = (context: object, root = folder): string => {
  try {
    read(context, root);
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
};

test.each([true, "true"])("what is shipped can be tried out with allowExamples %j", (given) => {
  expect(read({ allowExamples: given }, ROOT).onCallEmails).toEqual(["oncall@example.com"]);
});

test("refuses to deploy what is shipped: it would tell nobody", () => {
  expect(refusal({}, ROOT).split("\n")).toEqual([
    'smspump.json: onCallEmails.0: got "oncall@example.com", an example that reaches nobody; give a real address, or -c allowExamples=true to try things out',
    'smspump.json: costOwnerEmails.0: got "cost-owner@example.com", an example that reaches nobody; give a real address, or -c allowExamples=true to try things out',
  ]);
  expect(refusal({ allowExamples: "false" }, ROOT)).toContain("reaches nobody");
});

test("refuses neither yes nor no to examples", () => {
  expect(refusal({ allowExamples: "yes" }, ROOT)).toBe(
    'allowExamples: got "yes"; give true or false',
  );
});

test("smspump.json is read without being named", () => {
  put("smspump.json", { $schema: "./smspump.schema.json", ...real });
  expect(read({}).onCallEmails).toEqual(real.onCallEmails);
});

test("a byte order mark is no part of the configuration", () => {
  put("smspump.json", `\uFEFF${JSON.stringify(real)}`);
  expect(read({}).monthlyBudgetUsd).toBe(100);
});

test("a file that is named takes the place of smspump.json", () => {
  put("smspump.json", { ...real, monthlyBudgetUsd: 8 });
  const config = put("deploy.json", { ...real, monthlyBudgetUsd: 7 });
  expect(read({ config }).monthlyBudgetUsd).toBe(7);
});

test("what cdk.json holds for an earlier version still deploys, beside smspump.json as shipped", () => {
  expect(read({ smsPumping: real }).onCallEmails).toEqual(real.onCallEmails);
  put("smspump.json", shipped);
  expect(read({ smsPumping: real }).onCallEmails).toEqual(real.onCallEmails);
  expect(refusal({ smsPumping: { ...real, monthlyBudgetUsd: 0 } })).toBe(
    "cdk.json, smsPumping: monthlyBudgetUsd: got 0; give US dollars, more than 0",
  );
});

test("refuses two configurations and says which to keep", () => {
  const remedy =
    /^configuration: got both smsPumping in cdk\.json and (.*smspump|.*deploy)\.json; give one: move what smsPumping holds into \1\.json, and delete smsPumping from cdk\.json$/;
  put("smspump.json", real);
  expect(refusal({ smsPumping: real })).toMatch(remedy);
  const config = put("deploy.json", real);
  expect(refusal({ smsPumping: real, config })).toMatch(remedy);
});

test("each line of a refusal begins with the file", () => {
  const config = put("deploy.json", { ...real, monthlyBudgetUsd: 0, trial: true });
  expect(refusal({ config }).split("\n")).toEqual([
    `${config}: monthlyBudgetUsd: got 0; give US dollars, more than 0`,
    `${config}: configuration: got the unknown key trial; did you mean trail?`,
  ]);
});

test("refuses a file that is not there", () => {
  const config = join(folder, "missing.json");
  const remedy = "no such file or folder; give the path of a JSON file";
  expect(refusal({ config })).toBe(`${config}: ${remedy}`);
  expect(refusal({})).toBe(`${join(folder, "smspump.json")}: ${remedy}`);
});

test("refuses a file that holds no JSON", () => {
  const config = put("deploy.json", "{");
  expect(refusal({ config })).toMatch(/deploy\.json: got no JSON \(.*\); give one JSON object$/);
});
