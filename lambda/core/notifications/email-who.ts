import { consoleUrl, regionOf } from "./aws-links";
import type { Call } from "../counting/windows/evidence";
import { counted, listed, percent } from "../model/format";
import { KNOWN_DAYS } from "../model/grace";
import type { Incident } from "../incidents/incident";
import {
  isCognitoTarget,
  isSenderTarget,
  isSpendTarget,
  SMS_SETTINGS,
  WEB,
} from "../rules/matching";
import { otpSiteUnconverted } from "../rules/otp-site-unconverted";
import { smsKeyNewAddresses } from "../rules/sms-key-new-addresses";
import { isSiteWithConfirmations } from "./email-lines";
import { printable, withoutNumbers } from "./printable";

/** What is left of a line beside its label. */
const WIDTH = 120;

/** The share of an attack from which blocking its network is worth the trouble. */
const STANDS_OUT = 0.05;

const shareText = (name: string, share: number): string =>
  `${name} (${percent(Math.min(1, share))})`;

/** Names with their shares, largest first. */
function sharesOf(
  calls: readonly Call[],
  nameOf: (call: Call) => string,
): readonly (readonly [name: string, share: number])[] {
  const shares = new Map<string, number>();
  for (const call of calls) {
    shares.set(nameOf(call), (shares.get(nameOf(call)) ?? 0) + call.share);
  }
  return [...shares].sort((a, b) => b[1] - a[1]);
}

function addressText(incident: Incident, width: number): string {
  const { addresses, otherAddresses, addressCount } = incident;
  const own = addresses.map(({ value, share }) => shareText(value, share));
  const shown = [...own, ...otherAddresses].slice(0, 3);
  return listed(shown, width, Math.max(addressCount, shown.length));
}

/** Of one address its network says nothing; of many, whether blocking a network would help. */
function networkLines({ target, networks, addressCount }: Incident): readonly string[] {
  if (addressCount <= 1 || !isCognitoTarget(target)) return [];
  const [top] = networks;
  if (top === undefined || top.share < STANDS_OUT) {
    return ["       No network stands out: blocking addresses will not end it."];
  }
  const shown = networks.slice(0, 3).map(({ value, share }) => shareText(value, share));
  return [`       Networks: ${listed(shown, WIDTH - 10)}`];
}

const agentOf = ({ userAgent }: Call): string =>
  userAgent === undefined ? "none" : `"${withoutNumbers(printable(userAgent, 60))}"`;

function agentText({ calls }: Incident): string {
  const shown = sharesOf(calls, agentOf).map(([name, share]) => shareText(name, share));
  return shown.length === 0 ? "none seen" : listed(shown, WIDTH - 12);
}

/** Who sends, or turns settings: a principal or an access key. Others are known by address. */
function actorOf({ target, rules }: Incident): string | undefined {
  if (target === SMS_SETTINGS) return rules[0]?.topEntity.split(" ")[0];
  return isSenderTarget(target) ? target.slice(target.indexOf(":") + 1) : undefined;
}

/** What tells a stolen key from one that its owner uses. */
function newAddressLines({ rules }: Incident): readonly string[] {
  const rule = rules.find(({ ruleId }) => ruleId === smsKeyNewAddresses.id);
  if (rule === undefined) return [];
  const many = counted(rule.count, "new address", "new addresses");
  return [`       This key from ${many}: it was at none of them in the ${KNOWN_DAYS} days before.`];
}

/** From where, by what program, to which numbers. */
export function whoLines(incident: Incident): readonly string[] {
  const { destinations, rules, target } = incident;
  if (isSpendTarget(target)) {
    return [
      `WHO    not known: metrics hold sums. Alarm: ${printable(rules[0]?.topEntity ?? "", 70)}`,
    ];
  }
  const actor = actorOf(incident);
  const sender = actor === undefined ? "" : `${printable(actor, 56)}, `;
  const addresses = addressText(incident, WIDTH - sender.length);
  return [
    `WHO    ${sender}${addresses || "a service, without an address of its own"}`,
    ...networkLines(incident),
    ...newAddressLines(incident),
    `       User agent: ${agentText(incident)}`,
    ...(destinations.count > 0
      ? [
          `WHERE  ${counted(destinations.count, "number block")}: ${listed(destinations.values.slice(0, 4), 90, destinations.count)}`,
        ]
      : []),
  ];
}

const OUTCOMES = { success: "accepted", throttled: "throttled", failure: "refused" } as const;

export function callLine({ calls }: Incident): string {
  const shown = sharesOf(
    calls,
    ({ action, outcome }) => `${withoutNumbers(printable(action, 50))} ${OUTCOMES[outcome]}`,
  ).map(([name, share]) => shareText(name, share));
  return `CALLS  ${shown.length === 0 ? "none seen" : listed(shown, WIDTH)}`;
}

/** What this incident's telemetry cannot show, and what would. */
export function unseenLine(incident: Incident): string {
  if (incident.target === WEB) {
    return incident.leadRuleId === otpSiteUnconverted.id || isSiteWithConfirmations(incident)
      ? "UNSEEN Numbers: your SMS provider's log has them, web logs do not."
      : "UNSEEN Numbers, and whether codes were confirmed: your SMS provider's log has them, web logs do not.";
  }
  if (isSpendTarget(incident.target)) {
    return "UNSEEN Who sends, and to whom. Publishes straight to a number: see SNS delivery logs.";
  }
  if (incident.target === SMS_SETTINGS) {
    return "UNSEEN What it sends next: publishes straight to a number are not logged. Watch the spend.";
  }
  if (isSenderTarget(incident.target)) {
    return "UNSEEN Who asked your application: see its access log. Publishes straight to a number: see SNS delivery logs.";
  }
  const logs = `${consoleUrl("sns/v3/home", regionOf(incident))}#/mobile/text-messaging`;
  return `UNSEEN Numbers. Delivery logs show them: ${logs}`;
}
