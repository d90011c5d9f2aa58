import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What builds and runs the node. */
export interface Tools {
  readonly maven: string;
  /** The folder of a JDK. */
  readonly jdk: string;
}

const MAVEN = "mvn";
const MAJOR = "17";
const INSTALLED = "/usr/lib/jvm";

const isWanted = (folder: string): boolean => {
  const release = join(folder, "release");
  return (
    existsSync(join(folder, "bin/javac")) &&
    existsSync(release) &&
    readFileSync(release, "utf8").includes(`JAVA_VERSION="${MAJOR}.`)
  );
};

function findJdk(
  { JAVA_HOME, JAVA_HOME_17_X64 }: NodeJS.ProcessEnv,
  folder: string,
): string | undefined {
  const installed = existsSync(folder) ? readdirSync(folder) : [];
  const places = [JAVA_HOME_17_X64, JAVA_HOME, ...installed.map((each) => join(folder, each))];
  return places.find((place) => place !== undefined && isWanted(place));
}

/** The tools, or what is missing, in words. */
function findTools(environment: NodeJS.ProcessEnv, installed: string): Tools | string {
  const jdk = findJdk(environment, installed);
  if (jdk === undefined) {
    return `no JDK ${MAJOR}: install one, and name its folder in JAVA_HOME`;
  }
  const { status } = spawnSync(MAVEN, ["--version"], { env: environment, timeout: 30_000 });
  return status === 0 ? { maven: MAVEN, jdk } : "no Maven: install it, so that mvn is on the path";
}

/**
 * The tools; undefined where one is missing, which is told.
 *
 * @param tell is handed what is missing
 * @param installed where JDKs stand, each in a folder of its own
 * @throws Error in CI, where nothing may be missing
 */
export function requireTools(
  environment: NodeJS.ProcessEnv,
  tell: (problem: string) => void,
  installed = INSTALLED,
): Tools | undefined {
  const found = findTools(environment, installed);
  if (typeof found !== "string") return found;
  if (environment.CI !== undefined) throw new Error(found);
  tell(found);
  return undefined;
}
