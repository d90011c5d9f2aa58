import { shortId, targetName } from "../notifications/email";
import { printable, withoutNumbers } from "../notifications/printable";
import type { BaselineSnapshot } from "../counting/minutes/baseline";
import type { Finding } from "../findings/finding";
import { counted, duration, whole } from "../model/format";
import type { Incident } from "../incidents/incident";
import { isCognitoTarget, UNNAMED_CLIENTS } from "../rules/matching";
import type { Measure } from "../model/measure";
import type { Entity, Target } from "../model/rule";
import { catalogue } from "../rules";
import type { Call } from "../counting/windows/evidence";

/** Ids, ARNs, targets and whatever else names something. */
export const LONGEST_NAME = 512;

/** Texts that a caller chooses, such as a user agent. */
export const LONGEST_TEXT = 256;

/** How many items of a list are kept: as many as evidence holds of a kind. */
export const LONGEST_LIST = 20;

/** Half of a character: Elasticsearch refuses it in UTF-8, and a cut can leave one. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** At most `max` UTF-16 units of well-formed text; a cut is marked with an ellipsis. */
export function bounded(text: string, max: number): string {
  const cut = text.length <= max ? text : `${text.slice(0, max - 1)}…`;
  return cut.replace(LONE_SURROGATE, "\ufffd");
}

/** A list of names, each of them and the whole bounded. */
export const boundedNames = (names: readonly string[]): readonly string[] =>
  names.slice(0, LONGEST_LIST).map((name) => bounded(name, LONGEST_NAME));

/** Where something came from, as far as it is known. */
export interface Addresses {
  /** Most important first. An IPv6 caller may stand here as its /64. */
  readonly known: readonly string[];
  /** How many different ones there were, about. */
  readonly count: number;
}

/** What a document tells of, alike for findings and incidents. */
export interface Subject {
  readonly type: "finding" | "incident";
  readonly state: Finding | Incident;
  /** `event.id`: the incident's, so that all that belongs to an attack has one. */
  readonly eventId: string;
  readonly isAlert: boolean;
  /** `event.action`: the type and what happened to it, such as `incident-opened`. */
  readonly action: string;
  readonly sequence: number;
  readonly atMs: number;
  /** The rule that found it; of an incident the leading one. */
  readonly ruleId: string;
  /** By which that rule fired. */
  readonly measure?: Measure | undefined;
  readonly attack: readonly string[];
  /** Who was counted; of an incident whoever counted most under the leading rule. */
  readonly entity: Entity;
  readonly addresses: Addresses;
  readonly calls: readonly Call[];
  /** Id of the older one that it goes on as a part of. */
  readonly into?: string | undefined;
  readonly message: string;
  readonly reason: string;
  /** What only findings or only incidents have, for `sms_pumping`. */
  readonly own: object;
}

const PRINCIPAL = "principal:";
const FROM = " from ";

function namedBy({ type, value }: Entity): string | undefined {
  if (type === "principal") return value;
  if (type === "principal-ip") return value.slice(0, value.lastIndexOf(FROM));
  const isCaller = type === "change" && value.startsWith("arn:");
  return isCaller ? value.split(" ")[0] : undefined;
}

const sender = (target: Target): string | undefined =>
  target.startsWith(PRINCIPAL) ? target.slice(PRINCIPAL.length) : undefined;

const isArn = (text: string): boolean => text.startsWith("arn:");

/**
 * ARN of who called, where the entity or the target says so. Records of texts name a service or an
 * account with a provider in its place (`sns#111122223333`), which is nobody who called.
 */
export function principalOf(entity: Entity, target: Target): string | undefined {
  const named = namedBy(entity) ?? sender(target);
  return named !== undefined && isArn(named) ? named : undefined;
}

/** Whether a target is what sends by records that show no caller. */
export const isSenderWithoutCaller = (target: Target): boolean => {
  const named = sender(target);
  return named !== undefined && !isArn(named);
};

/** The address at which a principal was counted. */
export const addressOfPrincipal = ({ type, value }: Entity): string | undefined =>
  type === "principal-ip" ? value.slice(value.lastIndexOf(FROM) + FROM.length) : undefined;

/** The name at the end of an ARN: `deploy-bot` of `arn:aws:iam::111122223333:user/deploy-bot`. */
export const nameInArn = (arn: string): string => arn.slice(arn.search(/[^:/]*$/));

/** What was counted, and from where on that is an alarm. */
export const measureFields = (measure: Measure): object => ({
  kind: measure.kind,
  threshold: measure.threshold,
  window_seconds: measure.windowMs / 1000,
  spans_seconds: "spansMs" in measure ? measure.spansMs.map((ms) => ms / 1000) : undefined,
  share: "share" in measure ? measure.share : undefined,
  times: "times" in measure ? measure.times : undefined,
});

/** What is usual for whoever was counted, as far as it was looked at. */
export const usualFields = (usual: BaselineSnapshot = {}): object => ({
  peak: usual.peak,
  confirmed_share: usual.confirmedShare,
  is_share_assumed: usual.isShareAssumed,
  is_confirmation_invisible: usual.isConfirmationInvisible,
});

/** Codes that were typed in. Where nobody can see that, a zero would tell of an attack. */
export const confirmedOn = (target: Target, confirmed: number): number | undefined =>
  isCognitoTarget(target) ? confirmed : undefined;

/* What Kibana shows as an alert's name. It is made of what never changes in a finding's or an
   incident's life, so there are no counts in it. */

const markOf = (drill: string | undefined): string => (drill === undefined ? "" : "[DRILL] ");

/** Without the severity, which grows, the subject of the incident's e-mail. */
export const incidentMessage = ({ id, target, drill, openedAs }: Incident): string =>
  `${markOf(drill)}SMS pumping: ${targetName(target, openedAs.ruleId)} (#${shortId(id)})`;

/** An app client or a principal may be entity and target at once: its name is said once. */
export function findingMessage({ id, ruleId, entity, target, drill }: Finding): string {
  const title = catalogue.find((rule) => rule.id === ruleId)?.title ?? ruleId;
  const isOfUnnamed = target === UNNAMED_CLIENTS && entity.type === "app-client";
  const shown = isOfUnnamed ? "any that nobody here uses" : printable(entity.value, 70);
  const who = entity.type === "user-agent" ? withoutNumbers(shown) : shown;
  const isSaid = entity.value.includes(target.slice(target.indexOf(":") + 1));
  const where = isSaid ? "" : `, on ${printable(target, 50)}`;
  return `${markOf(drill)}${title}: ${who}${where} (#${shortId(id)})`;
}

interface Counts {
  readonly measure: Measure;
  readonly peak: number;
  readonly count: number;
  readonly confirmed: number | undefined;
  readonly sentNothing?: true | undefined;
}

function limitText({ measure, peak }: Counts): string {
  const span = duration(measure.windowMs);
  const limit = whole(measure.threshold);
  switch (measure.kind) {
    case "each":
      return "each one counts";
    case "unconfirmed-excess":
      return `${counted(peak, "confirmation")} missing, threshold ${limit}`;
    case "unconfirmed-burst":
    case "uncompleted-burst":
    case "burst":
    case "volume":
      return `${whole(peak)} in ${span}, threshold ${limit}`;
  }
}

/**
 * `event.reason`: the numbers that a rule fired on, in one line.
 *
 * @param counts `confirmed` is undefined where confirmations cannot be seen
 */
export function reasonOf(ruleId: string, counts: Counts): string {
  const { count, confirmed, sentNothing } = counts;
  const typedIn = confirmed === undefined ? "" : `, ${whole(confirmed)} confirmed`;
  return `${ruleId}: ${limitText(counts)}; ${whole(count)} in all${typedIn}${sentNothing === true ? "; nothing sent: every call was refused" : ""}`;
}
