import { isObject, type JsonObject, stringAt } from "./records/json";
import type { Delivery } from "../model/observation";
import { type CognitoCall, deliveryOf, evidence } from "./cognito-call";

/* Shapes of the API: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/
   (CodeDeliveryDetailsType, AdminCreateUser). AWS documents no whole record of these calls, so each
   reading below falls through when the record holds something else. */

const BY_MEDIUM: Readonly<Record<string, Delivery>> = { SMS: "sms", EMAIL: "none" };

function ofMedium(medium: unknown): Delivery | undefined {
  return typeof medium === "string" && Object.hasOwn(BY_MEDIUM, medium)
    ? BY_MEDIUM[medium]
    : undefined;
}

/** One text among several messages is a text; none counts only when every medium is known. */
function ofMediums(mediums: readonly unknown[]): Delivery | undefined {
  const deliveries = mediums.map(ofMedium);
  if (deliveries.includes("sms")) return "sms";
  return mediums.length > 0 && !deliveries.includes(undefined) ? "none" : undefined;
}

const mediumOf = (details: unknown): unknown => stringAt(details, "deliveryMedium");

function fromResponse(record: JsonObject): Delivery | undefined {
  const single = ofMedium(mediumOf(evidence(record, "responseElements", "codeDeliveryDetails")));
  if (single !== undefined) return single;
  const list = evidence(record, "responseElements", "codeDeliveryDetailsList");
  return Array.isArray(list) ? ofMediums(list.map(mediumOf)) : undefined;
}

function fromInvitation(record: JsonObject): Delivery | undefined {
  if (evidence(record, "requestParameters", "messageAction") === "SUPPRESS") return "none";
  const mediums = evidence(record, "requestParameters", "desiredDeliveryMediums");
  return Array.isArray(mediums) ? ofMediums(mediums) : undefined;
}

function fromAttributeToVerify(record: JsonObject): Delivery | undefined {
  const name = evidence(record, "requestParameters", "attributeName");
  if (name === "phone_number") return "sms";
  return name === "email" ? "none" : undefined;
}

const ATTRIBUTE_NAME = /^[a-z][\w:]{0,31}$/;

/** A changed phone number may send a text or not; any other change sends none. */
function fromChangedAttributes(record: JsonObject): Delivery | undefined {
  const attributes = evidence(record, "requestParameters", "userAttributes");
  if (!Array.isArray(attributes) || attributes.length === 0) return undefined;
  const isOther = (attribute: unknown): boolean => {
    const name = isObject(attribute) ? stringAt(attribute, "name") : undefined;
    return name !== undefined && ATTRIBUTE_NAME.test(name) && name !== "phone_number";
  };
  return attributes.every(isOther) ? "none" : undefined;
}

const FROM_REQUEST: ReadonlyMap<string, (record: JsonObject) => Delivery | undefined> = new Map([
  ["AdminCreateUser", fromInvitation],
  ["GetUserAttributeVerificationCode", fromAttributeToVerify],
  ["UpdateUserAttributes", fromChangedAttributes],
  ["AdminUpdateUserAttributes", fromChangedAttributes],
]);

/**
 * Whether a call that sends a code sends it as a text: by the response's medium, else by the
 * request, else by what the configuration says of the pool.
 */
export function codeDelivery({ action, record, pool }: CognitoCall): Delivery {
  return fromResponse(record) ?? FROM_REQUEST.get(action)?.(record) ?? deliveryOf(pool);
}
