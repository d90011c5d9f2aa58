import { at, type JsonObject } from "../../lambda/core/sources/records/json";
import type { CloudTrailRecord } from "../support/records";
import type { TimedDocument } from "./engine";

/** As Java writes a map: `{name=value, other={inner=1}}`. */
function mapText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(mapText).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value).map(([name, inner]) => `${name}=${mapText(inner)}`);
    return `{${parts.join(", ")}}`;
  }
  return String(value);
}

const textOf = (value: unknown): string | undefined =>
  value === null || value === undefined ? undefined : mapText(value);

const ADDRESS = /^[\d.]+$|:/;

/**
 * A record as the pipeline of Elastic's AWS integration makes a document of it, as far as our
 * queries look. https://github.com/elastic/integrations, packages/aws/data_stream/cloudtrail
 */
export function trailDocument(record: CloudTrailRecord): TimedDocument {
  const { sourceIPAddress, eventTime, errorCode, awsRegion } = record as Record<string, unknown>;
  const { userIdentity, userAgent, recipientAccountId } = record as Record<string, unknown>;
  const address = String(sourceIPAddress);
  const document: JsonObject = {
    "@timestamp": eventTime,
    event: {
      provider: record.eventSource,
      action: record.eventName,
      outcome: errorCode === undefined || errorCode === "" ? "success" : "failure",
    },
    source: { address, ...(ADDRESS.test(address) ? { ip: address } : {}) },
    user_agent: { original: userAgent },
    cloud: {
      region: awsRegion,
      account: { id: at(userIdentity, "accountId") ?? recipientAccountId },
    },
    aws: {
      cloudtrail: {
        error_code: errorCode,
        request_parameters: textOf(record.requestParameters),
        response_elements: textOf(record.responseElements),
        additional_eventdata: textOf(record.additionalEventData),
        user_identity: {
          arn: at(userIdentity, "arn"),
          access_key_id: at(userIdentity, "accessKeyId"),
          invoked_by: at(userIdentity, "invokedBy"),
          session_context: {
            session_issuer: { arn: at(userIdentity, "sessionContext", "sessionIssuer", "arn") },
          },
        },
      },
    },
  };
  return { timeMs: Date.parse(String(eventTime)), document };
}
