import type { JsonObject } from "../../lambda/core/sources/records/json";
import type { Target } from "../../lambda/core/model/rule";

/**
 * `1`: one user texts one number through AWS End User Messaging. `2`: one address floods
 * ForgotPassword.
 */
export type CallTest = "1" | "2";

export interface DrillSpec {
  readonly test: CallTest;
  readonly account: string;
  readonly region: string;
  /** When the newest record happened, in milliseconds since 1970. */
  readonly endMs: number;
  /** A new UUID at every call: an event whose id came before counts once. */
  readonly newId: () => string;
}

const HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";
const USER = "smspump-drill";
/** The app client of test 2, in the form of Cognito's own. */
export const DRILL_CLIENT = "smspumpdrillclient00000000";
const ORIGINATOR = "phone-0123456789abcdef0123456789abcdef";
const AGENT =
  "aws-cli/2.32.3 md/awscrt#0.28.4 ua/2.1 os/linux#6.12 md/arch#x86_64 lang/python#3.13.9 md/pyimpl#CPython";

const userArn = (account: string): string => `arn:aws:iam::${account}:user/${USER}`;

/** What a drill pretends to abuse. */
export const drillTarget = (test: CallTest, account: string): Target =>
  test === "1" ? `principal:${userArn(account)}` : `client:${DRILL_CLIENT}`;

/** The fields that every record has. */
const record = (
  { account, region, newId }: DrillSpec,
  atMs: number,
  [service, action]: readonly [string, string],
  fields: JsonObject,
): JsonObject => ({
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
});

/**
 * A data event of
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/logging-using-cloudtrail.html. A publish
 * straight to a number would be simpler, but CloudTrail never records one:
 * https://docs.aws.amazon.com/sns/latest/dg/logging-using-cloudtrail.html
 */
const sendText = (spec: DrillSpec, atMs: number): JsonObject =>
  record(spec, atMs, ["sms-voice", "SendTextMessage"], {
    userIdentity: {
      type: "IAMUser",
      principalId: "AIDAIOSFODNN7EXAMPLE",
      arn: userArn(spec.account),
      accountId: spec.account,
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      userName: USER,
    },
    sourceIPAddress: "198.51.100.23",
    requestParameters: {
      destinationPhoneNumber: "+12065550100",
      originationIdentity: ORIGINATOR,
      messageBody: HIDDEN,
    },
    responseElements: { messageId: spec.newId() },
    resources: [
      {
        accountId: spec.account,
        type: "AWS::SMSVoice::OriginationIdentity",
        ARN: `arn:aws:sms-voice:${spec.region}:${spec.account}:phone-number/${ORIGINATOR}`,
      },
    ],
    managementEvent: false,
    eventCategory: "Data",
  });

const DELIVERED = {
  responseElements: {
    codeDeliveryDetails: {
      attributeName: "phone_number",
      deliveryMedium: "SMS",
      destination: HIDDEN,
    },
  },
};

/** What Cognito answers after too many requests for one user. */
const THROTTLED = {
  errorCode: "LimitExceededException",
  errorMessage: "Attempt limit exceeded, please try after some time.",
  responseElements: null,
};

const forgotPassword = (spec: DrillSpec, atMs: number, isThrottled: boolean): JsonObject =>
  record(spec, atMs, ["cognito-idp", "ForgotPassword"], {
    userIdentity: { type: "Unknown", principalId: "Anonymous" },
    sourceIPAddress: "198.51.100.24",
    requestParameters: { clientId: DRILL_CLIENT, username: HIDDEN, secretHash: HIDDEN },
    ...(isThrottled ? THROTTLED : DELIVERED),
    additionalEventData: { sub: spec.newId() },
    managementEvent: true,
    eventCategory: "Management",
  });

/** `count` moments, the last of them at `endMs`, evenly spread over a span. */
export const moments = (count: number, spanMs: number, endMs: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => endMs - Math.floor(((count - 1 - i) * spanMs) / count));

/**
 * Whole CloudTrail records of a made-up attack, with the fields that AWS writes and no other: 15
 * texts to one number in 5 seconds, or 20 ForgotPassword calls in 10 seconds, throttled after the
 * fifth. Addresses are of documentation's networks, the number is nobody's.
 */
export function drillRecords(spec: DrillSpec): readonly JsonObject[] {
  return spec.test === "1"
    ? moments(15, 5_000, spec.endMs).map((atMs) => sendText(spec, atMs))
    : moments(20, 10_000, spec.endMs).map((atMs, i) => forgotPassword(spec, atMs, i >= 5));
}
