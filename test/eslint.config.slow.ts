import { spawnSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(__dirname, "..");
const ESLINT = require.resolve("eslint/package.json").replace("package.json", "bin/eslint.js");

const IMPORTS = [
  "../model/time",
  "../sources",
  "../rules",
  "./tally",
  "../findings/finding",
  "../incidents/incident",
  "../spend/figure",
  "../notifications/pace",
  "../elastic/ecs",
  "../engine",
  "../replay",
  "../../adapters/telemetry",
  "node:crypto",
  "@aws-sdk/client-sqs",
];

/** What ESLint says of these imports in a file of the core, by import. */
function refusals(filename: string): ReadonlyMap<string, string> {
  const text = IMPORTS.map((source, i) => `import * as x${i} from "${source}";`).join("\n");
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [ESLINT, "--stdin", "--stdin-filename", filename, "--format", "json"],
    { cwd: ROOT, input: `${text}\n`, encoding: "utf8" },
  );
  if (stdout === "") throw new Error(stderr);
  const [{ messages }] = JSON.parse(stdout) as [
    { messages: { ruleId: string; line: number; message: string }[] },
  ];
  const ofLayers = messages.filter(({ ruleId }) =>
    ["boundaries/dependencies", "no-restricted-imports"].includes(ruleId),
  );
  return new Map(ofLayers.map(({ line, message }) => [IMPORTS[line - 1] ?? "", message]));
}

test("a folder of the core imports the folders above it, and nothing below it or outside", () => {
  const refused = refusals("lambda/core/counting/learning.ts");
  expect([...refused.keys()]).toEqual([
    "../findings/finding",
    "../incidents/incident",
    "../spend/figure",
    "../notifications/pace",
    "../elastic/ecs",
    "../engine",
    "../replay",
    "../../adapters/telemetry",
    "node:crypto",
    "@aws-sdk/client-sqs",
  ]);
  expect(refused.get("../findings/finding")).toContain("counting/ may not import findings/");
}, 120_000);

test("one file of the core may hash by Node, and imports nothing else of Node", () => {
  const refused = refusals("lambda/core/model/hash.ts");
  expect(refused.has("node:crypto")).toBe(false);
  expect(refused.has("@aws-sdk/client-sqs")).toBe(true);
  expect(refused.get("../sources")).toContain("model/ may not import sources/");
}, 120_000);
