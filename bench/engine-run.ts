import { createInterner } from "../bin/replay/interned";
import { memoryDeps } from "../lambda/adapters/deps";
import { parseConfig } from "../lambda/core/model/config";
import type { Observation } from "../lambda/core/model/observation";
import { inOrder, replay } from "../lambda/core/replay";
import { DAY_MS } from "../lambda/core/model/time";
import { random } from "./random";

/* Run by engine.ts in a process of its own: replays N observations in memory, and prints what it
   took as one line of JSON. */

export interface EngineRun {
  readonly count: number;
  readonly seconds: number;
  /** Bytes of heap that the windows and findings of the run hold. */
  readonly kept: number;
  /** Bytes of heap that the observations themselves hold, as replay keeps them. */
  readonly observed: number;
  readonly findings: number;
}

const START = Date.UTC(2026, 10, 16);
const AGENTS = ["Mozilla/5.0 (iPhone)", "Mozilla/5.0 (Windows NT 10.0)", "okhttp/4.12.0"];

/** Half a business that confirms, a third one flooding address, the rest a rotating botnet. */
function traffic(count: number): Observation[] {
  const next = random(7);
  const observations: Observation[] = [];
  const push = (atMs: number, ip: string, userAgent: string, isConfirmation: boolean): void => {
    observations.push({
      id: `ct:00000000-0000-4000-8000-${String(observations.length).padStart(12, "0")}`,
      atMs,
      source: "cognito-api",
      kind: isConfirmation ? "sms-confirmed" : "sms-requested",
      action: isConfirmation ? "ConfirmSignUp" : "SignUp",
      outcome: "success",
      delivery: isConfirmation ? "none" : "sms",
      account: "111122223333",
      region: "us-east-1",
      ip,
      userAgent,
      clientId: "1example23456789",
    });
  };
  while (observations.length < count) {
    const kind = next();
    const atMs = START + Math.floor(next() * DAY_MS);
    if (kind < 0.3) {
      const ip = `198.18.${Math.floor(next() * 80)}.${Math.floor(next() * 250)}`;
      const agent = AGENTS[Math.floor(next() * AGENTS.length)] ?? "";
      push(atMs, ip, agent, false);
      if (next() < 0.78) push(atMs + 15_000 + Math.floor(next() * 100_000), ip, agent, true);
    } else if (kind < 0.7) push(atMs, "203.0.113.7", "curl/8.4.0", false);
    else
      push(atMs, `198.19.${Math.floor(next() * 4)}.${Math.floor(next() * 250)}`, "bot/1.0", false);
  }
  return observations;
}

function heap(): number {
  global.gc?.();
  return process.memoryUsage().heapUsed;
}

async function main(): Promise<void> {
  const count = Number(process.argv[2]);
  const deps = memoryDeps(parseConfig({}), { send: () => Promise.resolve() });
  const empty = heap();
  const observations = inOrder(traffic(count).map(createInterner()));
  const before = heap();
  const begun = performance.now();
  const { findings } = await replay(observations, deps);
  const seconds = (performance.now() - begun) / 1000;
  const kept = heap() - before;
  const observed = before - empty;
  const result: EngineRun = { count, seconds, kept, observed, findings: findings.length };
  process.stdout.write(JSON.stringify(result));
}

void main();
