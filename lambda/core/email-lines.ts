import type { Config } from "./config";
import type { Call } from "./evidence";
import { counted, dollars, duration, minuteUtc, percent, whole } from "./format";
import type { Incident } from "./incident";
import { isCognitoTarget, WEB } from "./matching";
import type { Told } from "./pace";
import { printable } from "./printable";
import type { Entity } from "./rule";
import { HOUR_MS, MINUTE_MS } from "./time";

const isWeb = ({ target }: Incident): boolean => target === WEB;
const isCognito = ({ target }: Incident): boolean => isCognitoTarget(target);

const about = ({ countIsUpperBound }: Incident): string => (countIsUpperBound ? "at most " : "");

function stateOf(incident: Incident, before: Told | undefined): string {
  const { firstSeen, lastSeen, status, level } = incident;
  const since = `since ${minuteUtc(firstSeen)}`;
  const lasting = duration(Math.max(1000, lastSeen - firstSeen));
  if (status === "closed") return `OVER. Began ${minuteUtc(firstSeen)}, lasted ${lasting}.`;
  if (before === undefined) return `ONGOING ${since} (${lasting} so far).`;
  const word = level > before.level ? "ESCALATED, ongoing" : "STILL ONGOING";
  return `${word} ${since} (${lasting} so far).`;
}

/** The state, and what happened in one line. */
export function stateLines(incident: Incident, before: Told | undefined): readonly string[] {
  const { count, confirmed, addressCount, firstSeen, lastSeen } = incident;
  const what = isWeb(incident) ? "code request" : isCognito(incident) ? "SMS request" : "message";
  const from = addressCount === 0 ? "" : ` from ${counted(addressCount, "address", "addresses")}`;
  const within = `in ${duration(Math.max(1000, lastSeen - firstSeen))}`;
  const outcome = isCognito(incident)
    ? `; ${whole(confirmed)} confirmed (${percent(confirmed / Math.max(1, count))})`
    : "";
  return [
    stateOf(incident, before),
    `${about(incident)}${counted(count, what)}${from} ${within}${outcome}.`,
  ];
}

const successes = ({ calls, count }: Incident): number =>
  Math.round(
    calls
      .filter(({ outcome }) => outcome === "success")
      .reduce((sum, call) => sum + call.share, 0) * count,
  );

/** What it has cost and costs per hour, or why that cannot be said. */
export function costLine(incident: Incident, config: Config): string {
  const { firstSeen, lastSeen, money, paid, status } = incident;
  const hours = Math.max(lastSeen - firstSeen, MINUTE_MS) / HOUR_MS;
  const price = `x ${dollars(config.assumedPriceUsd)}`;
  if (paid > 0) {
    const rate = status === "open" ? `, ${dollars(money.usd / hours)} an hour` : "";
    return `COST   about ${dollars(money.usd)}${rate} (estimate: ${whole(paid)} sent ${price}).`;
  }
  const possible = successes(incident);
  const most = dollars(possible * config.assumedPriceUsd);
  return possible === 0
    ? `COST   nothing known to be sent: every call was refused.`
    : `COST   at most ${most}, if each of ${counted(possible, "successful call")} sent a text ${price}.`;
}

/** Nothing here reads the account's spend limit, so say where it stands. */
export const capLine = ({ regions }: Incident): string =>
  `CAP    not known here: aws sns get-sms-attributes${regions[0] === undefined ? "" : ` --region ${regions[0]}`}`;

const SOURCE: Readonly<Record<Entity["type"], string>> = {
  ip: "address",
  network: "network",
  "user-agent": "program",
  principal: "sender",
  "principal-ip": "sender",
};

/** Why we think so: the rule's limit, and what is usual for whoever tripped it. */
export function whyLines({ rules }: Incident): readonly string[] {
  const [lead] = rules;
  if (lead === undefined) return [];
  const { measure, peak, entityType, ruleId, isKnown } = lead;
  const source = SOURCE[entityType];
  const within = duration(measure.windowMs);
  const others = rules.slice(1).map((rule) => rule.ruleId);
  const also = others.length === 0 ? [] : [`       Also tripped: ${others.join(", ")}.`];
  const busiest = `WHY    ${ruleId}: up to ${whole(peak)} in ${within} from one ${source}`;
  if (measure.kind === "burst")
    return [`${busiest}; ${whole(measure.threshold)} is the limit.`, ...also];
  const limit = `${whole(measure.threshold)} with under ${percent(measure.share)} confirmed`;
  const usual = isKnown
    ? "has confirmed codes before, but not these"
    : "has confirmed none in the 14 days before";
  return [`${busiest}; the limit is ${limit}.`, `       This ${source} ${usual}.`, ...also];
}

function sharesOf(calls: readonly Call[], nameOf: (call: Call) => string): string {
  const shares = new Map<string, number>();
  for (const call of calls) {
    shares.set(nameOf(call), (shares.get(nameOf(call)) ?? 0) + call.share);
  }
  const sorted = [...shares].sort((a, b) => b[1] - a[1]);
  const shown = sorted
    .slice(0, 3)
    .map(([name, share]) => `${name} (${percent(Math.min(1, share))})`);
  return [...shown, ...(sorted.length > 3 ? [`${sorted.length - 3} more`] : [])].join(", ");
}

function addressText({ addresses, otherAddresses, addressCount }: Incident): string {
  const own = addresses.slice(0, 3).map(({ value, share }) => `${value} (${percent(share)})`);
  const others = otherAddresses.slice(0, Math.max(0, 3 - own.length));
  const shown = [...own, ...others];
  const more = addressCount - shown.length;
  return [...shown, ...(more > 0 ? [`about ${whole(more)} more`] : [])].join(", ");
}

/** From where, by what program, to which numbers. */
export function whoLines(incident: Incident): readonly string[] {
  const { calls, destinations, rules } = incident;
  const agents = sharesOf(calls, ({ userAgent }) =>
    userAgent === undefined ? "no user agent" : `"${printable(userAgent, 60)}"`,
  );
  const sender = incident.target.startsWith("principal:")
    ? [`       ${printable(rules[0]?.topEntity ?? "", 90)}`]
    : [];
  const numbers = destinations.values.slice(0, 3).join(", ");
  const blocks = counted(destinations.count, "number block");
  return [
    `WHO    ${addressText(incident) || "a service, without an address of its own"}`,
    ...sender,
    `       ${agents || "no user agent seen"}`,
    ...(destinations.count > 0 ? [`WHERE  ${blocks}: ${numbers}`] : []),
  ];
}

export function callLine({ calls }: Incident): string {
  return `CALLS  ${sharesOf(calls, ({ action, outcome }) => `${printable(action, 30)} ${outcome}`)}`;
}

/** What this incident's telemetry cannot show, and what would. */
export function unseenLine(incident: Incident): string {
  if (isWeb(incident)) {
    return "UNSEEN Numbers, and whether codes were typed in: web logs have neither.";
  }
  return isCognito(incident)
    ? "UNSEEN Numbers and countries: Cognito hides them; SNS delivery logs show them when switched on."
    : "UNSEEN Publishes straight to a number: not in CloudTrail. Whether anybody wanted the texts.";
}
