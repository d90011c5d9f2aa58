import type { Rule } from "../lambda/core/model/rule";

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join("\n");
const numbered = (items: readonly string[]): string =>
  items.map((item, index) => `${index + 1}. ${item}`).join("\n");

/** What an investigation guide says beyond the rule of the catalogue. */
export interface Guidance {
  /** What to look at, in this order. */
  readonly steps: readonly string[];
  /** How to choose between this rule and others, and what it does with repeated matches. */
  readonly choosing: readonly string[];
  /** What it is blind to. */
  readonly blindSpots: readonly string[];
}

const RESPONSE: readonly string[] = [
  "Stop it at the door first: block the addresses in the web ACL, or limit the rate of the path or operation.",
  "When addresses rotate, ask for a CAPTCHA before each code, and send texts only to countries that you serve.",
  "As a last resort lower the spend limit of SNS and of AWS End User Messaging: that stops every text, real logins too.",
  "Keep message ids, times and numbers of the span: a dispute with the carrier rests on them.",
];

/** The investigation guide in Markdown. */
export const noteOf = (
  basis: Rule,
  description: string,
  { steps, choosing, blindSpots }: Guidance,
): string =>
  [
    "## Triage and analysis",
    `SMS pumping makes a form send texts to numbers whose carrier shares its fee with the fraudster. ${description}`,
    "### Investigation steps",
    numbered(steps),
    "### When it is harmless",
    "Compare with the rule's list of false positives. Add what you recognise as an exception of the rule, with an end date.",
    "### What this rule does not see",
    list(blindSpots),
    "### Which rule, and how often it alerts",
    list(choosing),
    "### Response",
    list(RESPONSE),
    `The SMS-pumping detector has a runbook for this with commands: docs/runbooks/${basis.id}.md in its repository. Rules named in this style (${basis.id}) are the detector's own.`,
  ].join("\n\n");

/** Kibana's default for one run. */
const USUAL_SIGNALS = 100;

/** To the letter what the tests of elastic/detection-rules ask of a rule with more. */
const MANY_SIGNALS =
  "For information on troubleshooting the maximum alerts warning please refer to this [guide](https://www.elastic.co/guide/en/security/current/alerts-ui-monitor.html#troubleshoot-max-alerts).";

export const setupOf = (steps: readonly string[], maxSignals: number): string =>
  ["## Setup", numbered(steps), ...(maxSignals > USUAL_SIGNALS ? [MANY_SIGNALS] : [])].join("\n\n");
