/**
 * Every field that a query of ours uses, with its type in Elasticsearch. Those of CloudTrail and of
 * web logs are what the pipelines and field definitions of Elastic's AWS integration write
 * (https://github.com/elastic/integrations, packages/aws/data_stream), those of a finding what the
 * forwarder writes.
 */
export const FIELD_TYPES: ReadonlyMap<string, string> = new Map([
  ["@timestamp", "date"],
  ["aws.cloudtrail.additional_eventdata", "keyword"],
  ["aws.cloudtrail.request_parameters", "keyword"],
  ["aws.cloudtrail.response_elements", "keyword"],
  ["aws.cloudtrail.user_identity.access_key_id", "keyword"],
  ["aws.cloudtrail.user_identity.arn", "keyword"],
  ["aws.cloudtrail.user_identity.invoked_by", "keyword"],
  ["aws.cloudtrail.user_identity.session_context.session_issuer.arn", "keyword"],
  ["cloud.account.id", "keyword"],
  ["cloud.region", "keyword"],
  ["event.action", "keyword"],
  ["event.category", "keyword"],
  ["event.id", "keyword"],
  ["event.kind", "keyword"],
  ["event.outcome", "keyword"],
  ["event.provider", "keyword"],
  ["event.risk_score", "float"],
  ["event.severity", "long"],
  ["http.request.method", "keyword"],
  ["http.response.status_code", "long"],
  ["message", "match_only_text"],
  ["network.protocol", "keyword"],
  ["source.ip", "ip"],
  ["url.original", "wildcard"],
  ["url.path", "wildcard"],
  ["url.query", "keyword"],
  ["user_agent.original", "keyword"],
]);

/** @throws Error for a field that has no entry above */
export const requiredFields = (names: readonly string[]) =>
  names.map((name) => {
    const type = FIELD_TYPES.get(name);
    if (type === undefined) throw new Error(`no type for the field ${name}`);
    return { name, type };
  });
