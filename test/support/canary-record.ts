import { isoUtc } from "../../lambda/core/model/time";
import type { Json } from "./fixtures";

const ROLE = "SmsPumpingDetection-SweeperSweepRole6E3E6D9B-EXAMPLE1";

export const CANARY = {
  roleArn: `arn:aws:iam::111122223333:role/${ROLE}`,
  region: "us-east-1",
};

let made = 0;

/** The canary's call as CloudTrail records one of a function's role; its time has whole seconds. */
export function canaryRecord(atMs: number, changes: Json = {}): Json {
  const number = String(++made).padStart(12, "0");
  return {
    eventVersion: "1.11",
    userIdentity: {
      type: "AssumedRole",
      principalId: "AROAIOSFODNN7EXAMPLE:SmsPumpingDetection-SweeperSweepFunction",
      arn: `arn:aws:sts::111122223333:assumed-role/${ROLE}/SmsPumpingDetection-SweeperSweepFunction`,
      accountId: "111122223333",
      accessKeyId: "ASIAIOSFODNN7EXAMPLE",
      sessionContext: {
        sessionIssuer: {
          type: "Role",
          principalId: "AROAIOSFODNN7EXAMPLE",
          arn: CANARY.roleArn,
          accountId: "111122223333",
          userName: ROLE,
        },
        attributes: { creationDate: isoUtc(atMs), mfaAuthenticated: "false" },
      },
    },
    eventTime: isoUtc(Math.floor(atMs / 1000) * 1000).replace(".000Z", "Z"),
    eventSource: "sns.amazonaws.com",
    eventName: "GetSMSSandboxAccountStatus",
    awsRegion: CANARY.region,
    sourceIPAddress: "198.51.100.20",
    userAgent:
      "aws-sdk-js/3.1000.0 ua/2.1 os/linux lang/js md/nodejs#24.0.0 exec-env/AWS_Lambda_nodejs24.x",
    requestParameters: null,
    responseElements: null,
    requestID: `b2c3d4e5-6789-01ab-cdef-${number}`,
    eventID: `a1b2c3d4-5678-90ab-cdef-${number}`,
    readOnly: true,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: "111122223333",
    eventCategory: "Management",
    ...changes,
  };
}
