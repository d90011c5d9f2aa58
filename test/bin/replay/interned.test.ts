import { createInterner } from "../../../bin/replay/interned";
import type { Observation } from "../../../lambda/core/model/observation";

const whole: Required<Observation> = {
  id: "ct:1",
  atMs: 1,
  source: "cognito-api",
  kind: "sms-requested",
  action: "SignUp",
  outcome: "success",
  isUnsent: true,
  delivery: "sms",
  account: "111122223333",
  region: "us-east-1",
  ip: "192.0.2.1",
  userAgent: "curl/8.4.0",
  userPoolId: "us-east-1_Example",
  clientId: "1example23456789",
  unnamedClientId: "invented",
  subject: "7c0cf1a4-0d7e-4c9a-9c57-0123456789ab",
  answersMs: 0,
  isOfText: true,
  isPasswordless: true,
  principal: "arn:aws:iam::111122223333:role/otp",
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  isNewAddress: true,
  topicArn: "arn:aws:sns:us-east-1:111122223333:otp",
  resource: "protect-1example23456789",
  invokedBy: "cloudformation.amazonaws.com",
  messageId: "0a1b2c3d-0000-4000-8000-0123456789ab",
  destination: "+15550001234",
  web: {
    category: [],
    protocol: [],
    method: ["POST"],
    path: ["/otp"],
    query: [],
    original: [],
    status: [200],
  },
};

test("loses no field of an observation", () => {
  expect(createInterner()(whole)).toEqual(whole);
});

test("holds the same request once", () => {
  const interned = createInterner();
  const copy = JSON.parse(JSON.stringify(whole)) as Observation;
  expect(interned(copy).web).toBe(interned(whole).web);
});
