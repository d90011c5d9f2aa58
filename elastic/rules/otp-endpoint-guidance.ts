import { otpEndpointBurst } from "../../lambda/core/rules/otp-endpoint-burst";
import type { Guidance } from "../guide";

/** What the rules on web requests have in common. */
export const WEB_STEPS: readonly string[] = [
  "In Discover, the alert's `source.ip` over the last hour, by `url.path`: do these paths send codes, check codes, or only happen to match? Hundreds of checks are somebody guessing codes, which is account takeover, not pumping.",
  "By `http.response.status_code` and `user_agent.original`: one program at a steady pace with many 422 or 429 is a machine.",
  "`source.as.organization.name` and `source.geo.country_iso_code`: a hosting company asks for no codes of its own; a mobile carrier or an office may be a thousand people behind one address.",
  "Did texts go out? Compare with the delivery logs of SNS or AWS End User Messaging: many numbers of few blocks of one foreign carrier are pumping.",
];

const EXCLUSIVE =
  "Enable the sequence rule or the threshold rule, not both: they find the same bursts.";

/** What a rule does with repeated matches, under a licence and under none. */
export const alertsOnce = (per: string): string =>
  `Where the licence has alert suppression there is one alert per ${per} and quiet period, else one whenever the rule matches anew.`;

export const endpointGuidance = (
  choosing: readonly string[],
  blindSpots: readonly string[],
): Guidance => ({
  steps: WEB_STEPS,
  choosing: [EXCLUSIVE, ...choosing, alertsOnce("address")],
  blindSpots: [...otpEndpointBurst.prose(otpEndpointBurst.measure).blindSpots, ...blindSpots],
});
