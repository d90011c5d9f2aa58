import type { JsonObject } from "../../lambda/core/sources/records/json";
import type { Target } from "../../lambda/core/model/rule";

/** `1`: one user publishes to one number. `2`: one address floods ForgotPassword. */
export type DrillTest = "1" | "2";

export interface DrillSpec {
  readonly test: DrillTest;
  readonly account: string;
  readonly region: string;
  /** When the newest record happened, in milliseconds since 1970. */
  readonly endMs: number;
  /** A new UUID at every call: an event whose id came before counts once. */
  readonly newId: () => string;
}

const HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";
const USER = "smspump-drill";
const CLIENT = "smspump-drill-client";
const AGENT = "aws-cli/2.31.18 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.9";

const userArn = (account: string): string => `arn:aws:iam::${account}:user/${USER}`;

/** What a drill pretends to abuse. */
export const drillTarget = (test: DrillTest, account: string): Target =>
  test === "1" ? `principal:${userArn(account)}` : `client:${CLIENT}`;

/** The fields that every record has, in the order in which CloudTrail writes them. */
function record(
  { account, region, newId }: DrillSpec,
  atMs: number,
  [service, action]: readonly [string, string],
  fields: JsonObject,
): JsonObject {
  return {
    eventVersion: "1.11",
    eventTime: `${new Date(atMs).toISOString().slice(0, 19)}Z`,
    eventSource: `${service}.amazonaws.com`,
    eventName: action,
    awsRegion: region,
    userAgent: AGENT,
    ...fields,
    requestID: newId(),
    eventID: newId(),
    readOnly: false,
    eventType: "AwsApiCall",
    recipientAccountId: account,
    tlsDetails: {
      tlsVersion: "TLSv1.3",
      cipherSuite: "TLS_AES_128_GCM_SHA256",
      clientProvidedHostHeader: `${service}.${region}.amazonaws.com`,
    },
  };
}

/** AWS records no such call of a real user: a drill may, so that the rule behind it is proven. */
const publish = (spec: DrillSpec, atMs: number): JsonObject =>
  record(spec, atMs, ["sns", "Publish"], {
    userIdentity: {
      type: "IAMUser",
      principalId: "AIDACKCEVSQ6C2EXAMPLE",
      arn: userArn(spec.account),
      accountId: spec.account,
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      userName: USER,
    },
    sourceIPAddress: "198.51.100.23",
    requestParameters: { phoneNumber: "+15550001234", message: HIDDEN },
    responseElements: { messageId: spec.newId() },
    resources: [{ accountId: spec.account, type: "AWS::SNS::PhoneNumber" }],
    managementEvent: false,
    eventCategory: "Data",
  });

const DELIVERED = {
  responseElements: {
    codeDeliveryDetails: {
      destination: HIDDEN,
      deliveryMedium: "SMS",
      attributeName: "phone_number",
    },
  },
};

const THROTTLED = {
  errorCode: "TooManyRequestsException",
  errorMessage: "Rate exceeded",
  responseElements: null,
};

const forgotPassword = (spec: DrillSpec, atMs: number, isThrottled: boolean): JsonObject =>
  record(spec, atMs, ["cognito-idp", "ForgotPassword"], {
    userIdentity: { type: "Unknown", principalId: "Anonymous" },
    sourceIPAddress: "198.51.100.24",
    requestParameters: { clientId: CLIENT, username: HIDDEN },
    ...(isThrottled ? THROTTLED : DELIVERED),
    additionalEventData: { sub: spec.newId() },
    managementEvent: true,
    eventCategory: "Management",
  });

/** `count` moments, the last of them at `endMs`, evenly spread over a span. */
const moments = (count: number, spanMs: number, endMs: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => endMs - Math.floor(((count - 1 - i) * spanMs) / count));

/**
 * Whole CloudTrail records of a made-up attack: 15 publishes to one number in 5 seconds, or 20
 * ForgotPassword calls in 10 seconds, throttled after the fifth. Addresses are of documentation's
 * networks, the number is nobody's.
 */
export function drillRecords(spec: DrillSpec): readonly JsonObject[] {
  return spec.test === "1"
    ? moments(15, 5_000, spec.endMs).map((atMs) => publish(spec, atMs))
    : moments(20, 10_000, spec.endMs).map((atMs, i) => forgotPassword(spec, atMs, i >= 5));
}
