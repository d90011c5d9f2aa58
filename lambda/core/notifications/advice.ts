import { consoleUrl, identityUrl, inRegion, regionOf } from "./aws-links";
import type { Incident } from "../incidents/incident";
import {
  isSenderTarget,
  isSpendTarget,
  SMS_SETTINGS,
  UNNAMED_CLIENTS,
  WEB,
} from "../rules/matching";
import { setLimit } from "./spend-limit";

/** Three things to do, each with a link, a command or the runbook. */
export type Advice = readonly [string, string, string];

const IP_SETS = "wafv2/homev2/ip-sets";
const WEB_ACLS = "wafv2/homev2/web-acls";

const lowerTheCap = (incident: Incident): string => `Or cap the cost: ${setLimit(incident)}`;

/** What leaves room for the link beside it; a whole IPv6 address does not. */
const LONGEST = 24;

/** What to block, where blocking a few things ends it. */
function culpritOf({ addresses, addressCount, networks }: Incident): string | undefined {
  const [address] = addresses;
  if (addressCount === 1 && address !== undefined) return address.value;
  if (addressCount <= 3 && addresses.length === addressCount) return "these addresses";
  return networks.find(({ share }) => share >= 0.5)?.value;
}

function stopAtTheDoor(incident: Incident, door: string): string {
  const culprit = culpritOf(incident);
  const name = (culprit?.length ?? 0) > LONGEST ? "this address" : culprit;
  return name === undefined
    ? `Add a rate limit or CAPTCHA in ${door}: ${consoleUrl(WEB_ACLS, regionOf(incident))}`
    : `Block ${name} in ${door}: ${consoleUrl(IP_SETS, regionOf(incident))}`;
}

const forCognito = (incident: Incident): Advice => [
  stopAtTheDoor(incident, "the pool's web ACL"),
  `If it goes on, switch SMS off in the pool: ${consoleUrl("cognito/v2/idp/user-pools", regionOf(incident))}`,
  lowerTheCap(incident),
];

const historyUrl = (incident: Incident): string =>
  `${consoleUrl("cloudtrailv2/home", regionOf(incident))}#/events`;

/** Cognito sends nothing for an app client that it does not know. */
const forUnnamed = (incident: Incident): Advice => [
  stopAtTheDoor(incident, "the pools' web ACL"),
  "Is one of these app clients yours? Then list it in userPools (docs/configuration.md).",
  `See which ids they name: ${historyUrl(incident)}`,
];

const forSender = (incident: Incident): Advice => [
  `Not yours? Deactivate its key or take its policies away: ${identityUrl(incident.target)}`,
  `See what else it did: ${historyUrl(incident)}`,
  lowerTheCap(incident),
];

const forWeb = (incident: Incident): Advice => [
  stopAtTheDoor(incident, "the site's web ACL"),
  culpritOf(incident) === undefined
    ? "If it goes on, switch codes by text off in your application or at the provider that sends them."
    : `Have it ask for a CAPTCHA before each code: ${consoleUrl(WEB_ACLS, regionOf(incident))}`,
  lowerTheCap(incident),
];

const forSpend = (incident: Incident): Advice => [
  `Read the alarm: ${consoleUrl("cloudwatch/home", regionOf(incident))}#alarmsV2:`,
  "Is an incident open? Then stop that attack first. Else see the delivery logs for numbers.",
  lowerTheCap(incident),
];

/** What the entity that counted most begins with: an access key, or the ARN of a principal. */
const settingActor = ({ rules }: Incident): string => rules[0]?.topEntity.split(" ")[0] ?? "";

const ACCESS_KEY_ID = /^[A-Z0-9]{16,128}$/;

/** What shows whether a setting is as it was, or puts it back. */
function putBack(incident: Incident): string {
  const actions = incident.calls.map(({ action }) => action);
  const did = (pattern: RegExp): boolean => actions.some((action) => pattern.test(action));
  const region = inRegion(regionOf(incident));
  if (did(/SpendLimitOverride$/)) {
    return `Put the limit back: aws pinpoint-sms-voice-v2 set-text-message-spend-limit-override --monthly-limit N${region}`;
  }
  if (did(/Protect/)) {
    return `Put Protect back; see what is left: aws pinpoint-sms-voice-v2 describe-protect-configurations${region}`;
  }
  if (did(/QuotaIncrease$/)) {
    return `Withdraw the request: ${consoleUrl("servicequotas/home/requests", regionOf(incident))}`;
  }
  return did(/^SetSMSAttributes$/)
    ? `Put the limit back: aws sns set-sms-attributes --attributes MonthlySpendLimit=N${region}`
    : "Put this detector back: npx cdk deploy --all";
}

function forSettings(incident: Incident): Advice {
  const actor = settingActor(incident);
  const history = `See what else it did: ${historyUrl(incident)}`;
  if (!ACCESS_KEY_ID.test(actor)) {
    const who = `Not yours? Deactivate its key or take its policies away: ${identityUrl(actor)}`;
    return [who, putBack(incident), history];
  }
  return [
    `Whose key is it? aws iam get-access-key-last-used --access-key-id ${actor}`,
    `Not yours? aws iam update-access-key --status Inactive --user-name NAME --access-key-id ${actor}`,
    history,
  ];
}

/** What to do about an attack that goes on, by what is being abused. */
export function adviceFor(incident: Incident): Advice {
  if (incident.target === SMS_SETTINGS) return forSettings(incident);
  if (isSpendTarget(incident.target)) return forSpend(incident);
  if (isSenderTarget(incident.target)) return forSender(incident);
  if (incident.target === UNNAMED_CLIENTS) return forUnnamed(incident);
  return incident.target === WEB ? forWeb(incident) : forCognito(incident);
}

const RESTORE =
  "If you lowered a spending limit or switched SMS off, undo it: real logins need it.";

const CHECK_SETTINGS =
  "See that every spend limit, Protect rule, alarm and rule of this detector is as it was.";

const ofKey = (incident: Incident, last: string): Advice => [
  "Not yours? Keep its key off until you know how it got out; then make a new one.",
  `See what else it did: ${historyUrl(incident)}`,
  last,
];

const AFTER_SPEND: Advice = [
  "See which countries the texts went to, and block those that you do not serve.",
  "Compare the month's figures with its budget: npm run smspump -- spend.",
  RESTORE,
];

/** What to do once it is over. */
export function aftercareFor(incident: Incident): Advice {
  if (incident.target === SMS_SETTINGS) return ofKey(incident, CHECK_SETTINGS);
  if (isSpendTarget(incident.target)) return AFTER_SPEND;
  return isSenderTarget(incident.target)
    ? ofKey(incident, RESTORE)
    : [
        "Keep the block or rate limit: attackers who were paid come back.",
        "Make it dearer: a CAPTCHA before each code, and texts only to countries that you serve.",
        RESTORE,
      ];
}
