import type { KibanaRule } from "../../elastic/kibana-rule";
import { markdownTable } from "./markdown-table";

/** Of a block of code in Markdown. */
export const LANGUAGE: Readonly<Record<KibanaRule["language"], string>> = {
  eql: "eql",
  esql: "esql",
  kuery: "kql",
};

const PROFILE_TABLE = markdownTable(
  ["", "`findings`", "`native`"],
  [
    ["who counts", "the detector in AWS", "Elastic"],
    ["needs", "the detector with its forwarder", "Elastic's AWS integration: CloudTrail, web logs"],
    ["alerts", "one for an attack", "one for an address, app client, principal or key"],
    ["compares with", "each entity's own past, confirmations", "fixed numbers, some confirmations"],
    ["take it when", "the detector runs", "it does not, or not in every account"],
  ],
);

const FILE_TABLE = markdownTable(
  ["file", "for"],
  [
    ["`findings.ndjson`", "a licence with suppression"],
    ["`findings-basic.ndjson`", "any: only openings of incidents alert"],
    ["`native.ndjson`", "a licence with suppression"],
    ["`native-basic.ndjson`", "any: ES|QL rules run once a window, EQL rules alert once a run"],
  ],
);

const PROFILES = `Every rule is shipped disabled. \`smspump elastic install --profile findings\` (or \`native\`) writes them into Kibana;
they can also be imported by hand under Security > Rules > Import rules, from the files in [\`elastic/\`](../../elastic).

## Which profile

${PROFILE_TABLE}

Take \`findings\` wherever the detector runs: what compares an entity with its own past, tells drills from attacks and folds a
thousand addresses into one incident cannot be said in a rule of Kibana. **Never enable both**: every attack would alert twice.
The installer refuses it.

Instead of \`findings\`, Elastic's own rule **External Alerts** does nearly the same without any rule of ours: it makes an alert
of every document with \`event.kind: alert\`, in any index, takes the name from \`message\` and the severity from
\`event.severity\`, which our documents hold for it. It has no suppression. Where Elastic's AWS integration collects the logs of AWS WAF
in a version from 5.1.0 to 6.4.1, it alerts on each of their requests too, since these versions mark them all as alerts. Enable it or
\`findings\`, never both.`;

const LICENCES = `## Which licence

Alert suppression needs Platinum, Enterprise, a trial, or Serverless. So there are two files for each profile:

${FILE_TABLE}

A rule has the same \`rule_id\` and version in both: the installer picks by the licence, and rewrites the rules when that changes.
By hand, import one of the two files; the second import would overwrite the first.`;

const NATIVE = `## Which of the native rules

- **On web logs, one of two.** \`sms-pumping-otp-endpoint-sequence\` is the query that is well known for this technique,
  corrected so that it matches what load balancers, web ACLs and CDNs log: the category may be \`web\`, \`network\` or absent, and
  protocol and status may be absent. \`sms-pumping-otp-endpoint-threshold\` counts the same requests, every minute over six.
  A sequence holds the whole burst and is exact to the millisecond, but overlaps itself and so makes many alerts; the threshold
  rule is the quieter. Enable one.
- \`sms-pumping-otp-endpoint-flood\` beside it says what is ten times as large: EQL repeats an event 100 times at the most.
- **On Cognito** begin with \`sms-pumping-cognito-address-unconfirmed\` and \`sms-pumping-cognito-many-addresses\`: they ask whether
  codes were typed in. \`sms-pumping-cognito-address-sequence\` does not, is a quarter of an hour sooner, and suits pools whose
  users share no addresses. \`sms-pumping-cognito-network-unconfirmed\` adds up the addresses of a network.
- **On kinds of call** \`sms-pumping-cognito-flow-unconfirmed\` and \`sms-pumping-cognito-reset-unconfirmed\` count users, not calls:
  how many of those who were sent a text typed a code in. Sign-ups by e-mail that an attacker confirms himself hide nothing from them.
  They need records that tell the user (\`sub\`). \`sms-pumping-cognito-account-unconfirmed\` adds up several app clients.
- \`sms-pumping-api-sequence\` is for accounts in which no back end sends by itself, or with exceptions for those that do.
  \`sms-pumping-principal-burst\` asks for more and counts a role over all its sessions; \`sms-pumping-cognito-admin-burst\` does so with
  invitations and resets. \`sms-pumping-key-new-addresses\` is quiet where senders have fixed addresses, and dear where very many
  texts are sent: it looks back two weeks.
- \`sms-pumping-otp-send-unconfirmed\` asks whether codes were typed in, on sites whose log shows that.
- \`sms-pumping-otp-site-unconfirmed\` is silent until your paths are in its query, those that send a code and those that take one.
- \`sms-pumping-scouting-regions\` is quiet. Enable it always.

Thresholds and windows are those of [the detector's rules](../rules.md). Every ES|QL rule is run on a real Elasticsearch, in both of
its forms, on documents that must make it alert and on others that must not. The EQL is run by Elastic's Python engine for the
language only. [What is proven, and what is not](install.md#what-is-proven-and-what-is-not) has the rest.

All rules need Elastic 8.19, 9.1 or newer, or Serverless; the table of each profile names the integrations that a rule reads, and
\`related_integrations\` the first version of each that writes what it reads. An EQL rule picks documents by \`event.ingested\` and orders them by \`@timestamp\`:
Kibana limits a run by the field of \`timestamp_override\`, and leaves the order of a sequence to EQL's default.

Rules look at \`event.ingested\`, so what arrives late is judged late and not missed. ES|QL knows no optional field: such a rule
fails with "Unknown column" until documents of its sources have arrived.`;

/** How to choose, in prose. */
export const CHOOSING = [PROFILES, LICENCES, NATIVE].join("\n\n");
