/* Whole records as AWS and Elastic write them. Every field can be replaced through `overrides`;
   a field that is replaced by undefined is gone once the record is written as JSON. */

import type { JsonObject } from "../../lambda/core/sources/records/json";
import { seeded } from "./random";

export const ACCOUNT = "111122223333";
export const REGION = "us-east-1";
export const USER_POOL_ID = "us-east-1_EXAMPLE01";
export const CLIENT_ID = "1h57kf5cpq17m0eml12EXAMPLE";
export const HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";

const DEFAULT_TIME = "2026-11-17T04:51:00Z";

/** A bare CloudTrail record with the fields that every one of them has. */
export interface CloudTrailRecord extends JsonObject {
  readonly eventID: string;
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
}

export interface Common {
  /** ISO 8601, or milliseconds since 1970. CloudTrail keeps the whole second only. */
  readonly at?: string | number;
  readonly ip?: string;
  readonly userAgent?: string;
  /** The record's own id; counted up where none is given. */
  readonly id?: string;
  /** Name of the IAM role whose session calls. */
  readonly role?: string;
  /** Name of the IAM user who calls. */
  readonly user?: string;
  /** `success`, `throttled`, or the code of the error. */
  readonly outcome?: string;
  readonly overrides?: JsonObject;
}

let issued = 0;

function nextId(): string {
  issued += 1;
  return `00000000-0000-4000-8000-${issued.toString(16).padStart(12, "0")}`;
}

/** Another id that belongs to a record, such as its request's: the same at every run. */
const relatedId = (id: string, label: string): string => seeded(`${id}/${label}`).uuid();

const instantOf = (at: string | number = DEFAULT_TIME): string => new Date(at).toISOString();

const eventTimeOf = (at: string | number | undefined): string => `${instantOf(at).slice(0, 19)}Z`;

export const roleArn = (role: string): string => `arn:aws:iam::${ACCOUNT}:role/${role}`;
export const userArn = (user: string): string => `arn:aws:iam::${ACCOUNT}:user/${user}`;

const ANONYMOUS: JsonObject = { type: "Unknown", principalId: "Anonymous" };

const iamUser = (name: string): JsonObject => ({
  type: "IAMUser",
  principalId: "AIDACKCEVSQ6C2EXAMPLE",
  arn: userArn(name),
  accountId: ACCOUNT,
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  userName: name,
});

const assumedRole = (role: string, session: string): JsonObject => ({
  type: "AssumedRole",
  principalId: `AROACKCEVSQ6C2EXAMPLE:${session}`,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${session}`,
  accountId: ACCOUNT,
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  sessionContext: {
    sessionIssuer: {
      type: "Role",
      principalId: "AROACKCEVSQ6C2EXAMPLE",
      arn: roleArn(role),
      accountId: ACCOUNT,
      userName: role,
    },
    attributes: { creationDate: "2026-11-17T00:00:00Z", mfaAuthenticated: "false" },
  },
});

const SERVER = assumedRole("app-server", "i-0123456789abcdef0");

function identityOf(spec: Common, otherwise: JsonObject): JsonObject {
  if (spec.user !== undefined) return iamUser(spec.user);
  return spec.role === undefined ? otherwise : assumedRole(spec.role, spec.role);
}

const MESSAGES: Readonly<Record<string, string>> = {
  TooManyRequestsException: "Rate exceeded",
  LimitExceededException: "Attempt limit exceeded, please try after some time.",
  UserNotFoundException: "Username/client id combination not found.",
  UsernameExistsException: "An account with the given phone_number already exists.",
  CodeMismatchException: "Invalid verification code provided, please try again.",
  InvalidParameterException: "Invalid phone number format.",
  NotAuthorizedException: "Incorrect username or password.",
};

function errorFields({ outcome = "success", throttle = "ThrottlingException" }: ApiCall) {
  if (outcome === "success") return {};
  const errorCode = outcome === "throttled" ? throttle : outcome;
  return { errorCode, errorMessage: MESSAGES[errorCode] ?? "The request was refused." };
}

export interface ApiCall extends Common {
  readonly service?: string;
  readonly action?: string;
  readonly request?: JsonObject | null;
  readonly response?: JsonObject | null;
  readonly readOnly?: boolean;
  /** The resources of a data event; a management event has none. */
  readonly data?: readonly JsonObject[];
  readonly additional?: JsonObject | undefined;
  readonly identity?: JsonObject;
  readonly throttle?: string;
}

const isFailed = (spec: Common): boolean => (spec.outcome ?? "success") !== "success";

const bodyOf = (spec: ApiCall): JsonObject => ({
  requestParameters: spec.request ?? null,
  responseElements: isFailed(spec) ? null : (spec.response ?? null),
  ...(spec.additional === undefined ? {} : { additionalEventData: spec.additional }),
});

function tailOf(spec: ApiCall, service: string): JsonObject {
  const data = spec.data ?? [];
  return {
    readOnly: spec.readOnly ?? false,
    ...(data.length === 0 ? {} : { resources: data }),
    eventType: "AwsApiCall",
    managementEvent: data.length === 0,
    recipientAccountId: ACCOUNT,
    eventCategory: data.length === 0 ? "Management" : "Data",
    tlsDetails: {
      tlsVersion: "TLSv1.3",
      cipherSuite: "TLS_AES_128_GCM_SHA256",
      clientProvidedHostHeader: `${service}.${REGION}.amazonaws.com`,
    },
  };
}

/**
 * Any API call as CloudTrail records it.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function apiCall(spec: ApiCall = {}): CloudTrailRecord {
  const { service = "sts", action = "GetCallerIdentity", id = nextId(), identity } = spec;
  return {
    eventVersion: "1.11",
    userIdentity: identity ?? identityOf(spec, SERVER),
    eventTime: eventTimeOf(spec.at),
    eventSource: `${service}.amazonaws.com`,
    eventName: action,
    awsRegion: REGION,
    sourceIPAddress: spec.ip ?? "192.0.2.10",
    userAgent: spec.userAgent ?? "aws-sdk-nodejs/3.911.0 os/linux lang/js md/nodejs#22.20.0",
    ...errorFields(spec),
    ...bodyOf(spec),
    requestID: relatedId(id, "request"),
    eventID: id,
    ...tailOf(spec, service),
    ...spec.overrides,
  };
}

export interface CognitoCall extends Common {
  readonly action?: string;
  readonly clientId?: string;
  readonly userPoolId?: string;
  /** What the response says the code went out by; without it the response tells nothing. */
  readonly medium?: "SMS" | "EMAIL";
  /** The challenge that a sign-in is answered with, such as `SMS_MFA`. */
  readonly challengeName?: string;
  readonly authFlow?: string;
  /** The user's id in the pool, which stands where the username is hidden. */
  readonly sub?: string;
  /** Request parameters beside those that the action has anyway. */
  readonly request?: JsonObject;
}

const username = { username: HIDDEN };
const inPool = ({ userPoolId = USER_POOL_ID }: CognitoCall) => ({ userPoolId });
const inClient = ({ clientId = CLIENT_ID }: CognitoCall) => ({ clientId });
const flowOf = ({ authFlow = "USER_PASSWORD_AUTH" }: CognitoCall) => ({
  authFlow,
  authParameters: HIDDEN,
});
const withToken = { accessToken: HIDDEN };
const phoneNumber = { attributeName: "phone_number" };

/* What a call carries depends on who may make it: a person's app knows its client, a signed-in
   person has a token instead, and a back end names the pool. */
const PARAMETERS: Readonly<Record<string, (call: CognitoCall) => JsonObject>> = {
  SignUp: (call) => ({ ...inClient(call), ...username, password: HIDDEN, userAttributes: HIDDEN }),
  ConfirmSignUp: (call) => ({ ...inClient(call), ...username, confirmationCode: HIDDEN }),
  ConfirmForgotPassword: (call) => ({
    ...inClient(call),
    ...username,
    confirmationCode: HIDDEN,
    password: HIDDEN,
  }),
  InitiateAuth: (call) => ({ ...flowOf(call), ...inClient(call) }),
  RespondToAuthChallenge: (call) => ({
    challengeName: call.challengeName ?? "SMS_MFA",
    ...inClient(call),
    session: HIDDEN,
    challengeResponses: HIDDEN,
  }),
  GetUserAttributeVerificationCode: () => ({ ...withToken, ...phoneNumber }),
  VerifyUserAttribute: () => ({ ...withToken, ...phoneNumber, code: HIDDEN }),
  UpdateUserAttributes: () => ({ ...withToken, userAttributes: HIDDEN }),
  AdminInitiateAuth: (call) => ({ ...inPool(call), ...inClient(call), ...flowOf(call) }),
  AdminCreateUser: (call) => ({
    ...inPool(call),
    ...username,
    userAttributes: HIDDEN,
    desiredDeliveryMediums: ["SMS"],
  }),
  AdminResetUserPassword: (call) => ({ ...inPool(call), ...username }),
  AdminUpdateUserAttributes: (call) => ({
    ...inPool(call),
    ...username,
    userAttributes: HIDDEN,
  }),
};

const parametersOf = (action: string, call: CognitoCall): JsonObject => ({
  ...(PARAMETERS[action]?.(call) ?? { ...inClient(call), ...username }),
  ...call.request,
});

function deliveryOf(action: string, medium: string): JsonObject {
  const attributeName = medium === "SMS" ? "phone_number" : "email";
  const details = { destination: HIDDEN, deliveryMedium: medium, attributeName };
  return action === "UpdateUserAttributes"
    ? { codeDeliveryDetailsList: [details] }
    : { codeDeliveryDetails: details };
}

function cognitoResponse(action: string, call: CognitoCall, sub: string): JsonObject | null {
  if (call.challengeName !== undefined && action.endsWith("InitiateAuth")) {
    return { challengeName: call.challengeName, challengeParameters: HIDDEN, session: HIDDEN };
  }
  const delivery = call.medium === undefined ? undefined : deliveryOf(action, call.medium);
  if (action === "SignUp") return { userConfirmed: false, ...delivery, userSub: sub };
  return delivery ?? null;
}

/** A person's app calls Cognito without AWS credentials; a back end signs its Admin calls. */
const cognitoIdentity = (action: string, call: CognitoCall): JsonObject =>
  action.startsWith("Admin") ? identityOf(call, SERVER) : identityOf(call, ANONYMOUS);

/**
 * A call of a Cognito user pool's API. AWS publishes no whole record of most of these calls: the
 * fields follow CloudTrail's general record and Cognito's API, hidden as AWS hides them in
 * https://docs.aws.amazon.com/cognito/latest/developerguide/understanding-amazon-cognito-entries.html
 */
export function cognitoCall(spec: CognitoCall = {}): CloudTrailRecord {
  const action = spec.action ?? "ForgotPassword";
  const id = spec.id ?? nextId();
  const sub = spec.sub ?? relatedId(id, "sub");
  return apiCall({
    ...spec,
    id,
    service: "cognito-idp",
    action,
    ip: spec.ip ?? "203.0.113.7",
    userAgent:
      spec.userAgent ?? "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
    identity: cognitoIdentity(action, spec),
    request: parametersOf(action, spec),
    response: cognitoResponse(action, spec, sub),
    additional: action === "SignUp" && isFailed(spec) ? undefined : { sub },
    readOnly: action.startsWith("Get") || action === "AdminGetUser",
    throttle: "TooManyRequestsException",
  });
}

export interface Publish extends Common {
  readonly phoneNumber?: string;
  readonly topicArn?: string;
  /** How many entries a batch has. */
  readonly entries?: number;
}

export const TOPIC_ARN = `arn:aws:sns:${REGION}:${ACCOUNT}:sms-alerts`;

const topicResource = (ARN: string): JsonObject => ({
  accountId: ACCOUNT,
  type: "AWS::SNS::Topic",
  ARN,
});

/** Whoever is not said to be a user is the back end that sends the application's messages. */
const sender = (spec: Common): Common =>
  spec.user === undefined && spec.role === undefined ? { ...spec, role: "otp-sender" } : spec;

/**
 * A publish straight to a phone number, as it would look if CloudTrail recorded it; AWS says that
 * it does not: https://docs.aws.amazon.com/sns/latest/dg/logging-using-cloudtrail.html
 */
export function publishToNumber(spec: Publish = {}): CloudTrailRecord {
  const id = spec.id ?? nextId();
  const phone = spec.phoneNumber ?? "+15550001234";
  return apiCall({
    ...sender(spec),
    id,
    service: "sns",
    action: "Publish",
    request: { phoneNumber: phone, message: HIDDEN },
    response: { messageId: relatedId(id, "message") },
    data: [{ accountId: ACCOUNT, type: "AWS::SNS::PhoneNumber" }],
  });
}

/** A data event of a publish to a topic: one however many subscribers it has. */
export function publishToTopic(spec: Publish = {}): CloudTrailRecord {
  const id = spec.id ?? nextId();
  const topicArn = spec.topicArn ?? TOPIC_ARN;
  return apiCall({
    ...sender(spec),
    id,
    service: "sns",
    action: "Publish",
    request: { topicArn, message: HIDDEN, subject: HIDDEN, messageAttributes: HIDDEN },
    response: { messageId: relatedId(id, "message") },
    data: [topicResource(topicArn)],
  });
}

export function publishBatch(spec: Publish = {}): CloudTrailRecord {
  const id = spec.id ?? nextId();
  const topicArn = spec.topicArn ?? TOPIC_ARN;
  const ids = Array.from({ length: spec.entries ?? 10 }, (_, i) => `entry-${i + 1}`);
  return apiCall({
    ...sender(spec),
    id,
    service: "sns",
    action: "PublishBatch",
    request: {
      topicArn,
      publishBatchRequestEntries: ids.map((entry) => ({ id: entry, message: HIDDEN })),
    },
    response: {
      successful: ids.map((entry) => ({ id: entry, messageId: relatedId(id, entry) })),
      failed: [],
    },
    data: [topicResource(topicArn)],
  });
}

export interface SendTextMessage extends Common {
  readonly destination?: string;
  readonly originationIdentity?: string;
  readonly action?: string;
}

/**
 * A data event of End User Messaging, with the destination in clear.
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/logging-using-cloudtrail.html
 */
export function sendTextMessage(spec: SendTextMessage = {}): CloudTrailRecord {
  const id = spec.id ?? nextId();
  const origin = spec.originationIdentity ?? "phone-0123456789abcdef0123456789abcdef";
  return apiCall({
    ...sender(spec),
    id,
    service: "sms-voice",
    action: spec.action ?? "SendTextMessage",
    request: {
      destinationPhoneNumber: spec.destination ?? "+12065550142",
      originationIdentity: origin,
      messageBody: HIDDEN,
      messageType: "TRANSACTIONAL",
    },
    response: { messageId: relatedId(id, "message") },
    data: [
      {
        accountId: ACCOUNT,
        type: "AWS::SMSVoice::OriginationIdentity",
        ARN: `arn:aws:sms-voice:${REGION}:${ACCOUNT}:phone-number/${origin}`,
      },
    ],
  });
}

/**
 * The envelope in which EventBridge delivers a CloudTrail record.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function eventBridge(record: CloudTrailRecord): JsonObject {
  const isService = record.eventType === "AwsServiceEvent";
  return {
    version: "0",
    id: relatedId(record.eventID, "envelope"),
    "detail-type": `AWS ${isService ? "Service Event" : "API Call"} via CloudTrail`,
    source: `aws.${record.eventSource.replace(".amazonaws.com", "")}`,
    account: ACCOUNT,
    time: record.eventTime,
    region: REGION,
    resources: [],
    detail: record,
  };
}

/** The Elastic integrations whose documents differ in what a rule looks at. */
export type WebIntegration = "alb" | "waf" | "nginx";

export interface WebRequest {
  readonly at?: string | number;
  readonly ip?: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  /** A WAF log knows no status unless it answers by itself, so there it is left out. */
  readonly status?: number;
  readonly userAgent?: string;
  readonly domain?: string;
  readonly id?: string;
  readonly integration?: WebIntegration;
  readonly overrides?: JsonObject;
}

/** An ECS document of one web request. */
export interface WebDocument extends JsonObject {
  readonly "@timestamp": string;
}

interface IntegrationShape {
  readonly dataset: string;
  readonly category: readonly string[];
  readonly extra: JsonObject;
}

const INTEGRATIONS: Readonly<Record<WebIntegration, IntegrationShape>> = {
  alb: {
    dataset: "aws.elb_logs",
    category: ["web"],
    extra: {
      aws: { elb: { name: "app/public/0123456789abcdef", protocol: "http", type: "https" } },
      cloud: { provider: "aws", region: REGION, account: { id: ACCOUNT } },
      tags: ["forwarded", "aws-elb-logs"],
    },
  },
  waf: {
    dataset: "aws.waf",
    category: ["web", "network"],
    extra: {
      aws: { waf: { id: "regional/webacl/public/0123456789abcdef", format_version: "1" } },
      cloud: {
        provider: "aws",
        region: REGION,
        account: { id: ACCOUNT },
        service: { name: "wafv2" },
      },
      network: { protocol: "http", transport: "tcp" },
      tags: ["forwarded", "aws-waf"],
    },
  },
  nginx: {
    dataset: "nginx.access",
    category: ["web"],
    extra: { input: { type: "log" }, tags: ["nginx-access"] },
  },
};

function urlOf(spec: WebRequest, integration: WebIntegration): JsonObject {
  const { path = "/api/auth/send-otp", query, domain = "www.example.com" } = spec;
  const rest = query === undefined ? path : `${path}?${query}`;
  const original = integration === "nginx" ? rest : `https://${domain}:443${rest}`;
  return { path, ...(query === undefined ? {} : { query }), original, domain, scheme: "https" };
}

function eventOf(spec: WebRequest, shape: IntegrationShape, timestamp: string): JsonObject {
  const isRefused = (spec.status ?? 200) >= 400;
  return {
    id: spec.id ?? nextId(),
    kind: "event",
    category: shape.category,
    type: ["access"],
    dataset: shape.dataset,
    outcome: isRefused ? "failure" : "success",
    created: timestamp,
  };
}

/**
 * One web request as Elastic's integrations for AWS load balancers, AWS WAF and nginx write it.
 * https://www.elastic.co/docs/reference/integrations/aws
 */
export function webRequest(spec: WebRequest = {}): WebDocument {
  const integration = spec.integration ?? "alb";
  const shape = INTEGRATIONS[integration];
  const timestamp = instantOf(spec.at);
  const { ip = "203.0.113.7", method = "POST", status = 200 } = spec;
  return {
    "@timestamp": timestamp,
    ecs: { version: "8.17.0" },
    data_stream: { type: "logs", dataset: shape.dataset, namespace: "default" },
    event: eventOf(spec, shape, timestamp),
    http: {
      version: "1.1",
      request: { method },
      ...(integration === "waf" ? {} : { response: { status_code: status } }),
    },
    source: { address: ip, ip },
    url: urlOf(spec, integration),
    user_agent: { original: spec.userAgent ?? "curl/8.11.1" },
    ...shape.extra,
    ...spec.overrides,
  };
}

/** A line of a dump of an Elasticsearch index: the document with its address. */
export const elasticHit = (document: WebDocument): JsonObject => {
  const event = document.event as { readonly id: string; readonly dataset: string };
  const day = document["@timestamp"].slice(0, 10).replaceAll("-", ".");
  return {
    _index: `.ds-logs-${event.dataset}-default-${day}-000001`,
    _id: relatedId(event.id, "document").replaceAll("-", "").slice(0, 20),
    _score: null,
    _source: document,
  };
};

/** A file as CloudTrail puts it into its bucket, one record a line so that a change reads well. */
export const cloudTrailFile = (records: readonly CloudTrailRecord[]): string =>
  `{"Records":[\n${records.map((record) => JSON.stringify(record)).join(",\n")}\n]}\n`;

/** Newline-delimited JSON. */
export const ndjson = (documents: readonly JsonObject[]): string =>
  documents.map((document) => `${JSON.stringify(document)}\n`).join("");
