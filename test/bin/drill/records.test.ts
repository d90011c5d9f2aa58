import { randomUUID } from "node:crypto";
import { drillRecords, type CallTest } from "../../../bin/drill/records";
import { isObject, type JsonObject } from "../../../lambda/core/sources/records/json";
import { fixture } from "../../support/fixtures";

const recordsOf = (test: CallTest): readonly JsonObject[] =>
  drillRecords({
    test,
    account: "444455556666",
    region: "eu-west-1",
    endMs: Date.parse("2026-11-22T11:00:00.700Z"),
    newId: randomUUID,
  });

/** Every value in a record by its path. */
function leaves(value: unknown, path = ""): ReadonlyMap<string, unknown> {
  if (!isObject(value) && !Array.isArray(value)) return new Map([[path, value]]);
  const inner = Object.entries(value).flatMap(([key, each]) => [
    ...leaves(each, path === "" ? key : `${path}.${key}`),
  ]);
  return new Map(inner);
}

const UUID = /^[0-9a-z]{8}(-[0-9a-z]{4}){3}-[0-9a-z]{12}$/i;
const ACCOUNT = /^\d{12}$/;

/** What differs from record to record, and the form that it has in each. All else is the same. */
const FORMS: Readonly<Record<string, RegExp>> = {
  eventTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  awsRegion: /^[a-z]{2}-[a-z]+-\d$/,
  sourceIPAddress: /^[0-9a-f.:]+$/,
  userAgent: /^(aws-cli|Mozilla)\/[\x20-\x7e]+$/,
  requestID: UUID,
  eventID: UUID,
  recipientAccountId: ACCOUNT,
  "userIdentity.accountId": ACCOUNT,
  "userIdentity.principalId": /^(AIDA[A-Z0-9]{12,}|Anonymous)$/,
  "userIdentity.arn": /^arn:aws:iam::\d{12}:user\/[\w+=,.@/-]+$/,
  "userIdentity.userName": /^[\w+=,.@-]+$/,
  "requestParameters.clientId": /^[a-z0-9]{26}$/,
  "requestParameters.destinationPhoneNumber": /^\+[1-9]\d{6,14}$/,
  "requestParameters.originationIdentity": /^phone-[0-9a-f]{32,36}$/,
  "responseElements.messageId": UUID,
  "additionalEventData.sub": UUID,
  "resources.0.accountId": ACCOUNT,
  "resources.0.ARN":
    /^arn:aws:sms-voice:[a-z]{2}-[a-z]+-\d:\d{12}:phone-number\/phone-[0-9a-f]{32,36}$/,
  "tlsDetails.clientProvidedHostHeader": /^[a-z-]+\.[a-z]{2}-[a-z]+-\d\.amazonaws\.com$/,
};

/** In what a record is not such as AWS writes. */
function differences(record: unknown, real: unknown): readonly string[] {
  const one = leaves(record);
  const other = leaves(real);
  return [...new Set([...one.keys(), ...other.keys()])].filter((path) => {
    if (!one.has(path) || !other.has(path)) return true;
    const form = FORMS[path];
    return form === undefined
      ? one.get(path) !== other.get(path)
      : ![one.get(path), other.get(path)].every((each) => form.test(String(each)));
  });
}

const REAL = {
  text: fixture("cloudtrail/sms-voice/send-text-message-iam-user"),
  sent: fixture("cloudtrail/cognito-idp/forgot-password-success"),
  throttled: fixture("cloudtrail/cognito-idp/forgot-password-throttled"),
};

const texts = recordsOf("1");
const codes = recordsOf("2");
const CASES: readonly (readonly [string, readonly JsonObject[], unknown])[] = [
  ["texts of one user", texts, REAL.text],
  ["codes", codes.slice(0, 5), REAL.sent],
  ["throttled codes", codes.slice(5), REAL.throttled],
];

describe.each(CASES)("%s", (_, records, real) => {
  test("have the fields of AWS's record and no other, with values of their forms", () => {
    expect(records.length).toBeGreaterThanOrEqual(5);
    for (const record of records) expect(differences(record, real)).toEqual([]);
  });

  test("would not pass with a field less, a field more or another value", () => {
    const [record] = records;
    for (const path of leaves(record).keys()) {
      for (const change of [without, changed]) {
        expect(differences(change(record, path.split(".")), real)).toContain(path);
      }
    }
    const extra = { ...record, requestParameters: { phoneNumber: "+12065550100" } };
    expect(differences(extra, real)).toContain("requestParameters.phoneNumber");
  });
});

function without(value: unknown, [key = "", ...rest]: readonly string[]): unknown {
  const entries = Object.entries(value as JsonObject);
  return Object.fromEntries(
    rest.length === 0
      ? entries.filter(([name]) => name !== key)
      : entries.map(([name, each]) => [name, name === key ? without(each, rest) : each]),
  );
}

function changed(value: unknown, [key = "", ...rest]: readonly string[]): unknown {
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([name, each]) => {
      if (name !== key) return [name, each];
      return [name, rest.length === 0 ? "\u0000" : changed(each, rest)];
    }),
  );
}

test("no drill is of a call that CloudTrail never records", () => {
  const calls = [...texts, ...codes].map(({ eventSource, eventName }) => [eventSource, eventName]);
  expect(new Set(calls.map((call) => call.join(" ")))).toEqual(
    new Set([
      "sms-voice.amazonaws.com SendTextMessage",
      "cognito-idp.amazonaws.com ForgotPassword",
    ]),
  );
});
