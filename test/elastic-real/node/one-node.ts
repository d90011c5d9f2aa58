import { spawn, type ChildProcess } from "node:child_process";
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where a node was built, and with which Java it runs. */
export interface Built {
  readonly folder: string;
  readonly jdk: string;
}

/** The variable that tells suites of the node that they share. */
export const NODE_VARIABLE = "ELASTIC_REAL_NODE";

/** The node that the suites of a run share. */
export interface RealNode {
  readonly url: string;
  readonly built: Built;
  /** Its `http.max_content_length`, in bytes. */
  readonly longestRequest: number;
}

export interface NodeOptions {
  /** Elasticsearch's settings beside those that every node has. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** An Elasticsearch of one node on this machine. */
export interface OneNode {
  readonly url: string;
  /** Starts it again after it was stopped or killed, with what it had stored. */
  readonly start: () => Promise<void>;
  /** Ends it as a loss of power does. */
  readonly kill: () => Promise<void>;
  /** Stops it and removes what it had stored. */
  readonly remove: () => Promise<void>;
}

/** The only user; what a test does as an administrator of Elastic would. */
export const ADMIN = { name: "admin", password: "only-for-a-test" } as const;

const LONGEST_START_MS = 240_000;
const LONGEST_STOP_MS = 15_000;
const LONGEST_LOG = 20_000;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });

/** In the form of the file realm, which knows PBKDF2 with SHA-512. */
function hashOf(password: string): string {
  const rounds = 1_000;
  const salt = randomBytes(32);
  const hash = pbkdf2Sync(password, salt, rounds, 32, "sha512");
  return `{PBKDF2}${rounds}$${salt.toString("base64")}$${hash.toString("base64")}`;
}

function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), "elastic-real-"));
  mkdirSync(join(home, "config"));
  writeFileSync(join(home, "config/users"), `${ADMIN.name}:${hashOf(ADMIN.password)}\n`);
  writeFileSync(join(home, "config/users_roles"), `superuser:${ADMIN.name}\n`);
  return home;
}

const BASE_SETTINGS = {
  "cluster.name": "elastic-real",
  "node.name": "node",
  "discovery.type": "single-node",
  "network.host": "127.0.0.1",
  "cluster.routing.allocation.disk.threshold_enabled": "false",
  "xpack.license.self_generated.type": "trial",
  "xpack.security.enabled": "true",
  "xpack.security.http.ssl.enabled": "false",
  "xpack.security.transport.ssl.enabled": "false",
  "xpack.security.autoconfiguration.enabled": "false",
  "xpack.security.authc.api_key.enabled": "true",
} as const;

const LOGGING = join(__dirname, "log4j2.properties");

function argumentsFor(folder: string, home: string, settings: object): readonly string[] {
  return [
    "-Xms256m",
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    `-Dlog4j2.configurationFile=${LOGGING}`,
    `-Dlog4j.configurationFile=${LOGGING}`,
    `-Des.path.home=${home}`,
    "-cp",
    `${join(folder, "classes")}:${join(folder, "lib")}/*`,
    "org.elasticsearch.node.OneNode",
    home,
    join(folder, "modules"),
    ...Object.entries(settings).map(([name, value]) => `${name}=${String(value)}`),
  ];
}

/** Resolves when the node says that it has started, and rejects with the end of its log. */
const started = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let log = "";
    const fail = (why: string): void => {
      child.kill("SIGKILL");
      reject(new Error(`Elasticsearch ${why}:\n${log}`));
    };
    const timer = setTimeout(() => {
      fail(`did not start in ${LONGEST_START_MS / 1_000} s`);
    }, LONGEST_START_MS);
    const read = (data: Buffer): void => {
      log = `${log}${data.toString()}`.slice(-LONGEST_LOG);
      if (!/^STARTED$/m.test(log)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.on("exit", () => {
      clearTimeout(timer);
      fail("ended instead of starting");
    });
  });

const gone = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else {
      child.once("exit", () => {
        resolve();
      });
    }
  });

/** The node ends with its standard input, so it never outlives this process. */
async function stopped(child: ChildProcess): Promise<void> {
  child.stdin?.end();
  const timer = setTimeout(() => child.kill("SIGKILL"), LONGEST_STOP_MS);
  await gone(child);
  clearTimeout(timer);
}

/** Starts a node with a trial licence and security; it must be removed. */
export async function startNode(
  { folder, jdk }: Built,
  { settings = {} }: NodeOptions = {},
): Promise<OneNode> {
  const home = makeHome();
  const port = await freePort();
  const all = {
    ...BASE_SETTINGS,
    "http.port": port,
    "transport.port": await freePort(),
    ...settings,
  };
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = spawn(join(jdk, "bin/java"), argumentsFor(folder, home, all));
    await started(child);
  };
  const kill = async (): Promise<void> => {
    child?.kill("SIGKILL");
    if (child !== undefined) await gone(child);
  };
  const remove = async (): Promise<void> => {
    if (child !== undefined) await stopped(child);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await remove();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, start, kill, remove };
}
