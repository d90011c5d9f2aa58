import type { Finding, FindingStore } from "../findings/finding";
import type { Config } from "../model/config";
import type { Target } from "../model/rule";
import { foldIncidents } from "./fold";
import { targetsOf, type IncidentHead, type IncidentStep, type IncidentStore } from "./incident";
import { linkedTargets, type LinkedTargets } from "./linked-targets";

const ATTEMPTS = 10;

export interface FoldDeps {
  readonly findings: FindingStore;
  readonly incidents: IncidentStore;
  readonly config: Config;
}

/** The findings on all targets of a head, read consistently. */
export async function findingsOf(
  head: IncidentHead,
  findings: Pick<FindingStore, "ofTarget">,
): Promise<readonly Finding[]> {
  const heads = await Promise.all(
    targetsOf(head).map((target) => findings.ofTarget(head.scope, target)),
  );
  return heads.flat().flatMap((each) => each.findings);
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
  for (let i = 0; i < ATTEMPTS; i++) {
    const heads = await readHeads(scope, targets, deps.incidents);
    const before = united(heads);
    const findings = await findingsOf(before, deps.findings);
    const { head, steps } = foldIncidents(before, findings, nowMs, deps.config);
    if (head.incidents.length === 0 && heads.every(({ version }) => version === 0)) return [];
    const [, ...others] = heads;
    const isWritten =
      others.length === 0
        ? await deps.incidents.write(head, steps)
        : await deps.incidents.writeLinked(
            head,
            others.map((other) => partOf(head, other)),
            steps,
          );
    if (isWritten) return steps;
  }
  throw new Error(`incidents of a target changed ${ATTEMPTS} times while they were being folded`);
}
