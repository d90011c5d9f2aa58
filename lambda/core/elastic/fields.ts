/** Equal to `event.dataset`; ECS forbids hyphens in both parts of a data stream's name. */
export const DATASET = "sms_pumping.finding";

/** The data stream of a namespace, named as ECS's `data_stream` fields ask: type, dataset, namespace. */
export const dataStreamOf = (namespace: string): string => `logs-${DATASET}-${namespace}`;

/** Types of Elasticsearch; `keyword+text` also has a `.text` for words, where ECS says so. */
export type FieldType =
  | "keyword"
  | "keyword+text"
  | "constant_keyword"
  | "match_only_text"
  | "date"
  | "long"
  | "float"
  | "double"
  | "boolean"
  | "ip";

/** A field of a document: its whole name, its type, and where its value comes from. */
export type Field = readonly [name: string, type: FieldType, from: string];

/** Fields of ECS, with ECS's own types. https://www.elastic.co/docs/reference/ecs */
export const ECS_FIELDS: readonly Field[] = [
  ["@timestamp", "date", "when the attack was last seen, by the events' own time"],
  ["message", "match_only_text", "what happened to whom; never changes, so it has no counts"],
  ["tags", "keyword", "`sms-pumping`; `drill`, `suppressed`"],
  ["labels.drill", "keyword", "name of the drill; absent for real traffic"],
  ["labels.suppressed_by", "keyword", "id of the suppression that covers the traffic"],
  ["ecs.version", "keyword", "version of ECS that the document follows"],
  ["data_stream.type", "constant_keyword", "`logs`"],
  ["data_stream.dataset", "constant_keyword", "`sms_pumping.finding`"],
  ["data_stream.namespace", "constant_keyword", "the configured namespace"],
  [
    "event.kind",
    "keyword",
    "`alert`: a real, unsuppressed incident opens or escalates; else `event`",
  ],
  ["event.category", "keyword", "`intrusion_detection`"],
  ["event.type", "keyword", "`info`: it was seen, not stopped"],
  ["event.action", "keyword", "`incident-` or `finding-` and what happened to it"],
  ["event.id", "keyword", "the incident's; of a finding without a known incident its own"],
  ["event.code", "keyword", "the rule's id"],
  ["event.reason", "keyword", "the numbers that the rule fired on"],
  ["event.severity", "long", "21 low, 47 medium, 73 high, 99 critical"],
  ["event.risk_score", "float", "the same number"],
  ["event.sequence", "long", "revision of the incident, number of the finding's step"],
  ["event.created", "date", "when the step was written, by the detector's clock"],
  ["event.ingested", "date", "when the document was sent, by the forwarder's clock"],
  ["event.start", "date", "when the attack was first seen"],
  ["event.end", "date", "when it was last seen"],
  ["event.duration", "long", "nanoseconds from start to end"],
  ["event.module", "constant_keyword", "`sms_pumping`"],
  ["event.dataset", "constant_keyword", "`sms_pumping.finding`"],
  ["event.provider", "keyword", "`sms-pumping`, as on the findings bus"],
  ["event.url", "keyword", "the rule's runbook, where `runbookUrl` is configured"],
  ["event.reference", "keyword", "the ATT&CK page on SMS pumping"],
  ["rule.id", "keyword", "the rule; of an incident the one that counted most"],
  ["rule.name", "keyword", "its title"],
  ["rule.description", "keyword", "what it sees and why that is pumping"],
  ["rule.ruleset", "keyword", "`sms-pumping-detector`"],
  ["rule.reference", "keyword", "its runbook, where `runbookUrl` is configured"],
  ["threat.framework", "keyword", "`MITRE ATT&CK`"],
  ["threat.tactic.id", "keyword", "tactics of the rules' techniques"],
  ["threat.tactic.name", "keyword", "their names, in the same order"],
  ["threat.tactic.reference", "keyword", "their pages, in the same order"],
  ["threat.technique.id", "keyword", "techniques that the rules name"],
  ["threat.technique.name", "keyword+text", "their names, in the same order"],
  ["threat.technique.reference", "keyword", "their pages, in the same order"],
  ["threat.technique.subtechnique.id", "keyword", "sub-techniques: `T1496.003`"],
  ["threat.technique.subtechnique.name", "keyword+text", "their names, in the same order"],
  ["threat.technique.subtechnique.reference", "keyword", "their pages, in the same order"],
  ["source.address", "keyword", "the address, where there is one only; IPv6 may be its /64"],
  ["source.ip", "ip", "the same, where it is a whole address"],
  ["related.ip", "ip", "the addresses that counted most, then sampled ones"],
  ["related.user", "keyword", "`user.id` and `user.name`"],
  ["user.id", "keyword", "ARN of the principal, where AWS calls were counted"],
  ["user.name", "keyword+text", "the name at its end"],
  ["user_agent.original", "keyword+text", "the user agent of most calls; the caller's to choose"],
  [
    "cloud.provider",
    "keyword",
    "`aws`; absent for web logs of another cloud, texts of another provider",
  ],
  ["cloud.account.id", "keyword", "the account, where there is one only"],
  ["cloud.region", "keyword", "the Region, where there is one only"],
  ["observer.vendor", "keyword", "`sms-pumping-detector`"],
  ["observer.product", "keyword", "`sms-pumping-detector`"],
  ["observer.name", "keyword", "`sms-pumping`"],
  ["observer.type", "keyword", "`ids`"],
];

/** What ECS has no field for. Lists of objects are flat: each of their fields holds all values. */
export const EXTRA_FIELDS: readonly Field[] = [
  ["sms_pumping.type", "keyword", "`incident` or `finding`"],
  ["sms_pumping.incident_id", "keyword", "the incident; of a finding where it is known"],
  ["sms_pumping.finding_id", "keyword", "the finding"],
  ["sms_pumping.merged_into", "keyword", "the older one that it goes on as a part of"],
  ["sms_pumping.reasons", "keyword", "every reason for the step, as in the bus's events"],
  ["sms_pumping.sequence", "long", "as `event.sequence`"],
  ["sms_pumping.status", "keyword", "`open` or `closed`"],
  ["sms_pumping.severity", "keyword", "`low`, `medium`, `high`, `critical`"],
  ["sms_pumping.level", "long", "how often it escalated"],
  ["sms_pumping.notify", "keyword", "of a finding: `page` opens incidents, `record` does not"],
  ["sms_pumping.scope", "keyword", "account and `live`, `drill:…` or `sup:…`"],
  ["sms_pumping.target", "keyword", "what is abused: `client:…`, `principal:…`, `web` and so on"],
  [
    "sms_pumping.entity.type",
    "keyword",
    "who was counted: `ip`, `network`, `user-agent` and so on",
  ],
  ["sms_pumping.entity.value", "keyword", "of an incident: who counted most"],
  ["sms_pumping.opened_at", "date", "when the first hit that fired is judged, by event time"],
  ["sms_pumping.recorded_at", "date", "when it was first written, by the detector's clock"],
  ["sms_pumping.opened_as.severity", "keyword", "of an incident: how it was told first"],
  ["sms_pumping.opened_as.rule_id", "keyword", "of an incident: the leading rule at that time"],
  ["sms_pumping.count", "long", "what the rule counted from start to end"],
  ["sms_pumping.count_is_upper_bound", "boolean", "true where some may be counted twice"],
  ["sms_pumping.confirmed", "long", "codes that were typed in; absent where nobody can see that"],
  ["sms_pumping.unexplained", "long", "those that the usual confirmations do not explain"],
  ["sms_pumping.paid", "long", "those that surely sent a message"],
  ["sms_pumping.peak", "long", "the most in one window; of missing confirmations, where judged"],
  ["sms_pumping.measure.kind", "keyword", "`burst`, `unconfirmed-burst`, `volume` and so on"],
  ["sms_pumping.measure.threshold", "long", "what it takes to fire"],
  ["sms_pumping.measure.window_seconds", "double", "the window"],
  ["sms_pumping.measure.spans_seconds", "double", "windows of an unconfirmed excess"],
  ["sms_pumping.measure.share", "double", "confirmed share under which it fires"],
  ["sms_pumping.measure.times", "double", "times its own peak that it must exceed"],
  ["sms_pumping.sent_nothing", "boolean", "true where every call was refused: no text went out"],
  ["sms_pumping.usual.peak", "long", "what is usual for the entity in a window, on busy days"],
  ["sms_pumping.usual.confirmed_share", "double", "the share of codes that it usually confirms"],
  ["sms_pumping.usual.is_share_assumed", "boolean", "true where too little is known of it"],
  ["sms_pumping.usual.is_confirmation_invisible", "boolean", "true where nobody can see them"],
  ["sms_pumping.is_learning", "boolean", "true while its source is new and thresholds are tripled"],
  ["sms_pumping.money.usd", "double", "price of what was surely sent, in US dollars"],
  ["sms_pumping.money.is_estimate", "boolean", "false where AWS told every price"],
  ["sms_pumping.accounts", "keyword", "all accounts"],
  ["sms_pumping.regions", "keyword", "all Regions"],
  ["sms_pumping.address_count", "long", "how many different addresses, about"],
  ["sms_pumping.addresses.value", "keyword", "addresses with findings of their own, largest first"],
  ["sms_pumping.addresses.count", "long", "what each counted"],
  ["sms_pumping.addresses.share", "double", "its share of the incident's count, 0 to 1"],
  ["sms_pumping.sampled_addresses", "keyword", "other addresses, a fair sample"],
  ["sms_pumping.networks.value", "keyword", "networks with findings of their own, largest first"],
  ["sms_pumping.networks.count", "long", "what each counted"],
  ["sms_pumping.networks.share", "double", "its share of the incident's count, 0 to 1"],
  ["sms_pumping.destination_blocks", "keyword", "number blocks, last four digits hidden: a sample"],
  [
    "sms_pumping.destination_count",
    "long",
    "how many blocks, about; absent where none can be seen",
  ],
  ["sms_pumping.calls.action", "keyword", "what was called, most frequent first"],
  ["sms_pumping.calls.outcome", "keyword", "`success`, `throttled` or `failure`"],
  ["sms_pumping.calls.client_id", "keyword", "the app client"],
  ["sms_pumping.calls.user_agent", "keyword", "the caller's to choose"],
  ["sms_pumping.calls.share", "double", "its share of all, 0 to 1"],
  ["sms_pumping.rules.id", "keyword", "of an incident: every rule that fired"],
  ["sms_pumping.rules.findings", "long", "how many entities tripped it"],
  ["sms_pumping.rules.top_entity.type", "keyword", "what kind of entity counted most"],
  ["sms_pumping.rules.top_entity.value", "keyword", "which one"],
  ["sms_pumping.rules.count", "long", "its sum; rules overlap, so sums of rules mean nothing"],
  ["sms_pumping.rules.confirmed", "long", "confirmed, of its sum"],
  ["sms_pumping.rules.unexplained", "long", "not explained by the usual confirmations"],
  ["sms_pumping.rules.paid", "long", "surely sent, of its sum"],
  ["sms_pumping.rules.peak", "long", "the most by one entity in one window"],
  ["sms_pumping.rules.measure.kind", "keyword", "as `sms_pumping.measure`"],
  ["sms_pumping.rules.measure.threshold", "long", "as `sms_pumping.measure`"],
  ["sms_pumping.rules.measure.window_seconds", "double", "as `sms_pumping.measure`"],
  ["sms_pumping.rules.measure.spans_seconds", "double", "as `sms_pumping.measure`"],
  ["sms_pumping.rules.measure.share", "double", "as `sms_pumping.measure`"],
  ["sms_pumping.rules.measure.times", "double", "as `sms_pumping.measure`"],
  ["sms_pumping.rules.notify", "keyword", "`page` or `record`"],
  ["sms_pumping.rules.is_known", "boolean", "whether the top entity had confirmed codes before"],
  ["sms_pumping.rules.is_learning", "boolean", "as `sms_pumping.is_learning`"],
  ["sms_pumping.event_ids", "keyword", "of a finding: the first events, `ct:` and CloudTrail's id"],
  ["sms_pumping.drill", "keyword", "as `labels.drill`"],
  ["sms_pumping.suppressed_by", "keyword", "as `labels.suppressed_by`"],
  ["sms_pumping.dashboard_url", "keyword", "CloudWatch's dashboard, where configured"],
];

/** The whole mapping. */
export const FIELDS: readonly Field[] = [...ECS_FIELDS, ...EXTRA_FIELDS];
