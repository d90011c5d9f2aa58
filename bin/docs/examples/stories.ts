import { memoryDeps } from "../../../lambda/adapters/deps";
import { detect } from "../../../lambda/core/engine";
import { sweep } from "../../../lambda/core/findings/sweep";
import { foldTargets } from "../../../lambda/core/incidents/fold-targets";
import { parseConfig } from "../../../lambda/core/model/config";
import type { Observation } from "../../../lambda/core/model/observation";
import { MINUTE_MS } from "../../../lambda/core/model/time";
import type { StoredStep } from "../../../lambda/core/incidents/outbox";
import { inOrder, replay, type ReplayDeps } from "../../../lambda/core/replay";
import * as traffic from "./traffic";

/** Stores that also keep every step that is written, in the order of writing. */
function keepingSteps(settings: object): {
  readonly deps: ReplayDeps;
  readonly steps: readonly StoredStep[];
} {
  const steps: StoredStep[] = [];
  const deps = memoryDeps(parseConfig(settings), { send: () => Promise.resolve() });
  const { findings, incidents } = deps;
  const kept: Pick<ReplayDeps, "findings" | "incidents"> = {
    findings: {
      ...findings,
      write: async (head, own) => {
        const isWritten = await findings.write(head, own);
        if (isWritten) steps.push(...own.map((step) => ({ type: "finding" as const, ...step })));
        return isWritten;
      },
    },
    incidents: {
      ...incidents,
      write: async (head, own) => {
        const isWritten = await incidents.write(head, own);
        if (isWritten) steps.push(...own.map((step) => ({ type: "incident" as const, ...step })));
        return isWritten;
      },
    },
  };
  return { deps: { ...deps, ...kept }, steps };
}

async function stepsOf(
  observations: readonly Observation[],
  settings: object = {},
): Promise<readonly StoredStep[]> {
  const { deps, steps } = keepingSteps(settings);
  await replay(inOrder(observations), deps);
  return steps;
}

async function drilledSteps(
  observations: readonly Observation[],
  drill: string,
): Promise<readonly StoredStep[]> {
  const { deps, steps } = keepingSteps({});
  const nowMs = (observations[0]?.atMs ?? 0) + 60 * MINUTE_MS;
  const detected = await detect(observations, nowMs, deps, drill);
  const finding = detected.steps[0]?.finding;
  if (finding === undefined) throw new Error("the drill was not found");
  const { scope, target } = finding;
  await foldTargets(scope, [target], nowMs, deps);
  await sweep(nowMs + 60 * MINUTE_MS, deps);
  await foldTargets(scope, [target], nowMs + 60 * MINUTE_MS, deps);
  return steps;
}

const suppressions = [
  {
    id: "k6-runner",
    cidr: "203.0.113.77/32",
    expires: "2026-11-28T00:00:00Z",
    owner: "qa",
    reason: "load test",
  },
];

/** How each story's steps come about. */
const STORIES = {
  "one address": () => stepsOf(traffic.oneAddress(290)),
  "forgotten passwords": () => stepsOf(traffic.forgottenPasswords),
  botnet: () => stepsOf(traffic.botnet),
  "one IPv6 network": () => stepsOf(traffic.ipv6Network),
  texts: () => stepsOf(traffic.texts),
  publishes: () => stepsOf(traffic.publishes),
  form: () => stepsOf(traffic.form),
  suppressed: () => stepsOf(traffic.oneAddress(160), { suppressions }),
  drill: () => drilledSteps(traffic.oneAddress(20), "weekly-47"),
} as const;

export type Story = keyof typeof STORIES;

/** The steps of one attack, from its observations to its end. */
export const storyOf = (story: Story): Promise<readonly StoredStep[]> => STORIES[story]();
