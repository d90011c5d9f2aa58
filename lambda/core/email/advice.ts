import { consoleUrl, regionOf } from "./aws-links";
import type { Incident } from "../incidents/incident";
import { isSenderTarget, WEB } from "../matching";
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

const IAM_NAME = /:(user|role)\/(?:[\w+=,.@-]+\/)*([\w-]{1,64})$/;

/** The console's page of the user or role that sends, or that of all of them. */
function identityUrl({ target }: Incident): string {
  const [, kind, name] = IAM_NAME.exec(target) ?? [];
  const page = kind === undefined ? "home" : `${kind}s/details/${name ?? ""}`;
  return `https://console.aws.amazon.com/iam/home#/${page}`;
}

const historyUrl = (incident: Incident): string =>
  `${consoleUrl("cloudtrailv2/home", regionOf(incident))}#/events`;

const forSender = (incident: Incident): Advice => [
  `Not yours? Deactivate its key or take its policies away: ${identityUrl(incident)}`,
  `See what else it did: ${historyUrl(incident)}`,
  lowerTheCap(incident),
];

const forWeb = (incident: Incident): Advice => [
  stopAtTheDoor(incident, "the site's web ACL"),
  `Have it ask for a CAPTCHA before each code: ${consoleUrl(WEB_ACLS, regionOf(incident))}`,
  lowerTheCap(incident),
];

/** What to do about an attack that goes on, by what is being abused. */
export function adviceFor(incident: Incident): Advice {
  if (isSenderTarget(incident.target)) return forSender(incident);
  return incident.target === WEB ? forWeb(incident) : forCognito(incident);
}

const RESTORE =
  "If you lowered a spending limit or switched SMS off, undo it: real logins need it.";

/** What to do once it is over. */
export const aftercareFor = (incident: Incident): Advice =>
  isSenderTarget(incident.target)
    ? [
        "Not your traffic? Keep its key off until you know how it got out; then make a new one.",
        `See what else it did: ${historyUrl(incident)}`,
        RESTORE,
      ]
    : [
        "Keep the block or rate limit: attackers who were paid come back.",
        "Make it dearer: a CAPTCHA before each code, and texts only to countries that you serve.",
        RESTORE,
      ];
