import { DATASET } from "../../lambda/core/elastic/fields";
import { SEVERITY_SCORES } from "../../lambda/core/elastic/ecs";
import { SEVERITIES } from "../../lambda/core/model/rule";
import { DAY_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { COMMON_FALSE_POSITIVES } from "../false-positives";
import { requiredFields } from "../fields";
import { setupOf } from "../guide";
import type { UnversionedRule } from "../kibana-rule";
import { kqlIn } from "../kql";
import type { Licence } from "../licence";
import { AUTHOR, LICENCE, REFERENCES } from "../native-rule";
import { scheduleFields } from "../schedule";
import { suppressedBy } from "../suppression";
import { threatsOf } from "../threat";

/** Kibana's own limit for one run. */
const MOST_SIGNALS = 1000;
const ALERTS = kqlIn("event.kind", ["alert"]);
const OPENINGS = `${ALERTS} and ${kqlIn("event.action", ["incident-opened"])}`;

const NOTE = `## Triage and analysis

The SMS-pumping detector has found an incident: everything that one target suffered within the quiet period, from however many addresses. The alert's name is the document's \`message\`, severity and risk are the incident's own.

### Investigation steps

1. Read \`event.reason\` and \`sms_pumping.rules\`: which rules fired, by how much, and how many codes were typed in. Under attack almost none are.
2. Read \`source.ip\`, \`related.ip\`, \`sms_pumping.networks\` and \`user_agent.original\`: who asks. Few networks or one program can be blocked.
3. In Discover filter \`event.id\` to the alert's: every step of the incident and of its findings, in the order of \`event.created\`. A step \`incident-closed\` says that it is over.
4. Open \`event.url\`, the runbook of the leading rule, for the commands that stop it.

### When it is harmless

Write a suppression into the detector's configuration, with an owner and an expiry, rather than an exception here: it also stops the e-mails, and still tells when the traffic grows far beyond its measure.

### Which rule, and how often it alerts

- With suppression, one alert for an incident and day; escalations of that day are counted in it. Without it, only openings alert, once each: an escalation is then in Discover and in the e-mail.
- Never enable it beside Elastic's own External Alerts rule, which takes every \`event.kind: alert\` of all indices and so these too, nor beside the rules that count by themselves: each attack would alert twice.
- Drills, suppressed traffic, single findings and closings are \`event.kind: event\` and never alert.`;

const SETUP = setupOf(
  [
    "Deploy the detector with `elastic` in its configuration: its forwarder writes the documents. No integration is needed.",
    `Install the index template before the first document: \`smspump elastic install\` does it. The rule reads \`logs-${DATASET}-*\`.`,
    "Enable this rule or Elastic's External Alerts rule, never both.",
  ],
  MOST_SIGNALS,
);

const ABOUT = {
  slug: "sms-pumping-findings",
  name: "SMS pumping incident",
  description:
    "Makes an alert of each SMS-pumping incident that the detector has found in AWS: who asked for texts, where they went, whether the codes were typed in and what it costs.",
  author: AUTHOR,
  license: LICENCE,
  tags: [
    "Domain: Cloud",
    "Data Source: SMS-pumping detector",
    "Tactic: Impact",
    "Use Case: SMS Pumping",
    "Promotion: External Alerts",
    "Resources: Investigation Guide",
  ],
  threat: threatsOf(["T1496.003"]),
  references: REFERENCES,
  false_positives: COMMON_FALSE_POSITIVES,
  note: NOTE,
  setup: SETUP,
} as const;

/** The document says how grave it is; the numbers are those that External Alerts reads too. */
const GRAVITY: Pick<
  UnversionedRule,
  "severity" | "risk_score" | "severity_mapping" | "risk_score_mapping"
> = {
  severity: "high",
  risk_score: SEVERITY_SCORES.high,
  severity_mapping: SEVERITIES.map((severity) => ({
    field: "event.severity",
    operator: "equals",
    value: String(SEVERITY_SCORES[severity]),
    severity,
  })),
  risk_score_mapping: [{ field: "event.risk_score", operator: "equals", value: "" }],
};

/** Makes a Kibana alert of every incident of ours. */
export const findingAlerts = (licence: Licence): UnversionedRule => ({
  ...ABOUT,
  ...GRAVITY,
  rule_name_override: "message",
  enabled: false,
  ...scheduleFields({ intervalMs: MINUTE_MS, lookBackMs: 6 * MINUTE_MS }),
  max_signals: MOST_SIGNALS,
  timestamp_override: "event.ingested",
  related_integrations: [],
  required_fields: requiredFields([
    "event.action",
    "event.id",
    "event.kind",
    "event.risk_score",
    "event.severity",
    "message",
  ]),
  type: "query",
  language: "kuery",
  index: [`logs-${DATASET}-*`],
  query: licence.isSuppressionLicensed ? ALERTS : OPENINGS,
  ...suppressedBy(["event.id"], DAY_MS, licence),
});
