import type { Config } from "./config";
import type { Call, Sample } from "./evidence";
import { quietOf, type Finding } from "./finding";
import type { IncidentSummary, RuleSummary, Share } from "./incident";
import { estimate } from "./money";
import type { Severity } from "./rule";
import { catalogue } from "./rules";

const SEVERITIES: readonly Severity[] = ["low", "medium", "high", "critical"];
const TOP = 10;
const MAX_CALLS = 20;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

const byCount = (a: { readonly count: number }, b: { readonly count: number }): number =>
  b.count - a.count;

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
  const top = [...findings].sort(byCount)[0] ?? findings[0];
  return {
    ruleId,
    findings: findings.length,
    topEntity: top.entity.value,
    entityType: top.entity.type,
    count: sum(findings.map(({ count }) => count)),
    confirmed: sum(findings.map(({ confirmed }) => confirmed)),
    paid: sum(findings.map(({ paid }) => paid)),
    peak: Math.max(...findings.map(({ peak }) => peak)),
    measure: top.measure,
    notify: findings.some(({ notify }) => notify === "page") ? "page" : "record",
    isKnown: top.openedAt > top.firstFiring,
  };
}

/** Of rules that counted the same, the one that stands first in the catalogue says it best. */
const placeOf = ({ ruleId }: RuleSummary): number => catalogue.findIndex(({ id }) => id === ruleId);

/** Addresses that tripped a rule themselves, each with its largest count under any rule. */
function ownAddresses(findings: readonly Finding[], total: number): readonly Share[] {
  const counts = new Map<string, number>();
  for (const { entity, count } of findings) {
    if (entity.type !== "ip") continue;
    counts.set(entity.value, Math.max(count, counts.get(entity.value) ?? 0));
  }
  return [...counts]
    .map(([value, count]) => ({ value, count, share: Math.min(1, count / Math.max(1, total)) }))
    .sort((a, b) => byCount(a, b) || (a.value < b.value ? -1 : 1));
}

/** Networks hold different addresses, so theirs add up; other entities may share them. */
function addressCount(own: readonly Share[], findings: readonly Finding[]): number {
  const counted = (type: string): number[] =>
    findings
      .filter(({ entity }) => entity.type === type)
      .map(({ evidence }) => evidence.addresses.count);
  const others = ["user-agent", "principal", "principal-ip"].flatMap(counted);
  return Math.max(own.length, sum(counted("network")), ...others);
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
  return [...weights.values()].sort((a, b) => b.share - a.share).slice(0, MAX_CALLS);
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
  const soonest = Math.min(...paging.map((finding) => quietOf(finding, config)));
  const deciding = paging.filter((finding) => quietOf(finding, config) === soonest);
  return deciding.some(({ status }) => status === "open") ? "open" : "closed";
}

/**
 * What an incident amounts to.
 *
 * @param paging the findings that make the incident, at least one
 * @param listed these and the `record` findings that overlap them
 */
export function summarise(
  paging: readonly [Finding, ...Finding[]],
  listed: readonly [Finding, ...Finding[]],
  config: Config,
): IncidentSummary {
  const rules = [...groupBy(listed, ({ ruleId }) => ruleId)]
    .map(([ruleId, findings]) => ruleSummary(ruleId, findings as [Finding, ...Finding[]]))
    .sort((a, b) => byCount(a, b) || placeOf(a) - placeOf(b));
  const [lead = ruleSummary(paging[0].ruleId, paging)] = rules;
  const leading = listed.filter(({ ruleId }) => ruleId === lead.ruleId);
  const own = ownAddresses(listed, lead.count);
  const known = new Set(own.map(({ value }) => value));
  const sampled = samplesTogether(listed.map(({ evidence }) => evidence.addresses));
  return {
    firstSeen: Math.min(...paging.map(({ firstSeen }) => firstSeen)),
    openedAt: Math.min(...paging.map(({ openedAt }) => openedAt)),
    lastSeen: Math.max(...paging.map(({ lastSeen }) => lastSeen)),
    status: statusOf(paging, config),
    severity:
      SEVERITIES[Math.max(...paging.map(({ severity }) => SEVERITIES.indexOf(severity)))] ?? "low",
    level: sum(paging.map(({ level }) => level)),
    rules,
    leadRuleId: lead.ruleId,
    count: lead.count,
    confirmed: lead.confirmed,
    paid: lead.paid,
    countIsUpperBound: leading.some(({ countIsUpperBound }) => countIsUpperBound),
    money: estimate(lead.paid, config),
    addresses: own.slice(0, TOP),
    otherAddresses: sampled.values.filter((ip) => !known.has(ip)).slice(0, TOP),
    addressCount: addressCount(own, listed),
    calls: callsOf(leading, lead.count),
    destinations: samplesTogether(listed.map(({ evidence }) => evidence.destinations)),
    accounts: distinct(listed.flatMap(({ accounts }) => accounts)),
    regions: distinct(listed.flatMap(({ regions }) => regions)),
    suppressedBy: paging[0].suppressedBy,
    drill: paging[0].drill,
  };
}
