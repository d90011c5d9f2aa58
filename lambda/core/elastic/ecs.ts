import { relatedIps, sourceOf } from "./addresses";
import { attackTechnique, SMS_PUMPING } from "./attack-technique";
import { bounded, LONGEST_NAME, LONGEST_TEXT } from "./bounded";
import { DATASET } from "./data-stream";
import { WEB } from "../rules/matching";
import { nameInArn, principalOf } from "./principal";
import { FINDINGS_SOURCE } from "../sources/drill";
import { catalogue, proseOf } from "../rules";
import { SEVERITY_SCORES } from "./severity-score";
import type { Subject } from "./subject";
import { threatOf } from "./threat";
import { isoUtc } from "../model/time";
import { commonUserAgent } from "./user-agent";

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

const AWS_ACCOUNT = /^\d{12}$/;

/**
 * ECS has room for one account and one Region, so of several none is named here; the lists stand
 * in `sms_pumping`. Web logs may come from any cloud.
 */
function cloudOf({ accounts, regions, target }: Subject["state"]): object {
  const isAws = target !== WEB || accounts.some((account) => AWS_ACCOUNT.test(account));
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
