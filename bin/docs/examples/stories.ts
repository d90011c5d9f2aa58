import { memoryWorld } from "../../../lambda/adapters/memory-deps";
import { detect } from "../../../lambda/core/engine";
import { sweep } from "../../../lambda/core/findings/sweep";
import { foldTarget } from "../../../lambda/core/incidents/fold";
import { parseConfig } from "../../../lambda/core/model/config";
import type { Observation } from "../../../lambda/core/model/observation";
import { MINUTE_MS } from "../../../lambda/core/model/time";
import type { StoredStep } from "../../../lambda/core/ports";
import { inOrder, replay, type ReplayWorld } from "../../../lambda/core/replay";
import * as traffic from "./traffic";

/** A world whose stores also keep every step that is written, in the order of writing. */
function keepingSteps(settings: object): {
  readonly world: ReplayWorld;
  readonly steps: readonly StoredStep[];
} {
  const steps: StoredStep[] = [];
  const world = memoryWorld(parseConfig(settings), { send: () => Promise.resolve() });
  const { findings, incidents } = world;
  const kept: Pick<ReplayWorld, "findings" | "incidents"> = {
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
  return { world: { ...world, ...kept }, steps };
}

async function stepsOf(
  observations: readonly Observation[],
  settings: object = {},
): Promise<readonly StoredStep[]> {
  const { world, steps } = keepingSteps(settings);
  await replay(inOrder(observations), world);
  return steps;
}

async function drilledSteps(
  observations: readonly Observation[],
  drill: string,
): Promise<readonly StoredStep[]> {
  const { world, steps } = keepingSteps({});
  const nowMs = (observations[0]?.atMs ?? 0) + 60 * MINUTE_MS;
  const detected = await detect(observations, nowMs, world, drill);
  const finding = detected.steps[0]?.finding;
  if (finding === undefined) throw new Error("the drill was not found");
  const { scope, target } = finding;
  await foldTarget(scope, target, nowMs, world);
  await sweep(nowMs + 60 * MINUTE_MS, world);
  await foldTarget(scope, target, nowMs + 60 * MINUTE_MS, world);
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
