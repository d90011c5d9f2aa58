import * as calls from "../../elastic/cognito-calls";
import { SETTING_READS } from "../../elastic/setting-reads";
import { cognitoApi, COGNITO_CALLS } from "../../lambda/core/sources/cognito-api";
import { cognitoHostedUi, HOSTED_UI_PAGES } from "../../lambda/core/sources/cognito-hosted-ui";
import { SETTING_CALLS } from "../../lambda/core/sources/sms-control-plane";
import type { Source } from "../../lambda/core/sources/records/source";
import { contextOf } from "../support/parsing";
import { cognitoCall } from "../support/records";

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

test("the calls that ask for a code are those that the detector's sources take for requests", () => {
  expect(calls.ASKING_CALLS).toEqual(namesOf(cognitoApi, COGNITO_CALLS, "sms-requested"));
  expect(calls.ASKING_PAGES).toEqual(namesOf(cognitoHostedUi, HOSTED_UI_PAGES, "sms-requested"));
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

test("scouting is reading: no call that changes a setting counts", () => {
  const reads = [...SETTING_READS.values()].flat();
  expect(reads).toEqual(expect.arrayContaining(["GetSMSAttributes", "DescribeSpendLimits"]));
  expect(reads.filter((name) => /^(?:Set|Delete|Put|Update)/.test(name))).toEqual([]);
  expect(reads.filter((name) => !SETTING_CALLS.includes(name))).toEqual([]);
});
