import { emailSink } from "../../lambda/core/notifications/email-sink";
import type { Finding } from "../../lambda/core/findings/finding";
import type { Incident, IncidentStep } from "../../lambda/core/incidents/incident";
import type { Observation } from "../../lambda/core/model/observation";
import { replay, type ReplayDeps } from "../../lambda/core/replay";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { mixed } from "./attacks";
import { attackOf, isText, startOf, type Family } from "./families/family";
import { WORLD_CONFIG, WORLDS, type WorldId } from "./families/worlds";
import { cutAt, freshDeps, pagesAmong } from "./judge-business";
import type { Situation } from "./harmless/situation";
import { HARMLESS_WORLDS, type HarmlessWorldId } from "./harmless/worlds";
import { depsOver } from "./overlay";
import { seeded } from "./random";

/** How an attack came to light. */
export interface Found {
  readonly ruleId: string;
  /** Texts that he had sent when the verdict was due, by the time of the events. */
  readonly texts: number;
  /** As above, with the time that records take to arrive. */
  readonly textsWithDelay: number;
  readonly minutes: number;
}

export interface FamilyResult {
  readonly family: string;
  /** Null when nobody was paged. */
  readonly found: Found | null;
  /** All that he would have sent. */
  readonly texts: number;
  /** E-mails to on-call, where the attack ran to its end. */
  readonly emails: number;
}

/** What became of a harmless situation that was played several times. */
export interface SituationResult {
  readonly situation: string;
  readonly runs: number;
  /** The rules that opened an incident which does not open without it. */
  readonly pages: readonly string[];
}

export interface WorldResult {
  readonly families: readonly FamilyResult[];
  readonly situations: readonly SituationResult[];
  /** Rules that paged without an attack, once for each finding after the first week. */
  readonly pages: readonly string[];
}

/**
 * How late records arrive. CloudTrail: "an average of about 5 minutes",
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html. A load
 * balancer publishes a file of its log every five minutes,
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html;
 * reading it is taken for one more.
 */
export const DELAY_MINUTES = { cloudtrail: 5, web: 6 } as const;

/** Ends a replay: the first page is all that matters. */
class Paged extends Error {
  override readonly name = "Paged";

  readonly ruleId: string;
  /** When the verdict was due, by the time of the events; or when people were told. */
  readonly dueMs: number;
  readonly atMs: number;

  constructor(ruleId: string, dueMs: number, atMs: number) {
    super("paged");
    this.ruleId = ruleId;
    this.dueMs = dueMs;
    this.atMs = atMs;
  }
}

interface Opened {
  readonly target: string;
  readonly ruleId: string;
}

const nameOf = ({ target, ruleId }: Opened): string => `${ruleId} on ${target}`;

const openedBy = ({ target, openedAs }: Incident): Opened => ({ target, ruleId: openedAs.ruleId });

/** The rules of an incident for which people are paged. */
const pagingIn = ({ target, rules }: Incident): readonly string[] =>
  rules.filter(({ notify }) => notify === "page").map(({ ruleId }) => nameOf({ target, ruleId }));

/** A step of an incident, and the names of the rules that page with it and did not before. */
type OnStep = (step: IncidentStep, joining: readonly string[]) => void;

/** Tells of each step of an incident. */
const watched = (deps: ReplayDeps, onStep: OnStep): ReplayDeps => ({
  ...deps,
  incidents: {
    ...deps.incidents,
    write: async (head, steps) => {
      const before = await deps.incidents.read(head.scope, head.target);
      const isWritten = await deps.incidents.write(head, steps);
      for (const step of isWritten ? steps : []) {
        const known = before?.incidents.find(({ id }) => id === step.incident.id);
        const paging = new Set(known === undefined ? [] : pagingIn(known));
        onStep(
          step,
          pagingIn(step.incident).filter((name) => !paging.has(name)),
        );
      }
      return isWritten;
    },
  },
});

/** Tells of each incident that opens. */
const watchedOpening = (deps: ReplayDeps, onOpened: (incident: Incident) => void): ReplayDeps =>
  watched(deps, ({ reasons, incident }) => {
    if (reasons.includes("opened")) onOpened(incident);
  });

/** Sends e-mail as deployed, and tells of each. */
const mailing = (
  deps: ReplayDeps,
  onMail: (incident: Incident | undefined, atMs: number) => void,
): ReplayDeps => {
  let current: Incident | undefined;
  const sink = emailSink({
    send: (_audience, _email, atMs) => {
      onMail(current, atMs);
      return Promise.resolve();
    },
  });
  return {
    ...deps,
    sink: {
      ...sink,
      send: async (news, nowMs, config) => {
        current = news.incident;
        try {
          return await sink.send(news, nowMs, config);
        } finally {
          current = undefined;
        }
      },
    },
  };
};

/** The rules that open an incident in the same time without the attack, and those that page at all. */
interface Control {
  readonly opening: ReadonlySet<string>;
  readonly paging: ReadonlySet<string>;
}

async function controlOf(meanwhile: readonly Observation[], deps: ReplayDeps): Promise<Control> {
  const opening = new Set<string>();
  const paging = new Set<string>();
  const noted: OnStep = ({ reasons, incident }, joining) => {
    if (reasons.includes("opened")) opening.add(nameOf(openedBy(incident)));
    for (const name of joining) paging.add(name);
  };
  await replay(meanwhile, watched(depsOver(deps), noted));
  return { opening, paging };
}

/**
 * Tells of the first page: at an incident that opens, or with the e-mail that follows when a rule joins
 * one that was open already. Neither counts where the same rule does it without the attack.
 */
function pageWatch(control: Control) {
  const joined = new Map<string, string>();
  return {
    onStep: (({ reasons, incident, atMs }, joining) => {
      const { ruleId, target } = openedBy(incident);
      if (reasons.includes("opened") && !control.opening.has(nameOf({ ruleId, target }))) {
        throw new Paged(ruleId, incident.openedAt, atMs);
      }
      const [name] = joining.filter((each) => !control.paging.has(each));
      if (name !== undefined && !joined.has(target)) joined.set(target, name);
    }) satisfies OnStep,
    onMail: ({ target }: Incident, atMs: number): void => {
      const name = joined.get(target);
      if (name !== undefined) throw new Paged(name.split(" ")[0] ?? name, atMs, atMs);
    },
  };
}

/** Goes on with the attack until people are told of it, where that is what counts. */
async function attacked(
  { measure = "incident", isAbout }: Family,
  attack: readonly Observation[],
  meanwhile: readonly Observation[],
  { control, deps }: Stage,
): Promise<{ readonly paged: Paged | undefined; readonly emails: number }> {
  let emails = 0;
  const firstMs = attack.find(isText)?.atMs ?? Infinity;
  const { onStep, onMail } = pageWatch(control);
  const ready = mailing(depsOver(deps), (incident, atMs) => {
    emails++;
    if (incident === undefined) return;
    if (measure === "incident") onMail(incident, atMs);
    if (measure === "first e-mail" && atMs >= firstMs && isAbout?.(incident.target) === true) {
      throw new Paged(incident.openedAs.ruleId, atMs, atMs);
    }
  });
  try {
    await replay(mixed(meanwhile, attack), measure === "incident" ? watched(ready, onStep) : ready);
    return { paged: undefined, emails };
  } catch (error) {
    if (error instanceof Paged) return { paged: error, emails };
    throw error;
  }
}

function resultOf(
  family: Family,
  attack: readonly Observation[],
  paged: Paged | undefined,
  emails: number,
): FamilyResult {
  const texts = attack.filter(isText);
  const until = (atMs: number): number => texts.filter((each) => each.atMs <= atMs).length;
  const all = { family: family.id, texts: texts.length, emails };
  if (paged === undefined) return { ...all, found: null };
  const { ruleId, dueMs, atMs } = paged;
  const delayMs = DELAY_MINUTES[family.road ?? "cloudtrail"] * MINUTE_MS;
  return {
    ...all,
    found: {
      ruleId,
      texts: until(dueMs),
      textsWithDelay: until(dueMs + delayMs),
      minutes: (atMs + 1 - (attack[0]?.atMs ?? 0)) / MINUTE_MS,
    },
  };
}

/** Of each situation, so many are drawn. */
const RUNS_EACH = 3;

/** Where a business stands when something begins. */
interface Stage {
  readonly seed: string;
  readonly peakPerHour: number;
  readonly fromMs: number;
  readonly after: readonly Observation[];
  readonly control: Control;
  readonly deps: ReplayDeps;
}

async function familyOn(family: Family, stage: Stage): Promise<FamilyResult> {
  const { seed, peakPerHour, fromMs, after } = stage;
  const attack = attackOf(family, seed, peakPerHour);
  const meanwhile = cutAt(after, fromMs + family.lengthMs).before;
  const { paged, emails } = await attacked(family, attack, meanwhile, stage);
  return resultOf(family, attack, paged, emails);
}

async function situationOn(situation: Situation, stage: Stage): Promise<SituationResult> {
  const { seed, peakPerHour, fromMs, after, control, deps } = stage;
  const meanwhile = cutAt(after, fromMs + situation.lengthMs).before;
  const pages: string[] = [];
  for (let run = 1; run <= RUNS_EACH; run++) {
    const random = seeded(`situation/${situation.id}/${seed}/${peakPerHour}/${run}`);
    const happening = situation.happen({ random, seed, peakPerHour, fromMs });
    const noted = (incident: Incident): void => {
      const opened = openedBy(incident);
      if (!control.opening.has(nameOf(opened))) pages.push(opened.ruleId);
    };
    await replay(mixed(meanwhile, happening), watchedOpening(depsOver(deps), noted));
  }
  return { situation: situation.id, runs: RUNS_EACH, pages };
}

/** What is to be played in one world. */
export interface Programme {
  readonly families: readonly Family[];
  readonly situations: readonly Situation[];
}

const beginsAt = (seed: string, fromMs: number) => (each: Family | Situation) =>
  startOf("fromMs" in each ? each : {}, seed) === fromMs;

/**
 * Replays a world, and stops wherever families or situations begin; none of them changes what the
 * others meet.
 */
export async function playWorld(
  world: WorldId,
  seed: string,
  peakPerHour: number,
  { families, situations }: Programme,
): Promise<WorldResult> {
  const deps = freshDeps(WORLD_CONFIG);
  const findings = new Map<string, Finding>();
  const familyResults: FamilyResult[] = [];
  const situationResults: SituationResult[] = [];
  const goOn = async (part: readonly Observation[]): Promise<void> => {
    for (const finding of (await replay(part, deps)).findings) findings.set(finding.id, finding);
  };
  let rest = WORLDS[world]({ seed, peakPerHour });
  const all = [...families, ...situations];
  const starts = new Set(all.map((each) => startOf("fromMs" in each ? each : {}, seed)));
  for (const fromMs of [...starts].sort((a, b) => a - b)) {
    const { before, after } = cutAt(rest, fromMs);
    await goOn(before);
    rest = after;
    const isHere = beginsAt(seed, fromMs);
    const longestMs = Math.max(...all.filter(isHere).map(({ lengthMs }) => lengthMs));
    const control = await controlOf(cutAt(after, fromMs + longestMs).before, deps);
    const stage = { seed, peakPerHour, fromMs, after, control, deps };
    for (const each of families.filter(isHere)) familyResults.push(await familyOn(each, stage));
    for (const each of situations.filter(isHere)) {
      situationResults.push(await situationOn(each, stage));
    }
  }
  await goOn(rest);
  const { afterwards } = pagesAmong(findings.values());
  return {
    families: familyResults,
    situations: situationResults,
    pages: afterwards.map(({ ruleId }) => ruleId),
  };
}

/** The rules that page in a business with harmless habits, once for each finding. */
export async function playHabit(
  habit: HarmlessWorldId,
  seed: string,
  peakPerHour: number,
): Promise<readonly string[]> {
  const observations = HARMLESS_WORLDS[habit]({ seed, peakPerHour });
  const { findings } = await replay(observations, freshDeps(WORLD_CONFIG));
  return pagesAmong(findings).afterwards.map(({ ruleId }) => ruleId);
}
