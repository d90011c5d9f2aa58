import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_OTP_PATHS } from "../../lambda/core/model/otp-paths";
import { DEFAULT_VERIFY_PATHS } from "../../lambda/core/model/verify-paths";
import { likeAny } from "../../lambda/core/model/wildcard";
import { flowOf } from "../../lambda/core/sources/cognito-flow";
import { subjectAt } from "../../lambda/core/sources/records/cloudtrail";
import { trailDocument } from "../eql/cloudtrail-documents";
import type { CloudTrailRecord } from "../support/records";
import { ROOT, shipped } from "./shipped";

const FLOWS = shipped("sms-pumping-cognito-flow-unconfirmed").query;
const RESETS = shipped("sms-pumping-cognito-reset-unconfirmed").query;
const SITES = shipped("sms-pumping-otp-site-unconfirmed").query;

const FIXTURES = join(ROOT, "test/fixtures/cloudtrail/cognito-idp");

/** The text of the additional data, as the integration writes it. */
const additionalOf = (record: CloudTrailRecord): string => {
  const { aws } = trailDocument(record).document as {
    aws: { cloudtrail: { additional_eventdata?: string } };
  };
  return aws.cloudtrail.additional_eventdata ?? "";
};

test("the user is found in the text of every recorded call that tells one, and of no other", () => {
  const [, grok = ""] = /GROK \S+ """(\(\^.*sub.*)"""/.exec(FLOWS) ?? [];
  const pattern = new RegExp(grok.replace("?<Esql.subject>", "?<subject>"));
  let found = 0;
  for (const name of readdirSync(FIXTURES)) {
    const record = JSON.parse(readFileSync(join(FIXTURES, name), "utf8")) as CloudTrailRecord;
    const subject = pattern.exec(additionalOf(record))?.groups?.subject;
    const wanted = subjectAt(record, "additionalEventData", "sub");
    if (wanted === undefined) continue;
    expect({ name, subject: subject?.toLowerCase() }).toEqual({ name, subject: wanted });
    found++;
  }
  expect(found).toBeGreaterThan(20);
  expect(pattern.exec("{otherSub=c4d8e4f8-1021-70ab-4c5d-EXAMPLE00001}")).toBeNull();
});

test("each call belongs to the kind that the detector gives it", () => {
  const [, cases = ""] = /Esql\.flow = CASE\(([^|]*)/.exec(FLOWS) ?? [];
  const kinds = [...cases.matchAll(/event\.action IN \(([^)]*)\),\s*"([a-z-]+)"/g)];
  const calls = kinds.flatMap(([, names = "", flow = ""]) =>
    [...names.matchAll(/"(\w+)"/g)].map(([, name = ""]) => ({ name, flow })),
  );
  expect(kinds.map(([, , flow]) => flow)).toEqual(["reset", "attribute", "sign-up"]);
  for (const { name, flow } of calls) expect({ name, flow }).toEqual({ name, flow: flowOf(name) });
  expect(calls.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["SignUp", "ConfirmSignUp", "ForgotPassword", "VerifyUserAttribute"]),
  );
});

test("one rule looks at resets, the other at everything else", () => {
  expect(RESETS.replace('| WHERE Esql.flow == "reset"', '| WHERE Esql.flow != "reset"')).not.toBe(
    RESETS,
  );
  expect(FLOWS).toContain('\n| WHERE Esql.flow != "reset"\n');
});

test("invitations, refused calls and codes by e-mail ask for no text", () => {
  const [, asks = ""] = /EVAL (Esql\.asks = Esql\.asks AND[^|]*)/.exec(FLOWS) ?? [];
  expect(asks).toContain('event.outcome == "success"');
  expect(asks).toContain('"AdminCreateUser"');
  expect(asks).toContain('NOT (Esql.response LIKE "*deliveryMedium=EMAIL*")');
});

/** Lucene's regular expressions match the whole text. */
const expressionOf = (column: string): RegExp => {
  const [, expression = ""] =
    new RegExp(`Esql\\.${column} = TO_LOWER\\(url\\.path\\) RLIKE "([^"]*)"`).exec(SITES) ?? [];
  return new RegExp(`^(?:${expression})$`, "s");
};

test.each([
  ["sends", DEFAULT_OTP_PATHS],
  ["takes", DEFAULT_VERIFY_PATHS],
])("the paths of %s are the detector's", (column, patterns) => {
  const expression = expressionOf(column);
  const like = likeAny(patterns);
  const paths = [...DEFAULT_OTP_PATHS, ...DEFAULT_VERIFY_PATHS].flatMap((pattern) =>
    ["", "x", "/v1"].flatMap((star) => [
      pattern.replaceAll("*", star).toLowerCase(),
      `/api${pattern.replaceAll("*", star).toLowerCase()}/end`,
    ]),
  );
  for (const path of paths) {
    expect({ path, is: expression.test(path) }).toEqual({ path, is: like([path]) });
  }
  expect(paths.filter((path) => like([path])).length).toBeGreaterThan(50);
});
