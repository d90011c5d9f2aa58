import { visibleAt } from "./cloudtrail";
import type { JsonObject } from "./json";

const ACCESS_KEY_ID = /^[A-Z0-9]{16,128}$/;
const SERVICE = /^[a-z0-9.-]{1,100}\.amazonaws\.com(?:\.cn)?$/;

function matching(pattern: RegExp, ...texts: readonly (string | undefined)[]) {
  return texts.find((text) => text !== undefined && pattern.test(text));
}

/**
 * Id of the key that signed a call. Its first letters tell its kind:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export const accessKeyIdOf = (record: JsonObject): string | undefined =>
  matching(ACCESS_KEY_ID, visibleAt(record, "userIdentity", "accessKeyId"));

/**
 * The service that made a call on the caller's behalf. CloudTrail writes both fields itself; the
 * user agent, which may say the same, is the caller's to choose.
 */
export const invokedByOf = (record: JsonObject): string | undefined =>
  matching(
    SERVICE,
    visibleAt(record, "userIdentity", "invokedBy"),
    visibleAt(record, "sourceIPAddress"),
  );
