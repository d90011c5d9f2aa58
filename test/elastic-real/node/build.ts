import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { POM, sortJars, VERSION } from "./jars";
import type { Tools } from "./tools";

const SOURCES = join(__dirname, "java");
const CACHE = join(__dirname, "../../../node_modules/.cache/elastic-real");
const COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";
const TIMEOUT_MS = 240_000;

/** Elastic's mappings for ECS, which the distribution installs by itself. */
export const ECS_MAPPINGS = "ecs@mappings.json";

const SERVICES = "META-INF";

const sources = (): readonly string[] =>
  readdirSync(SOURCES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(SOURCES, join(parentPath, name)))
    .sort();

function fingerprint(): string {
  const hash = createHash("sha256").update(POM);
  for (const name of sources()) hash.update(name).update(readFileSync(join(SOURCES, name)));
  return hash.digest("hex").slice(0, 16);
}

function run(command: string, args: readonly string[], cwd: string, jdk: string): void {
  const env = { ...process.env, JAVA_HOME: jdk };
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env,
    encoding: "utf8",
    timeout: TIMEOUT_MS,
  });
  if (status === 0) return;
  const said = `${stdout}${stderr}`.trim().slice(-2_000);
  throw new Error(`${command} ended with ${status ?? error?.message ?? "a signal"}: ${said}`);
}

function make(folder: string, { maven, jdk }: Tools): void {
  writeFileSync(join(folder, "pom.xml"), POM);
  run(maven, ["-q", "-B", COPY, `-DoutputDirectory=${join(folder, "lib")}`], folder, jdk);
  sortJars(folder);
  const files = sources()
    .filter((name) => name.endsWith(".java"))
    .map((name) => join(SOURCES, name));
  run(join(jdk, "bin/javac"), ["-nowarn", "-cp", "lib/*", "-d", "classes", ...files], folder, jdk);
  cpSync(join(SOURCES, SERVICES), join(folder, "classes", SERVICES), { recursive: true });
  const resources = `modules/xpack/x-pack-template-resources-${VERSION}.jar`;
  run(join(jdk, "bin/jar"), ["xf", resources, ECS_MAPPINGS], folder, jdk);
}

/**
 * The folder of a node that can be started: its jars, fetched by Maven, and the classes that stand
 * for those that Maven Central does not have. It is made once for each version of the two.
 */
export function builtNode(tools: Tools): string {
  const folder = join(CACHE, `${VERSION}-${fingerprint()}`);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const unfinished = mkdtempSync(join(CACHE, "unfinished-"));
  try {
    make(unfinished, tools);
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}
