import type { Config } from "../model/config";
import { KEPT_TEXTS } from "../counting/windows/evidence";
import { clockUtc, counted, dollars, duration, minuteUtc, percent, whole } from "../model/format";
import { isGraver } from "../findings/escalation";
import type { Incident } from "../incidents/incident";
import { isOfSignIns } from "../rules";
import { isCognitoTarget, isSpendTarget, SMS_SETTINGS, WEB } from "../rules/matching";
import { otpSendBurst } from "../rules/otp-send-burst";
import { otpSiteUnconverted } from "../rules/otp-site-unconverted";
import { providerVerdict } from "../rules/provider-verdict";
import { smsKeyNewAddresses } from "../rules/sms-key-new-addresses";
import type { Notified } from "./pace";
import { printable } from "./printable";
import { endUserMessagingTextLimit, limitLine } from "./email-spend";
import { isKnown } from "../spend/figure";
import type { SpendFigures } from "../spend/spend-figures";
import { isEndUserMessaging, showLimit } from "./spend-limit";
import { HOUR_MS, MINUTE_MS } from "../model/time";

const lengthOf = ({ firstSeen, lastSeen }: Incident): string => duration(lastSeen - firstSeen);

function stateOf(incident: Incident, before: Notified | undefined): string {
  const { firstSeen, lastSeen, status, severity } = incident;
  if (status === "closed") return `OVER since ${clockUtc(lastSeen)} UTC. Began`;
  const since = `ONGOING since ${minuteUtc(firstSeen)}`;
  if (before === undefined) return since;
  if (before.status === "closed") return `BACK, ${since}`;
  return isGraver(incident, before)
    ? `ESCALATED to ${severity}, ${since}`.replace(severity, severity.toUpperCase())
    : `STILL ${since}`;
}

/** What everything else is read by: nobody need be paid for it. */
export function unsentLines({ sentNothing, status }: Incident): readonly string[] {
  if (sentNothing !== true) return [];
  return status === "closed"
    ? ["NOTHING WAS SENT: every call was refused before a text could go out."]
    : ["NOTHING IS SENT so far: every call was refused before a text could go out."];
}

/** The state first, and where it is. */
export function stateLine(incident: Incident, before: Notified | undefined): string {
  const { accounts, regions, status, firstSeen } = incident;
  const account = accounts.length === 0 ? "account unknown" : `account ${accounts.join(", ")}`;
  const place = printable([account, ...regions].join(", "), 48);
  const state = stateOf(incident, before);
  return status === "closed"
    ? `${state} ${minuteUtc(firstSeen)}, lasted ${lengthOf(incident)}; ${place}.`
    : `${state}, ${lengthOf(incident)} so far; ${place}.`;
}

/** What was counted: a request need not have led to a text. */
function countedWhat({ target, leadRuleId }: Incident): string {
  if (target === SMS_SETTINGS) return "call to SMS settings";
  if (isSpendTarget(target)) return "alarm on spend";
  if (isOfSignIns(leadRuleId)) return "sign-in";
  if (isCognitoTarget(target)) return "code request";
  if (leadRuleId === smsKeyNewAddresses.id) return "first send";
  if (leadRuleId === providerVerdict.id) return "provider verdict";
  if (target !== WEB) return "send request";
  return leadRuleId === "otp-endpoint-burst" ? "request to code pages" : "code request";
}

/** Whether the lead knows what is confirmed although it is no call of Cognito. */
export const isSiteWithConfirmations = ({ confirmed, leadRuleId, rules }: Incident): boolean =>
  (leadRuleId === otpSiteUnconverted.id && rules[0]?.usual?.confirmedShare !== undefined) ||
  (leadRuleId === otpSendBurst.id && (confirmed > 0 || rules[0]?.isKnown === true));

function confirmedText(incident: Incident): string {
  const { target, leadRuleId, confirmed, count } = incident;
  if (target === SMS_SETTINGS) return "what they did stands under CALLS";
  if (isSpendTarget(target)) return "its own e-mail says more";
  if (!isCognitoTarget(target) && !isSiteWithConfirmations(incident))
    return "whether anybody wanted them cannot be seen";
  if (isOfSignIns(leadRuleId)) return `${whole(confirmed)} completed`;
  if (confirmed === 0) return "no code confirmed";
  return `${counted(confirmed, "code")} confirmed (${percent(Math.min(1, confirmed / Math.max(1, count)))})`;
}

/**
 * Counts of addresses are exact below twenty, and where each has a finding of its own. Those of all
 * rules may be more than the requests of the one that leads: then they stand under WHO alone.
 */
function addressesText({ addressCount, count, rules }: Incident): string {
  if (addressCount === 0 || addressCount > count) return "";
  const isExact = rules.some(
    ({ entityType, findings }) => entityType === "ip" && findings === addressCount,
  );
  const about = addressCount >= KEPT_TEXTS && !isExact ? "about " : "";
  return ` from ${about}${counted(addressCount, "address", "addresses")}`;
}

/** What happened in one line. */
export function whatLine(incident: Incident): string {
  const { count, countIsUpperBound } = incident;
  const [one = "", ...rest] = countedWhat(incident).split(" to ");
  const what = [counted(count, one), ...rest].join(" to ");
  const about = countIsUpperBound ? "At most " : "";
  const from = addressesText(incident);
  return `${about}${what}${from} in ${lengthOf(incident)}; ${confirmedText(incident)}.`;
}

/** Why this pages although somebody muted it. */
export function mutedLines({ suppressedBy, rules }: Incident, config: Config): readonly string[] {
  const suppression = config.suppressions.find(({ id }) => id === suppressedBy);
  if (suppression === undefined) return [];
  const { id, owner, pageAtTimes } = suppression;
  const limit = whole(pageAtTimes * (rules[0]?.measure.threshold ?? 1));
  return [
    `MUTED  as ${printable(id, 24)} by ${printable(owner, 28)}, but past the mute's limit of ${limit} (${pageAtTimes} x the rule's).`,
  ];
}

/** Of a client's codes, those that its usual share of confirmed ones does not explain. */
const unexplainedIn = ({ rules }: Incident): number | undefined => rules[0]?.unexplained;

function successes(incident: Incident): number {
  const { calls, count, target } = incident;
  if (target === SMS_SETTINGS || isSpendTarget(target)) return 0;
  const accepted = calls.filter(({ outcome }) => outcome === "success");
  const share = accepted.reduce((sum, call) => sum + call.share, 0);
  return Math.round(share * (unexplainedIn(incident) ?? count));
}

/** What an hour costs at the incident's average rate; below a minute there is no rate yet. */
const perHour = ({ firstSeen, lastSeen }: Incident, usd: number): number =>
  (usd * HOUR_MS) / Math.max(lastSeen - firstSeen, MINUTE_MS);

/** The cost so far, and the most it can be where nobody can tell what was sent. */
function costOf(incident: Incident, { assumedPriceUsd }: Config) {
  const { paid, money } = incident;
  if (paid > 0) return { usd: money.usd, texts: paid, isKnownSent: true };
  const texts = successes(incident);
  return { usd: texts * assumedPriceUsd, texts, isKnownSent: false };
}

/** What it has cost and costs per hour, or why that cannot be said. */
export function costLine(incident: Incident, config: Config): string {
  if (incident.target === SMS_SETTINGS) {
    return "COST   nothing by itself: settings were read or changed, no text was sent.";
  }
  if (isSpendTarget(incident.target)) {
    return "COST   not known from the alarm alone.";
  }
  const { usd, texts, isKnownSent } = costOf(incident, config);
  if (texts === 0) return "COST   nothing so far: every call was refused.";
  const rate =
    incident.status === "open" ? `, ${dollars(perHour(incident, usd))} an hour at this rate` : "";
  const price = `x ${dollars(config.assumedPriceUsd)}`;
  const sent = unexplainedIn(incident) === undefined ? "sent" : "beyond the usual";
  const about = incident.leadRuleId === smsKeyNewAddresses.id ? "at least" : "about";
  return isKnownSent
    ? `COST   ${about} ${dollars(usd)}${rate} (estimate: ${counted(texts, "text")} ${sent} ${price}).`
    : `COST   at most ${dollars(usd)}${rate}, if all ${counted(texts, "accepted call")} sent a text (estimate: ${price}).`;
}

/** Of more characters mail programs break a line anywhere. */
const LONGEST_LINE = 130;

/** Two sentences on one line where they fit, else on two. */
const onLines = (first: string, second: string): readonly string[] =>
  first.length + second.length < LONGEST_LINE
    ? [`${first} ${second}`]
    : [first, `       ${second}`];

/**
 * When the cap is reached; where figures do not tell, the pace against each $100 of it. The figures
 * are of SNS, and End User Messaging has a limit of its own.
 */
export function capLines(
  incident: Incident,
  nowMs: number,
  config: Config,
  figures?: SpendFigures,
): readonly string[] {
  const isOther = isEndUserMessaging(incident);
  const known = isOther ? undefined : figures;
  const line = known && limitLine(known, nowMs);
  if (line !== undefined) return [line];
  const { usd } = costOf(incident, config);
  if (usd === 0) return [];
  const lasts = duration((100 / perHour(incident, usd)) * HOUR_MS);
  if (known !== undefined && !isKnown(known.limit)) {
    return [`CAP    limit not known: ${known.limit.absent}; $100 of it lasts ${lasts}.`];
  }
  const limit = isOther && figures !== undefined ? endUserMessagingTextLimit(figures) : undefined;
  const of = limit === undefined ? "" : `of ${dollars(limit)} (End User Messaging, texts) `;
  const cap = `CAP    ${of}stops real texts too; $100 of it lasts ${lasts}.`;
  return onLines(cap, `Show it: ${showLimit(incident)}`);
}
