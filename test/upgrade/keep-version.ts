import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepStored } from "../support/stored-items";
import { ELASTIC_PLACEHOLDER, keepVersion, keptVersions } from "./kept-version";
import { recordStored } from "./record-stored";

/* Keeps this tree as an earlier version for the upgrade test: run it at the commit of a release. */

const ROOT = join(__dirname, "..", "..");
const CONFIG_FILE = join(__dirname, "config.json");

const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly version: string;
};

/** Synthesizes this tree as `cdk deploy` would, and returns the folder. */
function synthesize(config: string): string {
  const folder = mkdtempSync(join(tmpdir(), "smspump-keep-"));
  const configFile = join(folder, "config.json");
  const elastic = { endpoint: ELASTIC_PLACEHOLDER, secret: "sms-pumping/elastic" };
  writeFileSync(configFile, JSON.stringify({ ...(JSON.parse(config) as object), elastic }));
  const output = join(folder, "cdk.out");
  execFileSync(
    join(ROOT, "node_modules", ".bin", "cdk"),
    [
      ...["synth", "--quiet", "--output", output],
      ...["-c", `config=${configFile}`, "-c", "allowExamples=true"],
    ],
    { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] },
  );
  return output;
}

if (keptVersions().includes(version)) {
  process.stderr.write(
    `version ${version} is kept already; raise "version" in package.json, or delete test/upgrade/versions/${version} to keep it anew\n`,
  );
  process.exit(1);
}
async function keep(): Promise<void> {
  const config = readFileSync(CONFIG_FILE, "utf8");
  keepVersion(version, synthesize(config), config);
  keepStored(version, await recordStored());
  process.stdout.write(`kept version ${version}\n`);
}

void keep();
