import type { Rule } from "../lambda/core/model/rule";

/** What looks like SMS pumping wherever requests for codes are counted. */
export const COMMON_FALSE_POSITIVES: readonly string[] = [
  "A load test or QA run (k6, Gatling, JMeter) that calls code or phone endpoints from a fixed runner address. Agree on its address and hours, and except it for as long as it runs.",
  "A launch or promotion: many real users at once behind one corporate NAT or cloud egress address, none of whom does anything odd. Except that address, or raise the threshold for the day.",
  "An uptime monitor or synthetic check (Datadog Synthetics, Checkly) that runs the whole code flow every few seconds. Except its addresses.",
  "A move to another identity provider that verifies many phone numbers again, all through one service address or account. Except it until the job ends.",
];

/** What the four above say already, and better. */
const IS_COMMON = /\bload test|\bNAT\b|\bmonitor\b|\bmigration\b/i;

/** What follows the cause is how to configure the detector, of which Kibana knows nothing. */
const causeOf = (text: string): string => text.split(/(?<=\.) (?=[A-Z])/)[0] ?? text;

/** What the catalogue knows of a rule beside the four. */
export const causesOf = (rule: Rule): readonly string[] =>
  rule
    .prose(rule.measure)
    .falsePositives.map(causeOf)
    .filter((cause) => !IS_COMMON.test(cause));

export const falsePositivesOf = (own: readonly string[]): readonly string[] => [
  ...COMMON_FALSE_POSITIVES,
  ...own,
];
