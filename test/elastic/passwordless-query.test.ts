import { parseConfig } from "../../lambda/core/model/config";
import { isPasswordlessSignIn, isSignInCompleted } from "../../lambda/core/rules/sign-ins";
import type { JsonObject } from "../../lambda/core/sources/records/json";
import { cognitoApi } from "../../lambda/core/sources/cognito-api";
import { trailDocument } from "../eql/cloudtrail-documents";
import { apiCall, HIDDEN, type CloudTrailRecord } from "../support/records";
import { shipped } from "./shipped";

const CONTEXT = { config: parseConfig({}), fallbackId: "id", latestMs: Infinity };
const { query } = shipped("sms-pumping-cognito-passwordless-unfinished");

const answer = (challengeName?: string, more: JsonObject = {}): JsonObject => ({
  ...(challengeName !== undefined && { challengeName }),
  ...more,
});

const SIGNED_IN = { authenticationResult: HIDDEN };

const start = (authFlow: string, response: JsonObject | null) =>
  apiCall({
    service: "cognito-idp",
    action: "InitiateAuth",
    request: { authFlow, authParameters: HIDDEN, clientId: "client" },
    response,
  });

const reply = (challengeName: string, response: JsonObject | null) =>
  apiCall({
    service: "cognito-idp",
    action: "RespondToAuthChallenge",
    request: { challengeName, challengeResponses: HIDDEN, clientId: "client" },
    response,
  });

const RECORDS: readonly CloudTrailRecord[] = [
  ...["CUSTOM_AUTH", "USER_AUTH", "USER_PASSWORD_AUTH", "USER_SRP_AUTH", "REFRESH_TOKEN"].flatMap(
    (flow) => [
      start(flow, null),
      start(flow, answer("CUSTOM_CHALLENGE", { challengeParameters: HIDDEN })),
      start(flow, answer("SMS_OTP")),
      start(flow, answer("SMS_MFA")),
      start(flow, answer("PASSWORD_VERIFIER")),
      start(flow, SIGNED_IN),
    ],
  ),
  ...["CUSTOM_CHALLENGE", "SMS_OTP", "SMS_MFA", "EMAIL_OTP", "PASSWORD_VERIFIER", "WEB_AUTHN"].map(
    (challenge) => reply(challenge, null),
  ),
  reply("CUSTOM_CHALLENGE", SIGNED_IN),
  reply("SMS_OTP", SIGNED_IN),
  reply("SMS_OTP", answer("SMS_OTP")),
];

/** The columns of a call's document as the query's first commands make them. */
function columnsOf(record: CloudTrailRecord): Readonly<Record<string, string>> {
  const { event, aws } = trailDocument(record).document as {
    event: { action: string; outcome: string };
    aws: { cloudtrail: { request_parameters?: string; response_elements?: string } };
  };
  return {
    "event.action": event.action,
    "event.outcome": event.outcome,
    "Esql.request": aws.cloudtrail.request_parameters ?? "",
    "Esql.response": aws.cloudtrail.response_elements ?? "",
  };
}

const isLike = (value: string, pattern: string): boolean =>
  new RegExp(`^${pattern.split("*").join(".*")}$`, "s").test(value);

const COMPARISONS: readonly (readonly [RegExp, (value: string, operand: string) => boolean])[] = [
  [/([\w.]+) IN \(([^)]*)\)/g, (value, list) => list.includes(`"${value}"`)],
  [/([\w.]+) == "([^"]*)"/g, (value, operand) => value === operand],
  [/([\w.]+) LIKE "([^"]*)"/g, isLike],
];

/** From the innermost parentheses outwards; NOT binds tightest, then AND. */
const REDUCTIONS: readonly (readonly [RegExp, string])[] = [
  [/NOT true/g, "false"],
  [/NOT false/g, "true"],
  [/true AND true/g, "true"],
  [/(?:true|false) AND (?:true|false)/g, "false"],
  [/\((true|false)\)/g, "$1"],
  [/(?<!(?:AND|NOT) )false OR false(?! AND)/g, "false"],
  [/(?<!(?:AND|NOT) )(?:true|false) OR (?:true|false)(?! AND)/g, "true"],
];

/** What a condition of ES|QL, of those that the query uses, is for a document. */
function holds(condition: string, columns: Readonly<Record<string, string>>): boolean {
  let text = condition.replace(/\s+/g, " ").trim();
  for (const [pattern, compare] of COMPARISONS) {
    text = text.replace(pattern, (_, column: string, operand: string) =>
      String(compare(columns[column] ?? "", operand)),
    );
  }
  text = text.replace(/\( /g, "(").replace(/ \)/g, ")");
  while (text !== "true" && text !== "false") {
    const reduction = REDUCTIONS.find(([pattern]) => text.search(pattern) >= 0);
    if (reduction === undefined) throw new Error(`cannot reduce ${text}`);
    text = text.replace(...reduction);
  }
  return text === "true";
}

const [, asks = "", confirms = ""] =
  /EVAL Esql\.asks = ([^|]*?),\s+Esql\.confirms = ([^|]*)/.exec(query) ?? [];

const seen = RECORDS.map((record) => {
  const columns = columnsOf(record);
  const parsed = cognitoApi.parse(record, CONTEXT);
  const [observation] = parsed.kind === "observations" ? parsed.observations : [];
  return {
    record,
    columns,
    begins: observation !== undefined && isPasswordlessSignIn(observation),
    completes: observation !== undefined && isSignInCompleted(observation),
  };
});

test("it counts the very sign-ins that the detector's rule counts", () => {
  expect(seen.filter(({ begins }) => begins)).toHaveLength(3);
  for (const { record, columns, begins } of seen) {
    expect({ record, begins: holds(asks, columns) }).toEqual({ record, begins });
  }
});

test("whatever completes a sign-in for the detector does so here", () => {
  const completing = seen.filter(({ completes }) => completes);
  expect(completing.length).toBeGreaterThan(4);
  for (const { record, columns } of completing) {
    expect({ record, completes: holds(confirms, columns) }).toEqual({
      record,
      completes: true,
    });
  }
  const starts = seen.filter(({ columns }) => columns["event.action"] === "InitiateAuth");
  expect(starts.some(({ columns }) => holds(confirms, columns))).toBe(false);
});
