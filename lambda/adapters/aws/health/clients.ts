import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { PinpointSMSVoiceV2Client } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { SNSClient } from "@aws-sdk/client-sns";
import { WAFV2Client } from "@aws-sdk/client-wafv2";

/** Settings that every client of the SDK takes. */
export interface ClientSettings {
  /** Where the services are, in place of AWS. */
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts?: number;
  readonly region?: string;
  readonly profile?: string;
}

/** What is asked in the stack's own Region. */
export const healthClients = (settings: ClientSettings) => ({
  ...regionClients(settings),
  cloudWatch: new CloudWatchClient(settings),
  cognito: new CognitoIdentityProviderClient(settings),
  dynamo: new DynamoDBClient(settings),
  events: new EventBridgeClient(settings),
  sns: new SNSClient(settings),
  waf: new WAFV2Client(settings),
});

/** What is asked in each other Region. */
export const regionClients = (settings: ClientSettings) => ({
  cloudFormation: new CloudFormationClient(settings),
  cloudTrail: new CloudTrailClient(settings),
  smsVoice: new PinpointSMSVoiceV2Client(settings),
});

export type HealthClients = ReturnType<typeof healthClients>;
export type RegionClients = ReturnType<typeof regionClients>;
