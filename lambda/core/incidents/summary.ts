import type { Config } from "../model/config";
import type { Call, Sample } from "../counting/windows/evidence";
import { gapOf, isOfKnown, type Finding } from "../findings/finding";
import type { IncidentSummary, RuleSummary, Share } from "./incident";
import { estimate } from "../model/money";
import { entitiesIn, findingsIn } from "./rest";
import { severest, type Entity } from "../model/rule";
import { catalogue } from "../rules";
import { sum } from "../model/numbers";

const TOP = 10;
const MAX_CALLS = 20;

const byCount = (a: { readonly count: number }, b: { readonly count: number }): number =>
  b.count - a.count;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function ruleSummary(ruleId: string, findings: readonly [Finding, ...Finding[]]): RuleSummary {
  const byRank = (a: Finding, b: Finding): number =>
    byCount(entitiesIn(a)[0], entitiesIn(b)[0]) || byText(a.entity.value, b.entity.value);
  const top = [...findings].sort(byRank)[0] ?? findings[0];
  return {
    ruleId,
    findings: sum(findings.map(findingsIn)),
    topEntity: top.entity.value,
    entityType: top.entity.type,
    count: sum(findings.map(({ count }) => count)),
    confirmed: sum(findings.map(({ confirmed }) => confirmed)),
    paid: sum(findings.map(({ paid }) => paid)),
    ...(findings.some(({ unexplained }) => unexplained !== undefined) && {
      unexplained: sum(findings.map(({ count, unexplained = count }) => unexplained)),
    }),
    peak: Math.max(...findings.map(({ peak }) => peak)),
    measure: top.measure,
    notify: top.notify,
    isKnown: isOfKnown(top),
    usual: top.usual,
    isLearning: top.isLearning,
  };
}

/** Of rules that counted the same, the one that stands first in the catalogue says it best. */
const placeOf = ({ ruleId }: RuleSummary): number => catalogue.findIndex(({ id }) => id === ruleId);

/** Addresses or networks that tripped a rule themselves, with the largest count under any rule. */
function ranked(
  findings: readonly Finding[],
  type: "ip" | "network",
  total: number,
): readonly Share[] {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    if (finding.entity.type !== type) continue;
    for (const { value, count } of entitiesIn(finding)) {
      counts.set(value, Math.max(count, counts.get(value) ?? 0));
    }
  }
  return [...counts]
    .map(([value, count]) => ({ value, count, share: Math.min(1, count / Math.max(1, total)) }))
    .sort((a, b) => byCount(a, b) || byText(a.value, b.value));
}

/** An app client's callers are mostly its customers: they stand for nobody where others tell. */
const isCrowd = ({ entity: { type } }: Finding): boolean =>
  type === "app-client" || type === "user-pool" || type === "site";

/** The findings that tell from where the attack comes. */
function telling(findings: readonly Finding[]): readonly Finding[] {
  const precise = findings.filter((finding) => !isCrowd(finding));
  return precise.length > 0 ? precise : findings;
}

/** Addresses with findings of their own under one rule that no list names. */
function unnamed(findings: readonly Finding[]): number {
  const own = findings.filter(({ entity }) => entity.type === "ip");
  const ofRule = [...groupBy(own, ({ ruleId }) => ruleId).values()].map((each) =>
    sum(each.map((finding) => findingsIn(finding) - entitiesIn(finding).length)),
  );
  return Math.max(0, ...ofRule);
}

/** Networks hold different addresses, so theirs add up; other entities may share them. */
function addressCount(own: readonly Share[], findings: readonly Finding[]): number {
  const counted = (isMeant: (type: Entity["type"]) => boolean): number[] =>
    findings
      .filter(({ entity }) => isMeant(entity.type))
      .map(({ evidence }) => evidence.addresses.count);
  const others = counted((type) => type !== "network");
  const named = own.length + unnamed(findings);
  return Math.max(named, sum(counted((type) => type === "network")), ...others);
}

function callsOf(findings: readonly Finding[], total: number): readonly Call[] {
  const weights = new Map<string, Call>();
  for (const { evidence, count } of findings) {
    for (const call of evidence.calls) {
      const { action, outcome, clientId, userAgent } = call;
      const key = JSON.stringify([action, outcome, clientId, userAgent]);
      const share = (weights.get(key)?.share ?? 0) + (call.share * count) / Math.max(1, total);
      weights.set(key, { ...call, share });
    }
  }
  return [...weights]
    .sort(([a, { share: x }], [b, { share: y }]) => y - x || byText(a, b))
    .slice(0, MAX_CALLS)
    .map(([, call]) => call);
}

function samplesTogether(samples: readonly Sample[]): Sample {
  const values = [...new Set(samples.flatMap((sample) => sample.values))];
  const count = Math.max(values.length, ...samples.map((sample) => sample.count));
  return { values: values.slice(0, MAX_CALLS), count };
}

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();

/**
 * Over when those of its findings that close soonest are closed: a slow rule keeps its finding
 * open for a day, which says nothing about a flood that ended hours ago.
 */
function statusOf(paging: readonly Finding[], config: Config): "open" | "closed" {
  const soonest = Math.min(...paging.map((finding) => gapOf(finding, config)));
  const deciding = paging.filter((finding) => gapOf(finding, config) === soonest);
  return deciding.some(({ status }) => status === "open") ? "open" : "closed";
}

/** What a rule lays at the attacker's door: of a client's codes, those that nothing explains. */
const chargedBy = ({ count, unexplained = count }: RuleSummary): number => unexplained;

function rulesOf(findings: readonly Finding[]): readonly RuleSummary[] {
  return [...groupBy(findings, ({ ruleId }) => ruleId)]
    .map(([ruleId, own]) => ruleSummary(ruleId, own as [Finding, ...Finding[]]))
    .sort((a, b) => chargedBy(b) - chargedBy(a) || placeOf(a) - placeOf(b));
}

/** Who did it, to whom, from where. */
function culprits(findings: readonly Finding[], { ruleId, count }: RuleSummary) {
  const own = ranked(findings, "ip", count);
  const known = new Set(own.map(({ value }) => value));
  const precise = telling(findings);
  const sampled = samplesTogether(precise.map(({ evidence }) => evidence.addresses));
  const leading = findings.filter((finding) => finding.ruleId === ruleId);
  return {
    countIsUpperBound: leading.some(({ countIsUpperBound }) => countIsUpperBound),
    addresses: own.slice(0, TOP),
    otherAddresses: sampled.values.filter((ip) => !known.has(ip)).slice(0, TOP),
    addressCount: addressCount(own, precise),
    networks: ranked(findings, "network", count).slice(0, TOP),
    calls: callsOf(leading, count),
    destinations: samplesTogether(findings.map(({ evidence }) => evidence.destinations)),
    accounts: distinct(findings.flatMap(({ accounts }) => accounts)),
    regions: distinct(findings.flatMap(({ regions }) => regions)),
  };
}

/**
 * What an incident amounts to. Findings that only record may be far larger and longer than what
 * they are listed with, so no figure is taken from them.
 *
 * Findings may lie on several linked targets. Nothing is added across rules, and a rule stands for
 * one kind of target: rules on requesters and rules on destinations count the same messages, so
 * messages and money remain those of the one rule with the largest sum.
 *
 * @param paging the findings that make the incident, at least one
 * @param recorded `record` findings that overlap them
 */
export function summarise(
  paging: readonly [Finding, ...Finding[]],
  recorded: readonly Finding[],
  config: Config,
): IncidentSummary {
  const rules = rulesOf(paging);
  const [lead = ruleSummary(paging[0].ruleId, paging)] = rules;
  const isNew = ({ ruleId }: RuleSummary): boolean => !rules.some((own) => own.ruleId === ruleId);
  return {
    firstSeen: Math.min(...paging.map(({ firstSeen }) => firstSeen)),
    openedAt: Math.min(...paging.map(({ openedAt }) => openedAt)),
    lastSeen: Math.max(...paging.map(({ lastSeen }) => lastSeen)),
    status: statusOf(paging, config),
    severity: severest(paging.map(({ severity }) => severity)),
    // A recorded flood may be the one that sends, behind a refused one that draws the looks.
    sentNothing:
      [...paging, ...recorded].every(({ sentNothing }) => sentNothing === true) || undefined,
    // The same from yet another address, or at yet another hour, is larger but has not escalated.
    level: Math.max(...paging.map(({ level }) => level)),
    rules: [...rules, ...rulesOf(recorded).filter(isNew)],
    leadRuleId: lead.ruleId,
    count: lead.count,
    confirmed: lead.confirmed,
    paid: lead.paid,
    money: estimate(lead.paid, config),
    ...culprits(paging, lead),
    suppressedBy: paging[0].suppressedBy,
    drill: paging[0].drill,
  };
}
