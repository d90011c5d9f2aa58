import {
  ACCOUNT,
  cognitoCall,
  eventBridge,
  HIDDEN,
  publishBatch,
  publishToNumber,
  publishToTopic,
  sendTextMessage,
  TOPIC_ARN,
  webRequest,
} from "./records";

test("two calls made with the same words are two events", () => {
  expect(cognitoCall().eventID).not.toBe(cognitoCall().eventID);
  expect(webRequest().event).not.toEqual(webRequest().event);
});

test("a call made twice with the same id is the same record", () => {
  expect(cognitoCall({ id: "e-1" })).toEqual(cognitoCall({ id: "e-1" }));
});

test("CloudTrail keeps the whole second and the web document the millisecond", () => {
  const at = Date.parse("2026-11-17T04:51:07.345Z");
  expect(cognitoCall({ at }).eventTime).toBe("2026-11-17T04:51:07Z");
  expect(webRequest({ at })["@timestamp"]).toBe("2026-11-17T04:51:07.345Z");
});

test("a person's Cognito call is anonymous, names the client and hides the username", () => {
  const record = cognitoCall({ action: "ForgotPassword", clientId: "client-1", medium: "SMS" });
  expect(record).toMatchObject({
    eventSource: "cognito-idp.amazonaws.com",
    eventName: "ForgotPassword",
    userIdentity: { type: "Unknown", principalId: "Anonymous" },
    requestParameters: { clientId: "client-1", username: HIDDEN },
    responseElements: { codeDeliveryDetails: { deliveryMedium: "SMS" } },
    eventType: "AwsApiCall",
    eventCategory: "Management",
    recipientAccountId: ACCOUNT,
  });
  expect(record).not.toHaveProperty("errorCode");
});

test("a response tells the medium only when asked to", () => {
  expect(cognitoCall().responseElements).toBeNull();
});

test("a back end's Cognito call is signed by a role and names the pool", () => {
  const record = cognitoCall({ action: "AdminCreateUser", role: "inviter" });
  expect(record).toMatchObject({
    userIdentity: {
      type: "AssumedRole",
      sessionContext: { sessionIssuer: { arn: `arn:aws:iam::${ACCOUNT}:role/inviter` } },
    },
    requestParameters: { userPoolId: "us-east-1_EXAMPLE01" },
  });
  expect(record.requestParameters).not.toHaveProperty("clientId");
});

test.each([
  ["throttled", "TooManyRequestsException"],
  ["LimitExceededException", "LimitExceededException"],
])("a call that is refused as %s carries the code and no response", (outcome, errorCode) => {
  const record = cognitoCall({ outcome, medium: "SMS" });
  expect(record).toMatchObject({ errorCode, responseElements: null });
});

test("a sign-in that leads to a challenge says which", () => {
  const record = cognitoCall({ action: "InitiateAuth", challengeName: "SMS_MFA" });
  expect(record.responseElements).toMatchObject({ challengeName: "SMS_MFA" });
});

test("sends are data events with their resource and hide the text", () => {
  expect(sendTextMessage({ destination: "+12065550199" })).toMatchObject({
    eventSource: "sms-voice.amazonaws.com",
    requestParameters: { destinationPhoneNumber: "+12065550199", messageBody: HIDDEN },
    resources: [{ type: "AWS::SMSVoice::OriginationIdentity" }],
    eventCategory: "Data",
    managementEvent: false,
  });
  expect(publishToTopic()).toMatchObject({
    eventName: "Publish",
    requestParameters: { topicArn: TOPIC_ARN, message: HIDDEN },
    resources: [{ type: "AWS::SNS::Topic", ARN: TOPIC_ARN }],
  });
  expect(publishToNumber({ user: "bot" })).toMatchObject({
    userIdentity: { type: "IAMUser", userName: "bot" },
    requestParameters: { phoneNumber: "+15550001234", message: HIDDEN },
  });
});

test("a batch has as many entries in the request as in the response", () => {
  const { requestParameters, responseElements } = publishBatch({ entries: 3 });
  expect(requestParameters).toMatchObject({
    publishBatchRequestEntries: [{ id: "entry-1" }, { id: "entry-2" }, { id: "entry-3" }],
  });
  expect(responseElements).toMatchObject({ successful: [{}, {}, {}] });
});

test("an envelope carries the record's source, time and detail-type", () => {
  const record = cognitoCall();
  expect(eventBridge(record)).toEqual({
    version: "0",
    id: expect.any(String) as string,
    "detail-type": "AWS API Call via CloudTrail",
    source: "aws.cognito-idp",
    account: ACCOUNT,
    time: record.eventTime,
    region: "us-east-1",
    resources: [],
    detail: record,
  });
  const page = cognitoCall({ overrides: { eventType: "AwsServiceEvent" } });
  expect(eventBridge(page)["detail-type"]).toBe("AWS Service Event via CloudTrail");
});

test("web documents differ as the integrations do", () => {
  expect(webRequest({ integration: "alb", query: "a=1" })).toMatchObject({
    event: { category: ["web"] },
    url: { path: "/api/auth/send-otp", query: "a=1" },
    http: { request: { method: "POST" }, response: { status_code: 200 } },
  });
  const waf = webRequest({ integration: "waf" });
  expect(waf).toMatchObject({
    event: { category: ["web", "network"] },
    network: { protocol: "http" },
  });
  expect(waf.http).not.toHaveProperty("response");
  expect(webRequest({ integration: "nginx" }).url).toMatchObject({
    original: "/api/auth/send-otp",
  });
});

test("every field can be replaced", () => {
  expect(cognitoCall({ overrides: { requestParameters: null, eventTime: "soon" } })).toMatchObject({
    requestParameters: null,
    eventTime: "soon",
  });
  expect(webRequest({ overrides: { source: { ip: ["192.0.2.1"] } } }).source).toEqual({
    ip: ["192.0.2.1"],
  });
});
