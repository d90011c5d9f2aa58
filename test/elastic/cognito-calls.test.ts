import * as calls from "../../elastic/cognito-calls";
import { SETTING_READS } from "../../elastic/setting-reads";
import { cognitoApi, COGNITO_CALLS } from "../../lambda/core/sources/cognito-api";
import {
  cognitoHostedUi,
  HOSTED_UI_PAGES,
  HOSTED_UI_SIGN_IN,
} from "../../lambda/core/sources/cognito-hosted-ui";
import { SETTING_CALLS } from "../../lambda/core/sources/sms-control-plane";
import type { Source } from "../../lambda/core/sources/records/source";
import { trailDocument } from "../eql/cloudtrail-documents";
import { fixture } from "../support/fixtures";
import { contextOf } from "../support/parsing";
import { cognitoCall, type CloudTrailRecord } from "../support/records";
import { shippedRules } from "./shipped";

/** What a source makes of a call of this name that says as little as it can. */
function kindOf(source: Source, action: string): string {
  const isPage = source.id === "cognito-hosted-ui";
  const record = {
    ...cognitoCall({ action }),
    eventName: action,
    ...(isPage && {
      eventType: "AwsServiceEvent",
      additionalEventData: { responseParameters: { status: 302 } },
    }),
  };
  const result = source.parse(record, contextOf());
  return result.kind === "observations" ? result.observations[0]!.kind : result.kind;
}

const namesOf = (source: Source, all: readonly string[], kind: string) =>
  all.filter((name) => kindOf(source, name) === kind && !calls.SIGN_INS.includes(name));

test("no page by which people sign in is in a query: none of the records tells of a text", () => {
  const inQueries = [...calls.ASKING_PAGES, ...calls.CONFIRMING_PAGES, ...calls.EITHER_PAGES];
  expect(inQueries.filter((name) => HOSTED_UI_SIGN_IN.includes(name))).toEqual([]);
  expect([...inQueries, ...HOSTED_UI_SIGN_IN].sort()).toEqual([...HOSTED_UI_PAGES].sort());
});

test("the calls that ask for a code are those that the detector's sources take for requests", () => {
  expect(calls.ASKING_CALLS).toEqual(namesOf(cognitoApi, COGNITO_CALLS, "sms-requested"));
  const pages = namesOf(cognitoHostedUi, HOSTED_UI_PAGES, "sms-requested");
  expect([...calls.ASKING_PAGES, ...calls.EITHER_PAGES].sort()).toEqual([...pages].sort());
  expect(calls.EITHER_PAGES).toEqual(["forgotPassword_POST"]);
});

test("the calls that confirm one are those that the sources take for confirmations", () => {
  expect(calls.CONFIRMING_CALLS).toEqual(namesOf(cognitoApi, COGNITO_CALLS, "sms-confirmed"));
  expect(calls.CONFIRMING_PAGES).toEqual(
    namesOf(cognitoHostedUi, HOSTED_UI_PAGES, "sms-confirmed"),
  );
  expect(calls.CHALLENGE_ANSWERS).toEqual([
    "RespondToAuthChallenge",
    "AdminRespondToAuthChallenge",
  ]);
});

/** As Elastic writes a record, with what the queries look at. */
const additionalOf = (name: string): string => {
  const record = fixture(`cloudtrail/cognito-idp/managed-login-${name}.not-recorded`);
  const { aws } = trailDocument(record as CloudTrailRecord).document as {
    readonly aws: { readonly cloudtrail: { readonly additional_eventdata: string } };
  };
  return aws.cloudtrail.additional_eventdata.toLowerCase();
};

test("a new password with its code confirms in the queries, and the request before it asks", () => {
  const rules = shippedRules.filter(({ rule }) => rule.query.includes("Esql.is_typed"));
  expect(rules.length).toBeGreaterThanOrEqual(6);
  for (const { rule } of rules) {
    const [, pattern = ""] = /TO_LOWER\(Esql\.additional\) RLIKE "(.+)"/.exec(rule.query) ?? [];
    // Lucene's expressions match the whole text; within this one they mean what JavaScript's do.
    const typed = new RegExp(`^(?:${pattern})$`);
    expect(typed.test(additionalOf("forgot-password-post-code"))).toBe(true);
    expect(typed.test(additionalOf("forgot-password-post"))).toBe(false);
    expect(additionalOf("forgot-password-post")).toContain(" code_challenge=");
  }
});

test("scouting is reading: no call that changes a setting counts", () => {
  const reads = [...SETTING_READS.values()].flat();
  expect(reads).toEqual(expect.arrayContaining(["GetSMSAttributes", "DescribeSpendLimits"]));
  expect(reads.filter((name) => /^(?:Set|Delete|Put|Update)/.test(name))).toEqual([]);
  expect(reads.filter((name) => !SETTING_CALLS.includes(name))).toEqual([]);
});
