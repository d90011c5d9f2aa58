import { counted as numberOf, duration, percent, whole } from "../model/format";
import type { Incident, RuleSummary } from "../incidents/incident";
import { BASELINE_DAYS } from "../counting/minutes/baseline";
import { KNOWN_DAYS } from "../model/grace";
import type { Entity } from "../model/rule";
import { catalogue } from "../rules";
import { otpSendBurst } from "../rules/otp-send-burst";

const SOURCE: Readonly<Record<Entity["type"], string>> = {
  ip: "address",
  network: "network",
  "user-agent": "program",
  principal: "sender",
  "principal-ip": "sender",
  "app-client": "app client",
  "user-pool": "user pool",
  site: "site",
  "client-flow": "kind of call",
  account: "account",
  "access-key": "access key",
  change: "caller",
  alarm: "alarm",
  verdict: "verdict",
};

/** What a rule counts, where it is no message and no request. */
const unitOf = ({ ruleId }: RuleSummary): string | undefined =>
  catalogue.find(({ id }) => id === ruleId)?.unit;

/** A number of what the rule counts. */
function amount(rule: RuleSummary, count: number): string {
  const unit = unitOf(rule);
  return unit === undefined ? whole(count) : numberOf(count, unit, `${unit}es`);
}

/** What was counted, and from where on that is an alarm. */
function limitText(rule: RuleSummary): string {
  const { measure, peak, entityType, usual } = rule;
  const source = SOURCE[entityType];
  const counted = `${amount(rule, peak)} in ${duration(measure.windowMs)} from one ${source}`;
  const limit = whole(measure.threshold);
  switch (measure.kind) {
    case "each":
      return `${whole(peak)} by one ${source}; each one is an alarm`;
    case "burst":
      return `${counted}; alarm at ${limit}`;
    case "volume":
      return `${counted}; alarm above ${limit}`;
    case "unconfirmed-burst":
      if (usual?.isConfirmationInvisible === true) return `${counted}; alarm above ${limit}`;
      return `${counted}; alarm at ${limit} with under ${percent(measure.share)} confirmed`;
    case "uncompleted-burst":
      return `${counted}; alarm at ${limit} with under ${percent(measure.share)} completed`;
    case "unconfirmed-excess":
      return `${whole(peak)} confirmations are missing; alarm at ${limit}`;
  }
}

const shareNow = ({ count, confirmed }: RuleSummary): string =>
  percent(Math.min(1, confirmed / Math.max(1, count)));

function usualVolume(rule: RuleSummary): string {
  const { usual, entityType } = rule;
  const source = SOURCE[entityType];
  const unit = unitOf(rule);
  const blind =
    usual?.isConfirmationInvisible === true ? "Its confirmations cannot be seen here. " : "";
  if (unit !== undefined && usual?.peak === undefined) {
    return `This ${source} had a ${unit} on fewer than three of the ${BASELINE_DAYS} days before.`;
  }
  return usual?.peak === undefined
    ? `${blind}What is usual for this ${source} is not known: under three days of data.`
    : `${blind}On busy days this ${source} peaks at ${amount(rule, usual.peak)}.`;
}

function usualShare(rule: RuleSummary): string {
  const { usual, entityType } = rule;
  const share = percent(usual?.confirmedShare ?? 0);
  const source = SOURCE[entityType];
  return usual?.isShareAssumed === true
    ? `What is usual for this ${source} is not known: ${share} confirmed is assumed, now it is ${shareNow(rule)}.`
    : `This ${source} confirmed ${share} in the ${BASELINE_DAYS} days before, now ${shareNow(rule)}.`;
}

function usualCodes({ isKnown, ruleId, entityType, usual, confirmed }: RuleSummary): string {
  const source = SOURCE[entityType];
  // Whether any log would show it, nobody knows.
  if (ruleId === otpSendBurst.id && !isKnown) {
    return `No log shows a code confirmed from this ${source} in the ${KNOWN_DAYS} days before.`;
  }
  const own = isKnown
    ? `This ${source} has confirmed codes before, but ${confirmed > 0 ? "few of these" : "not these"}`
    : `This ${source} confirmed none in the ${KNOWN_DAYS} days before`;
  return usual?.confirmedShare === undefined
    ? `${own}.`
    : `${own}; ${usual.isShareAssumed === true ? "assumed" : "usual"} here: ${percent(usual.confirmedShare)}.`;
}

/** What is usual for whoever tripped the rule, and what is not. */
function usualText(rule: RuleSummary): string {
  switch (rule.measure.kind) {
    case "unconfirmed-excess":
      return usualShare(rule);
    case "volume":
    case "uncompleted-burst":
      return usualVolume(rule);
    case "unconfirmed-burst":
      return rule.usual?.isConfirmationInvisible === true ? usualVolume(rule) : usualCodes(rule);
    case "each":
      if (rule.entityType === "alarm")
        return "What is usual, and where its line is, the alarm says.";
      return "Nobody changes this often enough for a usual level.";
    case "burst":
      return `What is usual for this ${SOURCE[rule.entityType]} is not known.`;
  }
}

/** A line that a mail program does not break. */
const WIDTH = 128;

/** As many of the other rules as the line has room for. */
function alsoText(others: readonly RuleSummary[], room: number): string {
  const names = others.map(({ ruleId }) => ruleId);
  for (let shown = names.length; shown > 0; shown--) {
    const more = names.length - shown;
    const text = ` Also: ${names.slice(0, shown).join(", ")}${more === 0 ? "" : `, ${more} more`}.`;
    if (text.length <= room) return text;
  }
  return names.length === 0 ? "" : ` Also: ${names.length} more.`;
}

/** Why we think so: the rule's limit, and what is usual for whoever tripped it. */
export function whyLines({ rules }: Incident): readonly string[] {
  const [lead, ...others] = rules;
  if (lead === undefined) return [];
  const usual = `       ${usualText(lead)}`;
  const learning = rules.some(({ isLearning }) => isLearning === true)
    ? ["       Still learning what is normal here: limits are three times as high."]
    : [];
  return [
    `WHY    ${lead.ruleId}: ${limitText(lead)}.`,
    usual + alsoText(others, WIDTH - usual.length),
    ...learning,
  ];
}
