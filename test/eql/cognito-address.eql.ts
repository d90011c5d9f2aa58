import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { HOSTED_UI_PAGES } from "../../lambda/core/sources/cognito-hosted-ui";
import { observed, trips } from "../support/incidents";
import { cognitoCall, type CloudTrailRecord, type CognitoCall } from "../support/records";
import { trailDocument } from "./cloudtrail-documents";
import { firingKeys, prepareEngine, sequencesOf } from "./engine";
import { shippedQuery } from "./shipped";
import { runs } from "../support/runs";

const QUERY = shippedQuery("sms-pumping-cognito-address-sequence");
const SEED = 20_261_122;
const START = Date.UTC(2026, 10, 17, 4, 0);
const IP = "203.0.113.7";

beforeAll(() => {
  prepareEngine();
}, 240_000);

const caseOf = (records: readonly CloudTrailRecord[]) => ({
  query: QUERY,
  documents: records.map(trailDocument),
});
const foundByQuery = (records: readonly CloudTrailRecord[]): readonly string[] =>
  firingKeys(sequencesOf([caseOf(records)])[0]!);

async function foundByRule(records: readonly CloudTrailRecord[]): Promise<readonly string[]> {
  const findings = await trips("cognito-sms-burst", records);
  return [...new Set(findings.map(({ entity }) => entity.value))].sort();
}

const calls = (count: number, spanMs: number, spec: (i: number) => CognitoCall = () => ({})) =>
  Array.from({ length: count }, (_, i) =>
    cognitoCall({ at: START + Math.floor((i * spanMs) / (count - 1)), ip: IP, ...spec(i) }),
  );

test("twenty ForgotPassword in ten seconds fire, although all but five are throttled", async () => {
  const flood = calls(20, 10_000, (i) => (i < 5 ? {} : { outcome: "throttled" }));
  expect(foundByQuery(flood)).toEqual([IP]);
  expect(await foundByRule(flood)).toEqual([IP]);
});

test("ten within exactly five minutes fire; nine, or ten in a second more, do not", async () => {
  for (const [records, wanted] of [
    [calls(10, 300_000), [IP]],
    [calls(9, 60_000), []],
    [calls(10, 301_000), []],
  ] as const) {
    expect(foundByQuery(records)).toEqual(wanted);
    expect(await foundByRule(records)).toEqual(wanted);
  }
});

const FIXTURES = join(__dirname, "../fixtures/cloudtrail/cognito-idp");
const fixtures = readdirSync(FIXTURES).map((name) => ({
  name: name.replace(/\.json$/, ""),
  record: JSON.parse(readFileSync(join(FIXTURES, name), "utf8")) as CloudTrailRecord,
}));

/** The record, again and again from one address. */
const repeated = (record: CloudTrailRecord): readonly CloudTrailRecord[] =>
  Array.from({ length: 12 }, (_, i) => ({
    ...record,
    eventID: `${record.eventID}-${i}`,
    eventTime: new Date(START + i * 1000).toISOString(),
    sourceIPAddress: IP,
  }));

const asksByRule = (record: CloudTrailRecord): boolean =>
  observed([record]).some(({ kind, delivery }) => kind === "sms-requested" && delivery !== "none");

/** What the query takes for a text although the record says that none was sent. */
const KNOWN_TO_SEND_NO_TEXT = [
  "admin-create-user-email",
  "admin-create-user-suppress",
  "forgot-password-email",
  "get-user-attribute-verification-code-email",
  "managed-login-forgot-password-post-code.not-recorded",
  "sign-up-email",
  "update-user-attributes-name",
];

test("of every recorded call the query counts what the detector counts, and mails", () => {
  const found = sequencesOf(fixtures.map(({ record }) => caseOf(repeated(record))));
  const verdicts = fixtures.map(({ name, record }, i) => ({
    name,
    byQuery: found[i]!.length > 0,
    byRule: asksByRule(record),
  }));
  const differing = verdicts.filter(({ byQuery, byRule }) => byQuery !== byRule);
  expect(differing.filter(({ byRule }) => byRule)).toEqual([]);
  expect(differing.map(({ name }) => name)).toEqual(KNOWN_TO_SEND_NO_TEXT);
  const counted = verdicts.filter(({ byQuery, byRule }) => byQuery && byRule);
  expect(counted.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "hosted-ui-signup-post",
      "hosted-ui-forgot-password-post-throttled",
      "initiate-auth-sms-mfa",
      "managed-login-forgot-password-post.not-recorded",
      "managed-login-mfa-phone-register-post.not-recorded",
      "managed-login-mfa-phone-resend-code-post.not-recorded",
      "managed-login-signup-post.not-recorded",
      "sign-up-too-many-requests",
    ]),
  );
  expect(HOSTED_UI_PAGES).toContain("Signup_POST");
});

const ADDRESSES = ["203.0.113.7", "198.51.100.9"];

/** Calls that name one app client: the detector counts each client for itself. */
const anyCall = fc.record({
  ip: fc.constantFrom(...ADDRESSES),
  at: fc.integer({ min: 0, max: 400 }).map((second) => START + second * 1000),
  spec: fc.constantFrom<CognitoCall>(
    { action: "ForgotPassword" },
    { action: "SignUp" },
    { action: "ResendConfirmationCode", outcome: "throttled" },
    { action: "SignUp", outcome: "UsernameExistsException" },
    { action: "InitiateAuth", challengeName: "SMS_MFA" },
    { action: "InitiateAuth" },
    { action: "InitiateAuth", challengeName: "SOFTWARE_TOKEN_MFA" },
    { action: "ConfirmSignUp", outcome: "CodeMismatchException" },
  ),
});

test("whatever is called without a confirmation, the same addresses fire as by the rule", async () => {
  const batches = fc.sample(fc.array(anyCall, { minLength: 20, maxLength: 60 }), {
    seed: SEED,
    numRuns: runs(200),
  });
  const records = batches.map((batch) =>
    batch.map(({ ip, at, spec }) => cognitoCall({ ...spec, ip, at })),
  );
  const found = sequencesOf(records.map(caseOf));
  const verdicts = { fire: 0, silent: 0 };
  for (const [i, each] of records.entries()) {
    const byQuery = firingKeys(found[i]!);
    expect({ i, found: await foundByRule(each) }).toEqual({ i, found: byQuery });
    verdicts[byQuery.length > 0 ? "fire" : "silent"]++;
  }
  expect(verdicts.fire).toBeGreaterThan(40);
  expect(verdicts.silent).toBeGreaterThan(40);
});
