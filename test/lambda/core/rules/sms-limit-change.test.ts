import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { fixture } from "../../../support/fixtures";
import { NIGHT, replayed, trips } from "../../../support/incidents";
import { apiCall, roleArn, userArn, type ApiCall } from "../../../support/records";

const RULE = "sms-limit-change";
const OWN = { ownResources: ["SmsPumpingDetection-*"] };

const raised = (common: ApiCall = {}) =>
  apiCall({
    user: "ana",
    at: NIGHT,
    service: "sns",
    action: "SetSMSAttributes",
    request: { attributes: { MonthlySpendLimit: "5000" } },
    ...common,
  });

const byCloudFormation = (common: ApiCall = {}) =>
  raised({
    user: undefined,
    role: "admin",
    ip: "cloudformation.amazonaws.com",
    ...common,
  } as unknown as ApiCall);

const found = (records: readonly JsonObject[], settings: JsonObject = {}) =>
  trips(RULE, records, settings);

test("a single change pages, and says who did what to which limit", async () => {
  expect(await found([raised()])).toMatchObject([
    {
      entity: { type: "change", value: `${userArn("ana")} SetSMSAttributes MonthlySpendLimit` },
      target: "sms-settings",
      notify: "page",
      count: 1,
      paid: 0,
    },
  ]);
});

test("a change that is no limit does not", async () => {
  const request = { attributes: { DefaultSenderID: "Example" } };
  expect(await found([raised({ request })])).toEqual([]);
});

test("a refused attempt pages too, and the calls tell that it was refused", async () => {
  const [finding] = await found([raised({ outcome: "AccessDenied", request: null })]);
  expect(finding).toMatchObject({ notify: "page", count: 1 });
  expect(finding!.evidence.calls).toMatchObject([
    { action: "SetSMSAttributes", outcome: "failure" },
  ]);
});

test("what CloudFormation does is recorded, and tells nobody", async () => {
  const records = [byCloudFormation()];
  expect(await found(records)).toMatchObject([
    {
      entity: {
        value: `${roleArn("admin")} SetSMSAttributes MonthlySpendLimit by CloudFormation`,
      },
      notify: "record",
    },
  ]);
  expect((await replayed(records)).mails).toEqual([]);
});

test("the same change by the same principal by hand is not taken for CloudFormation's", async () => {
  const byHand = raised({ user: undefined, role: "admin", id: "by-hand" } as unknown as ApiCall);
  const findings = await found([byCloudFormation({ id: "by-stack" }), byHand]);
  expect(findings.map(({ notify }) => notify).sort()).toEqual(["page", "record"]);
});

test("another service that acts for somebody is not CloudFormation", async () => {
  const [finding] = await found([byCloudFormation({ ip: "ssm.amazonaws.com" })]);
  expect(finding!.notify).toBe("page");
});

test("the same change within the hour is one finding, another change another", async () => {
  const minute = 60_000;
  const again = raised({ at: NIGHT + 59 * minute });
  const other = raised({ at: NIGHT + minute, user: "bob" });
  const findings = await found([raised(), again, other]);
  expect(findings.map(({ count }) => count).sort()).toEqual([1, 2]);
});

test("an attack on this stack itself is told at once, also while rules still learn", async () => {
  const disabled = fixture("cloudtrail/events/disable-rule-own");
  const { mails } = await replayed([disabled], { ...OWN, learningDays: 30 });
  expect(mails.length).toBeGreaterThan(0);
  expect(await found([disabled])).toEqual([]);
});

test("names no one where the record names no one", async () => {
  const [finding] = await found([raised({ identity: { type: "Unknown" } })]);
  expect(finding!.entity.value).toBe("unknown SetSMSAttributes MonthlySpendLimit");
});
