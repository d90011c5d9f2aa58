import { memoryLearningStore } from "../../lambda/adapters/memory/counting";
import { memoryDeps } from "../../lambda/adapters/deps";
import type { Config } from "../../lambda/core/model/config";
import type { Email, Audience, Mailer } from "../../lambda/core/notifications/mail";
import type { Observation } from "../../lambda/core/model/observation";
import { inOrder, replay, type Replayed } from "../../lambda/core/replay";
import { onceEach } from "../../lambda/core/sources/primary-log";
import { collect, type Collected } from "./collect";

/** An e-mail and the moment at which it would have been sent, if events arrived at once. */
export interface Sent {
  readonly atMs: number;
  readonly audience: Audience;
  readonly email: Email;
}

export interface ReplayRun extends Replayed {
  readonly collected: Collected;
  /** What was replayed: each event once, in the order of time. */
  readonly observations: readonly Observation[];
  readonly sent: readonly Sent[];
  readonly seconds: { readonly reading: number; readonly all: number };
}

/**
 * Reads records and replays them through the detector.
 *
 * @param only ids of the rules to run; all where it is empty
 * @param isLearning whether to hold back at first, as a new deployment does
 */
export async function runReplay(
  paths: readonly string[],
  config: Config,
  only: readonly string[],
  stderr: NodeJS.WriteStream,
  isLearning = false,
): Promise<ReplayRun> {
  const begun = performance.now();
  const sent: Sent[] = [];
  const mailer: Mailer = {
    send: (audience, email, atMs) => {
      sent.push({ atMs, audience, email });
      return Promise.resolve();
    },
  };
  const deps = {
    ...memoryDeps(config, mailer, only),
    ...(isLearning && { learning: memoryLearningStore() }),
  };
  const options = { config, rules: deps.rules, stderr, nowMs: Date.now() };
  const collected = await collect(paths, options);
  const read = performance.now();
  const observations = inOrder(onceEach(collected.observations, config));
  const replayed = await replay(observations, deps);
  const seconds = { reading: (read - begun) / 1000, all: (performance.now() - begun) / 1000 };
  return { ...replayed, collected, observations, sent, seconds };
}
