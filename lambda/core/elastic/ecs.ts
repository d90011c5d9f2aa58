import { canonicalIp } from "../model/ip";
import { WEB } from "../rules/matching";
import { FINDINGS_SOURCE } from "../sources/drill";
import type { Severity } from "../model/rule";
import { catalogue, proseOf } from "../rules";
import { isoUtc } from "../model/time";
import type { Call } from "../counting/windows/evidence";
import { attackTechnique, SMS_PUMPING, threatOf } from "./attack";
import {
  type Addresses,
  bounded,
  isSenderWithoutCaller,
  LONGEST_LIST,
  LONGEST_NAME,
  LONGEST_TEXT,
  nameInArn,
  principalOf,
  type Subject,
} from "./subject";
import { DATASET } from "./fields";
import { ACCOUNT } from "../sources/records/place";

const ipsOf = ({ known }: Addresses): readonly string[] =>
  [...new Set(known.flatMap((address) => canonicalIp(address) ?? []))].slice(0, LONGEST_LIST);

/** ECS's `source`, of a single address only: of several, none is the source. */
export function sourceOf(addresses: Addresses) {
  const [address] = addresses.known;
  if (addresses.count !== 1 || address === undefined) return {};
  const ips = ipsOf(addresses);
  return {
    address: bounded(address, LONGEST_NAME),
    ip: ips.length === 1 ? ips[0] : undefined,
  };
}

/** ECS's `related.ip`: whatever is a whole address, since the field takes nothing else. */
export const relatedIps = ipsOf;

/**
 * `event.severity` and `event.risk_score`: Elastic's External Alerts rule reads these four numbers
 * as low, medium, high and critical, and no others.
 */
export const SEVERITY_SCORES: Readonly<Record<Severity, number>> = {
  low: 21,
  medium: 47,
  high: 73,
  critical: 99,
};

/** The user agent of most calls: ECS has room for one, `sms_pumping.calls` has all. */
export function commonUserAgent(calls: readonly Call[]): string | undefined {
  const shares = new Map<string, number>();
  for (const { userAgent, share } of calls) {
    if (userAgent !== undefined) shares.set(userAgent, (shares.get(userAgent) ?? 0) + share);
  }
  return [...shares].sort(([, a], [, b]) => b - a)[0]?.[0];
}

const PRODUCT = "sms-pumping-detector";
const NS_PER_MS = 1_000_000;

/** Every field used here is in this version and, with the same type, in those after it. */
const ECS_VERSION = "8.17.0";

/**
 * ECS's `event`. Its `start` and `end` are when the attack was first and last seen, `created` is
 * when the step was written, `ingested` when the document was last sent: Elastic's rules look for
 * new documents by it, so one that waited in a queue is not overlooked.
 * https://www.elastic.co/docs/reference/ecs/ecs-event
 */
export function eventOf(subject: Subject, ingestedMs: number, runbook: string | undefined): object {
  const { state, ruleId } = subject;
  const score = SEVERITY_SCORES[state.severity];
  return {
    kind: subject.isAlert ? "alert" : "event",
    category: ["intrusion_detection"],
    type: ["info"],
    action: subject.action,
    id: subject.eventId,
    code: ruleId,
    reason: bounded(subject.reason, LONGEST_NAME),
    severity: score,
    risk_score: score,
    sequence: subject.sequence,
    created: isoUtc(subject.atMs),
    ingested: isoUtc(ingestedMs),
    start: isoUtc(state.firstSeen),
    end: isoUtc(state.lastSeen),
    duration: (state.lastSeen - state.firstSeen) * NS_PER_MS,
    module: "sms_pumping",
    dataset: DATASET,
    provider: FINDINGS_SOURCE,
    url: runbook,
    reference: attackTechnique(SMS_PUMPING)?.subtechnique?.reference,
  };
}

export function ruleOf({ ruleId, measure }: Subject, runbook: string | undefined): object {
  const rule = catalogue.find(({ id }) => id === ruleId);
  return {
    id: ruleId,
    name: rule?.title,
    description: proseOf(ruleId, measure)?.description,
    ruleset: PRODUCT,
    reference: runbook,
  };
}

/**
 * ECS has room for one account and one Region, so of several none is named here; the lists stand
 * in `sms_pumping`. Web logs and texts may come from any cloud.
 */
function cloudOf({ accounts, regions, target }: Subject["state"]): object {
  const mayBeOfAny = target === WEB || isSenderWithoutCaller(target);
  const isAws = !mayBeOfAny || accounts.some((account) => ACCOUNT.test(account));
  const one = (values: readonly string[]): string | undefined =>
    values.length === 1 ? bounded(values[0] ?? "", LONGEST_NAME) : undefined;
  return {
    provider: isAws ? "aws" : undefined,
    account: { id: one(accounts) },
    region: one(regions),
  };
}

const tagsOf = ({ drill, suppressedBy }: Subject["state"]): readonly string[] => [
  "sms-pumping",
  ...(drill === undefined ? [] : ["drill"]),
  ...(suppressedBy === undefined ? [] : ["suppressed"]),
];

/** Who did it, from where, by what program, to whose account; and the fields of every document. */
export function ecsOf(subject: Subject): object {
  const { state, entity, addresses, calls } = subject;
  const principal = principalOf(entity, state.target);
  const arn = bounded(principal ?? "", LONGEST_NAME);
  const agent = commonUserAgent(calls) ?? (entity.type === "user-agent" ? entity.value : undefined);
  return {
    ecs: { version: ECS_VERSION },
    message: subject.message,
    tags: tagsOf(state),
    labels: { drill: state.drill, suppressed_by: state.suppressedBy },
    threat: threatOf(subject.attack),
    source: sourceOf(addresses),
    user: { id: arn, name: nameInArn(arn) },
    user_agent: { original: bounded(agent ?? "", LONGEST_TEXT) },
    related: { ip: relatedIps(addresses), user: [...new Set([arn, nameInArn(arn)])] },
    cloud: cloudOf(state),
    observer: { vendor: PRODUCT, product: PRODUCT, name: FINDINGS_SOURCE, type: "ids" },
  };
}
