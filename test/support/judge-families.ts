import { emailSink } from "../../lambda/core/notifications/email-sink";
import type { Finding } from "../../lambda/core/findings/finding";
import type { Incident } from "../../lambda/core/incidents/incident";
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

  readonly incident: Incident;
  readonly atMs: number;

  constructor(incident: Incident, atMs: number) {
    super("paged");
    this.incident = incident;
    this.atMs = atMs;
  }
}

interface Opened {
  readonly target: string;
  readonly ruleId: string;
}

const nameOf = ({ target, ruleId }: Opened): string => `${ruleId} on ${target}`;

const openedBy = ({ target, openedAs }: Incident): Opened => ({ target, ruleId: openedAs.ruleId });

/** Tells of each incident that opens. */
const watched = (
  deps: ReplayDeps,
  onOpened: (incident: Incident, atMs: number) => void,
): ReplayDeps => ({
  ...deps,
  incidents: {
    ...deps.incidents,
    write: async (head, steps) => {
      const isWritten = await deps.incidents.write(head, steps);
      const opened = steps.find(({ reasons }) => reasons.includes("opened"));
      if (isWritten && opened) onOpened(opened.incident, opened.atMs);
      return isWritten;
    },
  },
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

/** What pages in the same time without the attack. */
async function controlOf(
  meanwhile: readonly Observation[],
  deps: ReplayDeps,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  const noted = (incident: Incident): unknown => names.add(nameOf(openedBy(incident)));
  await replay(meanwhile, watched(depsOver(deps), noted));
  return names;
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
  const onMail = (incident: Incident | undefined, atMs: number): void => {
    emails++;
    const isOfAttack = incident !== undefined && isAbout?.(incident.target) === true;
    if (measure === "first e-mail" && isOfAttack && atMs >= firstMs)
      throw new Paged(incident, atMs);
  };
  const onOpened = (incident: Incident, atMs: number): void => {
    if (!control.has(nameOf(openedBy(incident)))) throw new Paged(incident, atMs);
  };
  const ready = mailing(depsOver(deps), onMail);
  try {
    await replay(
      mixed(meanwhile, attack),
      measure === "incident" ? watched(ready, onOpened) : ready,
    );
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
  const { incident } = paged;
  const dueMs = family.measure === "first e-mail" ? paged.atMs : incident.openedAt;
  const delayMs = DELAY_MINUTES[family.road ?? "cloudtrail"] * MINUTE_MS;
  return {
    ...all,
    found: {
      ruleId: incident.openedAs.ruleId,
      texts: until(dueMs),
      textsWithDelay: until(dueMs + delayMs),
      minutes: (paged.atMs + 1 - (attack[0]?.atMs ?? 0)) / MINUTE_MS,
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
  readonly control: ReadonlySet<string>;
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
      if (!control.has(nameOf(opened))) pages.push(opened.ruleId);
    };
    await replay(mixed(meanwhile, happening), watched(depsOver(deps), noted));
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
