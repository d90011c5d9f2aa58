import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What builds and runs the node. */
export interface Tools {
  readonly maven: string;
  /** The folder of a JDK. */
  readonly jdk: string;
}

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

function findJdk({ JAVA_HOME, JAVA_HOME_17_X64 }: NodeJS.ProcessEnv): string | undefined {
  const installed = existsSync(INSTALLED) ? readdirSync(INSTALLED) : [];
  const places = [JAVA_HOME_17_X64, JAVA_HOME, ...installed.map((each) => join(INSTALLED, each))];
  return places.find((place) => place !== undefined && isWanted(place));
}

/** The tools, or what is missing, in words. */
export function findTools(environment: NodeJS.ProcessEnv): Tools | string {
  const jdk = findJdk(environment);
  if (jdk === undefined) {
    return `no JDK ${MAJOR}: install one, and name its folder in JAVA_HOME`;
  }
  const { status } = spawnSync("mvn", ["--version"], { timeout: 30_000 });
  return status === 0 ? { maven: "mvn", jdk } : "no Maven: install it, so that mvn is on the path";
}
