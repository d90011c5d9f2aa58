import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { NIGHT, trips } from "../../../support/incidents";
import { apiCall, userArn, type ApiCall } from "../../../support/records";

const RULE = "sms-scouting";
const SECOND = 1000;
const HOUR = 3600 * SECOND;
const KEY = "AKIAIOSFODNN7EXAMPLE";

const READS: readonly ApiCall[] = [
  { service: "sns", action: "GetSMSAttributes" },
  { service: "sns", action: "GetSMSSandboxAccountStatus" },
  { service: "sms-voice", action: "DescribeSpendLimits" },
];

/** As many reads as given, the last of them so long after the first. */
const reads = (count: number, within: number, common: ApiCall = { user: "ana" }) =>
  Array.from({ length: count }, (_, i) =>
    apiCall({
      ...READS[i % READS.length],
      ...common,
      readOnly: true,
      at: NIGHT + Math.floor((i * within) / (count - 1) / SECOND) * SECOND,
    }),
  );

const learnt = { learningDays: 0 };
const found = (records: readonly JsonObject[], settings: JsonObject = {}) =>
  trips(RULE, records, { ...learnt, ...settings });

test("three reads with one long-lived key within exactly an hour page", async () => {
  expect(await found(reads(3, HOUR))).toMatchObject([
    {
      entity: { type: "access-key", value: KEY },
      target: "sms-settings",
      notify: "page",
      count: 3,
      paid: 0,
    },
  ]);
});

test("two, or three that take a second longer, do not", async () => {
  expect(await found(reads(2, HOUR))).toEqual([]);
  expect(await found(reads(3, HOUR + SECOND))).toEqual([]);
});

test("refused reads count like others", async () => {
  expect(await found(reads(3, HOUR, { user: "ana", outcome: "AccessDenied" }))).toHaveLength(1);
});

test("reads in several Regions count together; of those in one minute the finding names all", async () => {
  const regions = ["us-east-1", "eu-west-1", "ap-southeast-2"];
  const inRegions = (within: number) =>
    reads(3, within).map((record, i) => ({ ...record, awsRegion: regions[i] }));
  expect(await found(inRegions(HOUR))).toHaveLength(1);
  const [finding] = await found(inRegions(30 * SECOND));
  expect([...finding!.regions].sort()).toEqual([...regions].sort());
});

test("a role's short-lived key is recorded only", async () => {
  expect(await found(reads(3, HOUR, { role: "inventory" }))).toMatchObject([
    { entity: { value: "ASIAIOSFODNN7EXAMPLE" }, notify: "record" },
  ]);
});

test("reads without an access key, or made by a service, are not counted", async () => {
  const root = { type: "Root", arn: "arn:aws:iam::111122223333:root" };
  expect(await found(reads(9, HOUR, { identity: root }))).toEqual([]);
  expect(await found(reads(9, HOUR, { role: "x", ip: "config.amazonaws.com" }))).toEqual([]);
});

test("reads by this stack's own principals are not counted", async () => {
  expect(await found(reads(9, HOUR), { ownPrincipals: [userArn("ana")] })).toEqual([]);
});

test("changes and other reads are not scouting", async () => {
  const others = [
    { service: "sns", action: "SetSMSAttributes" },
    { service: "sns", action: "ListTopics" },
    { service: "sms-voice", action: "SendTextMessage" },
  ];
  const calls = others.map((call, i) => apiCall({ ...call, user: "ana", at: NIGHT + i * SECOND }));
  expect(await found(calls)).toEqual([]);
});
