import { memoryLearningStore } from "../../lambda/adapters/memory/counting";
import { memoryDeps } from "../../lambda/adapters/deps";
import { parseConfig } from "../../lambda/core/model/config";
import { BASELINE_DAYS } from "../../lambda/core/counting/minutes/baseline";
import type { Finding } from "../../lambda/core/findings/finding";
import type { IncidentStep } from "../../lambda/core/incidents/incident";
import type { Observation } from "../../lambda/core/model/observation";
import type { Target } from "../../lambda/core/model/rule";
import { replay, type ReplayDeps } from "../../lambda/core/replay";
import { HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { messages, mixed, type Attack } from "./attacks";
import { backend, business, type BusinessPlan } from "./business";
import { requestOf } from "./business/calls";
import { instantOf } from "./business/rhythm";
import { depsOver } from "./overlay";
import { windowsByDay } from "./windows-by-day";

/** An address is compared with its own windows of so many whole days; the table keeps them longer. */
const KEPT_DAYS = BASELINE_DAYS + 1;

const CONFIG = parseConfig({});

/** As deployed: it learns at first. */
export const freshDeps = (config = CONFIG): ReplayDeps => ({
  ...memoryDeps(config, { send: () => Promise.resolve() }),
  learning: memoryLearningStore(),
  windows: windowsByDay(KEPT_DAYS),
});

/** The findings of a business that page: those that are over before all is learned, and others. */
export interface Pages {
  readonly whileLearning: readonly Finding[];
  readonly afterwards: readonly Finding[];
}

export function pagesAmong(findings: Iterable<Finding>): Pages {
  const paging = [...findings].filter(({ notify }) => notify === "page");
  const endMs = instantOf(CONFIG.learningDays, 0);
  return {
    whileLearning: paging.filter(({ lastSeen }) => lastSeen < endMs),
    afterwards: paging.filter(({ lastSeen }) => lastSeen >= endMs),
  };
}

/** What of the findings that paged outside learning tells why. */
export const notified = (seed: string, { afterwards }: Pages) =>
  afterwards.map(({ ruleId, entity, openedAt, count, confirmed }) => ({
    seed,
    ruleId,
    entity: entity.value,
    openedAt: new Date(openedAt).toISOString(),
    count,
    confirmed,
  }));

/** Every proof by businesses stands on these ten. */
export const SEEDS: readonly string[] = Array.from({ length: 10 }, (_, i) => String(i + 1));

const LONGEST_TYPING_MS = 2 * MINUTE_MS;

/**
 * Cuts a business in two so that no code is left untyped: what is asked for by then goes with its
 * confirmations, which a replay of the first part would otherwise miss at its end.
 */
export function cutAt(
  observations: readonly Observation[],
  atMs: number,
): { readonly before: readonly Observation[]; readonly after: readonly Observation[] } {
  const index = observations.findIndex((observation) => observation.atMs >= atMs);
  if (index < 0) return { before: observations, after: [] };
  const head = observations.slice(0, index);
  const waiting = new Set<string>();
  for (let i = index - 1; i >= 0 && (head[i]?.atMs ?? 0) >= atMs - LONGEST_TYPING_MS; i--) {
    waiting.add(head[i]?.id ?? "");
  }
  const answers = (observation: Observation): boolean =>
    observation.kind === "sms-confirmed" && waiting.has(requestOf(observation));
  const tail = observations.slice(index);
  const endMs = atMs + LONGEST_TYPING_MS;
  const late = tail.filter((observation) => observation.atMs <= endMs && answers(observation));
  const gone = new Set(late);
  return { before: [...head, ...late], after: tail.filter((each) => !gone.has(each)) };
}

/** What the rules that count a message say that it abuses. */
const targetsOf = (message: Observation, { rules }: ReplayDeps): readonly Target[] =>
  rules.flatMap((rule) => (rule.isHit(message) ? (rule.targetOf(message) ?? []) : []));

/** Ends a replay: the first page is all that matters. */
class Paged extends Error {
  override readonly name = "Paged";

  readonly step: IncidentStep;

  constructor(step: IncidentStep) {
    super("paged");
    this.step = step;
  }
}

const untilPageOn = (targets: ReadonlySet<Target>, deps: ReplayDeps): ReplayDeps => ({
  ...deps,
  incidents: {
    ...deps.incidents,
    write: async (head, steps) => {
      const isWritten = await deps.incidents.write(head, steps);
      const opened = steps.find(({ reasons }) => reasons.includes("opened"));
      if (isWritten && opened && targets.has(head.target)) throw new Paged(opened);
      return isWritten;
    },
  },
});

/** The first page on a target that the attack has. */
async function firstPage(
  observations: readonly Observation[],
  attack: readonly Observation[],
  deps: ReplayDeps,
): Promise<IncidentStep | undefined> {
  const targets = attack.slice(0, 1).flatMap((message) => targetsOf(message, deps));
  try {
    await replay(mixed(observations, attack), untilPageOn(new Set(targets), deps));
    return undefined;
  } catch (error) {
    if (error instanceof Paged) return error.step;
    throw error;
  }
}

/** How an attack came to light. */
export interface Detected {
  readonly ruleId: string;
  /** Messages that the attacker had sent when the verdict was due, by the time of the events. */
  readonly messages: number;
  /** From his first message to the opening of the incident, by the clock of the replay. */
  readonly minutes: number;
}

/** A business up to an instant, from which attacks can set out. */
export interface Stage {
  /** @returns undefined if it pages nobody within `ATTACK_HOURS` */
  readonly attacked: (attack: Attack) => Promise<Detected | undefined>;
}

/** How long an attack lasts if nothing stops it. */
export const ATTACK_HOURS = 6;

export const ATTACK_TIMES = [
  ["night", instantOf(14, 3)],
  ["day", instantOf(14, 14)],
] as const;

export type AttackTime = (typeof ATTACK_TIMES)[number][0];

function stageOn(
  deps: ReplayDeps,
  after: readonly Observation[],
  atMs: number,
  seed: string,
): Stage {
  const lengthMs = ATTACK_HOURS * HOUR_MS;
  const { before: meanwhile } = cutAt(after, atMs + lengthMs);
  return {
    attacked: async (attack) => {
      const sent = messages(attack, seed, atMs, lengthMs);
      const step = await firstPage(meanwhile, sent, depsOver(deps));
      if (step === undefined) return undefined;
      const { openedAt, openedAs } = step.incident;
      return {
        ruleId: openedAs.ruleId,
        messages: sent.filter((message) => message.atMs <= openedAt).length,
        minutes: (step.atMs + 1 - atMs) / MINUTE_MS,
      };
    },
  };
}

/**
 * Replays a whole business, and stops at each of the attack times for as many attacks as are
 * wanted; none of them changes what the others meet.
 *
 * @param observations in the order of time, each id once
 */
export async function play(
  observations: readonly Observation[],
  seed: string,
  at: (time: AttackTime, stage: Stage) => Promise<void> = () => Promise.resolve(),
): Promise<Pages> {
  const deps = freshDeps();
  const findings = new Map<string, Finding>();
  const goOn = async (part: readonly Observation[]): Promise<void> => {
    for (const finding of (await replay(part, deps)).findings) findings.set(finding.id, finding);
  };
  let rest = observations;
  for (const [time, atMs] of ATTACK_TIMES) {
    const { before, after } = cutAt(rest, atMs);
    await goOn(before);
    await at(time, stageOn(deps, after, atMs, seed));
    rest = after;
  }
  await goOn(rest);
  return pagesAmong(findings.values());
}

/** People, and a backend that sends half as often as they ask and in the end as often. */
export const surroundings = (plan: BusinessPlan): readonly Observation[] =>
  mixed(business(plan), backend(plan.seed, plan.peakPerHour / 2, 2));
