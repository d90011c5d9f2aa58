import { LISTED_AT_ONCE, type FindingHead, type FindingStore } from "../findings/finding";
import type { Config } from "../model/config";
import type { Target } from "../model/rule";
import { MINUTE_MS } from "../model/time";
import { foldIncidents, forgottenUntil } from "./fold";
import { viewOf } from "./fold-view";
import {
  targetsOf,
  type Incident,
  type IncidentHead,
  type IncidentStep,
  type IncidentStore,
} from "./incident";
import { linkedTargets, type LinkedTargets } from "./linked-targets";
import { BOUNDS, settle, unread, type Bounds } from "./settle";

const ATTEMPTS = 10;

export interface FoldDeps {
  readonly findings: FindingStore;
  readonly incidents: IncidentStore;
  readonly config: Config;
  /** @default BOUNDS */
  readonly bounds?: Bounds | undefined;
}

/** What a fold reads of findings: all that is listed, or where that is too much the first part. */
async function listed(
  head: IncidentHead,
  findings: Pick<FindingStore, "ofTarget">,
): Promise<{ readonly heads: readonly FindingHead[]; readonly isWhole: boolean }> {
  const parts = await Promise.all(
    targetsOf(head).map((target) => findings.ofTarget(head.scope, target)),
  );
  return { heads: parts.flat(), isWhole: parts.every(({ length }) => length < LISTED_AT_ONCE) };
}

/** The incidents of a head as their findings make them now. Nothing is written. */
export async function presentIncidents(
  head: IncidentHead,
  nowMs: number,
  { findings, config }: Pick<FoldDeps, "findings" | "config">,
): Promise<readonly Incident[]> {
  const view = viewOf(head, (await listed(head, findings)).heads);
  return foldIncidents({ ...head, rests: view.rests }, view.findings, nowMs, config).head.incidents;
}

type Heads = readonly [IncidentHead, ...IncidentHead[]];

const rememberedBy = ({ linked = [], partOf }: IncidentHead): readonly Target[] =>
  partOf === undefined ? linked : [...linked, partOf];

/** The heads of a set and of all targets that were ever folded with it, the primary's first. */
async function readHeads(
  scope: string,
  targets: LinkedTargets,
  incidents: IncidentStore,
): Promise<Heads> {
  const heads = new Map<Target, IncidentHead>();
  let set = targets;
  for (;;) {
    const unread = set.filter((target) => !heads.has(target));
    for (const target of unread) {
      const stored = await incidents.read(scope, target);
      heads.set(target, stored ?? { scope, target, version: 0, incidents: [] });
    }
    set = linkedTargets(set[0], [...set, ...[...heads.values()].flatMap(rememberedBy)]);
    if (set.every((target) => heads.has(target))) break;
  }
  return set.flatMap((target) => heads.get(target) ?? []) as unknown as Heads;
}

/** Until when everything has been dropped. What is still open is not: somebody has to close it. */
function forgottenBy(heads: Heads): number | undefined {
  const forgotten = heads.flatMap(({ forgottenMs }) => forgottenMs ?? []);
  if (forgotten.length === 0) return undefined;
  const open = heads.flatMap(({ incidents }) =>
    incidents.filter(({ status }) => status === "open"),
  );
  return Math.min(Math.max(...forgotten), ...open.map(({ lastSeen }) => lastSeen - 1));
}

function allOf<T>(
  heads: Heads,
  listOf: (head: IncidentHead) => readonly T[] | undefined,
): readonly T[] | undefined {
  const all = heads.flatMap((head) => listOf(head) ?? []);
  return all.length === 0 ? undefined : all;
}

/** One head with the incidents of all. */
function united(heads: Heads): IncidentHead {
  const [primary, ...others] = heads;
  if (others.length === 0) return primary;
  return {
    ...primary,
    incidents: heads.flatMap(({ incidents }) => incidents),
    linked: others.map(({ target }) => target),
    partOf: undefined,
    forgottenMs: forgottenBy(heads),
    rests: allOf(heads, ({ rests }) => rests),
    settling: allOf(heads, ({ settling }) => settling),
  };
}

/** A head whose incidents have moved: whoever folds its target alone is led to the set. */
const partOf = ({ target }: IncidentHead, { scope, target: own, version }: IncidentHead) => ({
  scope,
  target: own,
  version: version + 1,
  incidents: [],
  partOf: target,
});

/** A fold as it is to be written. */
interface Prepared {
  readonly head: IncidentHead;
  readonly steps: readonly IncidentStep[];
  /** Heads of findings that follow. */
  readonly settled: readonly FindingHead[];
  readonly isWhole: boolean;
}

async function prepare(before: IncidentHead, nowMs: number, deps: FoldDeps): Promise<Prepared> {
  const { findings, config, bounds = BOUNDS } = deps;
  const { heads, isWhole } = await listed(before, findings);
  const view = viewOf(before, heads);
  const folded = foldIncidents({ ...before, rests: view.rests }, view.findings, nowMs, config);
  const by = {
    gapMs: config.quietMinutes * MINUTE_MS,
    endMs: forgottenUntil(folded.head, nowMs),
    bounds,
  };
  const { rests, settling, heads: settled } = settle(view, by);
  const carried = isWhole ? [] : unread(before.settling ?? [], heads);
  const entries = [...carried, ...settling];
  const head = {
    ...folded.head,
    rests: rests.length === 0 ? undefined : rests,
    settling: entries.length === 0 ? undefined : entries,
  };
  return { head, steps: folded.steps, settled, isWhole };
}

const isEmpty = ({ incidents, rests, settling }: IncidentHead): boolean =>
  incidents.length === 0 && rests === undefined && settling === undefined;

function write(heads: Heads, { head, steps }: Prepared, incidents: IncidentStore) {
  const [, ...others] = heads;
  if (others.length === 0) return incidents.write(head, steps);
  const parts = others.map((other) => partOf(head, other));
  return incidents.writeLinked(head, parts, steps);
}

/** One fold; undefined where somebody else was faster. */
async function attempt(
  scope: string,
  targets: LinkedTargets,
  nowMs: number,
  deps: FoldDeps,
): Promise<Omit<Prepared, "head" | "settled"> | undefined> {
  const heads = await readHeads(scope, targets, deps.incidents);
  const before = united(heads);
  await Promise.all(targetsOf(before).map((target) => deps.findings.enlist(scope, target)));
  const prepared = await prepare(before, nowMs, deps);
  const { head, steps, settled, isWhole } = prepared;
  if (!isEmpty(head) || heads.some(({ version }) => version > 0)) {
    if (!(await write(heads, prepared, deps.incidents))) return undefined;
  }
  // One that a new hit has overtaken keeps its entry, and is settled by the next fold.
  await Promise.all(settled.map((each) => deps.findings.settle(each)));
  return { steps, isWhole };
}

/** How often one call folds where more is listed than one fold reads. */
const ROUNDS = 20;

/**
 * Brings the incidents of linked targets up to date with their findings. All heads of incidents
 * are read before any finding, and all are written or none: a fold that saw older findings or
 * fewer links than another one then loses the write.
 *
 * Incidents that targets had before they were linked are joined as by a finding that bridges them:
 * the older one keeps its id, the other ends with a `merged` step.
 *
 * @throws Error when others were faster ten times over
 */
export async function foldTargets(
  scope: string,
  targets: LinkedTargets,
  nowMs: number,
  deps: FoldDeps,
): Promise<readonly IncidentStep[]> {
  const steps: IncidentStep[] = [];
  let lost = 0;
  for (let round = 0; round < ROUNDS;) {
    const done = await attempt(scope, targets, nowMs, deps);
    if (done === undefined) {
      lost++;
      if (lost < ATTEMPTS) continue;
      throw new Error(
        `incidents of a target changed ${ATTEMPTS} times while they were being folded`,
      );
    }
    steps.push(...done.steps);
    if (done.isWhole) break;
    round++;
  }
  return steps;
}
