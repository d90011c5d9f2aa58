import type { Incident } from "./incident";
import { isCognitoTarget, WEB } from "./matching";

/** Three things to do now, each with a link or a command. */
export type Advice = readonly [string, string, string];

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/** A Region as it may stand in a link; an account without one gets the console's own choice. */
const regionOf = ({ regions }: Incident): string =>
  regions.find((region) => REGION.test(region)) ?? "us-east-1";

const consoleUrl = (region: string, path: string): string =>
  `https://${region}.console.aws.amazon.com/${path}`;

const lowerTheCap = (region: string): string =>
  `Cap the cost: aws sns set-sms-attributes --region ${region} --attributes MonthlySpendLimit=N`;

function forCognito(incident: Incident): Advice {
  const region = regionOf(incident);
  const waf = consoleUrl(region, `wafv2/homev2/ip-sets?region=${region}`);
  const rules = consoleUrl(region, `wafv2/homev2/web-acls?region=${region}`);
  const pools = consoleUrl(region, `cognito/v2/idp/user-pools?region=${region}`);
  return [
    incident.addressCount <= 3
      ? `Block the address in the pool's web ACL: ${waf}`
      : `Add a rate limit or CAPTCHA to the pool's web ACL: ${rules}`,
    `If it goes on, switch SMS recovery or sign-up off: ${pools}`,
    lowerTheCap(region),
  ];
}

function forSender(incident: Incident): Advice {
  const region = regionOf(incident);
  const iam = "https://console.aws.amazon.com/iam/home#/home";
  const events = consoleUrl(region, `cloudtrailv2/home?region=${region}#/events`);
  return [
    `Unknown sender? Deactivate its key or detach sns:Publish and sms-voice:Send*: ${iam}`,
    `See what else it did: ${events}`,
    lowerTheCap(region),
  ];
}

function forWeb(incident: Incident): Advice {
  const region = regionOf(incident);
  const waf = consoleUrl(region, `wafv2/homev2/web-acls?region=${region}`);
  return [
    `Block the address or limit the path's rate: ${waf}`,
    "Ask for a CAPTCHA before a code is sent; see the runbook.",
    lowerTheCap(region),
  ];
}

/** What to do about an incident, by what is being abused. */
export function adviceFor(incident: Incident): Advice {
  if (isCognitoTarget(incident.target)) return forCognito(incident);
  return incident.target === WEB ? forWeb(incident) : forSender(incident);
}
