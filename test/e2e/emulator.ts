import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");
const VENV = join(ROOT, ".venv");
const PACKAGE = "ministack==1.5.33";

/**
 * The AWS emulator, serving every service on one port of this machine only. Where it is not AWS:
 *
 * - It keeps a rule's state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS but never dispatches such
 *   a rule, and like AWS it refuses events whose source is `aws.*`. So the deployed patterns are
 *   proven with TestEventPattern, and what they would let through is put onto the queue.
 * - It shortens nothing: a message comes again only after its visibility time-out, so the test's
 *   configuration makes that short.
 * - It does not send mail: a queue that is subscribed to a topic stands in for an inbox.
 * - The schedule does not run: the sweep is invoked with the time that it would be given.
 */
export interface Emulator {
  readonly endpoint: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly stop: () => void;
}

/** Whether there is what the emulator is written in. */
export const isPythonThere = (): boolean => spawnSync("python3", ["--version"]).status === 0;

/** Installs the emulator into a virtual environment of its own, once. */
function install(): string {
  const program = join(VENV, "bin", "ministack");
  if (existsSync(program)) return program;
  execFileSync("python3", ["-m", "venv", VENV], { stdio: "inherit" });
  execFileSync(join(VENV, "bin", "pip"), ["install", "--quiet", PACKAGE], { stdio: "inherit" });
  return program;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
  });

async function waitFor(endpoint: string, child: ChildProcess): Promise<void> {
  for (let i = 0; i < 120; i++) {
    if (child.exitCode !== null) throw new Error(`the emulator ended with ${child.exitCode}`);
    const isUp = await fetch(`${endpoint}/_ministack/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error("the emulator did not come up within a minute");
}

export async function startEmulator(): Promise<Emulator> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const environment = {
    ...process.env,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    CDK_DISABLE_CLI_TELEMETRY: "1",
    CDK_DISABLE_VERSION_CHECK: "1",
  };
  const child = spawn(install(), [], {
    // Without BIND_HOST it would listen on every interface.
    env: { ...environment, BIND_HOST: "127.0.0.1", GATEWAY_PORT: String(port) },
    stdio: "ignore",
  });
  const stop = (): void => {
    child.kill();
  };
  process.once("exit", stop);
  await waitFor(endpoint, child);
  return { endpoint, environment, stop };
}
