import { ACTIONS_BESIDE, HEALTH_ACTIONS } from "../../../../lambda/adapters/aws/health/ask";
import { healthClients, regionClients } from "../../../../lambda/adapters/aws/health/clients";
import { gatherFacts } from "../../../../lambda/adapters/aws/health/gather";
import { parseConfig } from "../../../../lambda/core/model/config";
import { awsAccount, type Region } from "../../../support/read-only-account";
import { badOf, examine, type Examined } from "../../../support/examined";
import {
  HOME,
  NOW_MS,
  OTHER,
  POOL,
  soundRegion,
  soundRegions,
  soundTrails,
} from "../../../support/sound-account";

const changed = (change: Partial<Region>) =>
  examine({ ...soundRegions, [HOME]: { ...soundRegion, ...change } });
const statusOf = ({ results }: Examined, id: string) =>
  results.find((result) => result.id === id)?.status;
const foundOf = ({ results }: Examined, id: string) =>
  results.find((result) => result.id === id)?.found;

test("a sound account passes, each list read to its end, and only what the policy names is asked", async () => {
  const sound = await examine();
  expect(badOf(sound)).toEqual([]);
  expect([...sound.asked, ...ACTIONS_BESIDE].sort()).toEqual([...HEALTH_ACTIONS]);
  expect(foundOf(sound, "feed-rules")).toBe("1 rule of the feed, 2 others, all on");
  expect(foundOf(sound, "events-arriving")).toBe("cognito-api 60 min ago, sns-publish 29 h ago");
  expect(foundOf(sound, "budget")).toBe("24 % of $500 is spent this month");
  expect(foundOf(sound, "confirmed-share")).toBe(
    "1example23456789 80 % of 1000, 2example23456789 80 % of 500",
  );
  expect(foundOf(sound, "user-pools")).toBe("1 of 2 pools may send texts, 1 with open sign-up");
  expect(foundOf(sound, "alarms")).toBe("4 alarms, none on");
  expect(foundOf(sound, "spend-limit")).toMatch(/SNS \$1,000.*TEXT_MESSAGE.* \$800, VOICE/);
});

test("Event history is asked twice a second", async () => {
  const { pauses, facts } = await examine();
  // Six calls with one a page, and a page for each of two services without any.
  expect(pauses).toEqual(Array.from({ length: 8 }, () => 500));
  expect(facts.history).toHaveProperty("value.0.isWhole", true);
});

test("of a busy service the newest calls are read, and it says so", async () => {
  const names = Array.from({ length: 40 }, () => "SignUp");
  const busy = await changed({ history: { "cognito-idp.amazonaws.com": names } });
  expect(foundOf(busy, "unread-calls")).toMatch(/cognito-idp the newest 10 calls since/);
});

test("an account without stacks is not protected, and what needs them is unknown", async () => {
  const none = await changed({ stacks: {}, alarms: [] });
  expect(statusOf(none, "stack")).toBe("fail");
  expect(statusOf(none, "feed-rules")).toBe("unknown");
  expect(statusOf(none, "subscriptions-on-call")).toBe("fail");
  expect(statusOf(none, "trail-management")).toBe("ok");
});

test("a Region without detection is told apart", async () => {
  const other = { ...soundRegion, stacks: {}, trails: [] };
  const found = badOf(await examine({ ...soundRegions, [OTHER]: other }));
  expect(found.map(({ id, status }) => [id, status])).toEqual([
    ["trail-management", "fail"],
    ["trail-data", "warn"],
    ["regions", "warn"],
    ["protect", "fail"],
  ]);
  expect(found[0]?.found).toMatch(/^us-east-1: not logged/);
});

test("a detection stack of another Region whose creation failed is none", async () => {
  const fallen = { ...soundRegion.stacks.SmsPumpingDetection!, status: "ROLLBACK_COMPLETE" };
  const stacks = { ...soundRegion.stacks, SmsPumpingDetection: fallen };
  const found = badOf(await examine({ ...soundRegions, [OTHER]: { ...soundRegion, stacks } }));
  expect(found.map(({ id, status }) => [id, status])).toEqual([["regions", "warn"]]);
});

test("the lock on countries is compared in each Region, by its stack's name there", async () => {
  const { SmsPumpingProtect: lock, ...stacks } = soundRegion.stacks;
  const other = { ...soundRegion, stacks: { ...stacks, "SmsPumpingProtect-us-east-1": lock! } };
  expect(badOf(await examine({ ...soundRegions, [OTHER]: other }))).toEqual([]);
  const open = { ...other, accountAttributes: {} };
  expect(badOf(await examine({ ...soundRegions, [OTHER]: open }))).toMatchObject([
    {
      id: "protect",
      status: "fail",
      found: expect.stringMatching(/^us-east-1: .*no default/) as string,
    },
  ]);
});

const [management, data] = soundTrails as [
  (typeof soundTrails)[number],
  (typeof soundTrails)[number],
];

test.each([
  ["is stopped", { ...management, isLogging: false }],
  ["takes writes only", { ...management, basic: [{ ReadWriteType: "WriteOnly" }] }],
  ["takes no management events", { ...management, basic: [{ IncludeManagementEvents: false }] }],
  [
    "takes calls by one address only",
    {
      arn: management.arn,
      isLogging: true,
      advanced: [
        {
          FieldSelectors: [
            { Field: "eventCategory", Equals: ["Management"] },
            { Field: "eventSource", NotStartsWith: ["cognito"] },
          ],
        },
      ],
    },
  ],
] as const)("a trail that %s does not protect", async (_, broken) => {
  const found = badOf(await changed({ trails: [broken, data] as Region["trails"] }));
  expect(found.map(({ id, status }) => [id, status])).toEqual([["trail-management", "fail"]]);
});

test("a rule that was disabled or deleted by hand is found, on each bus", async () => {
  const rules = { "feed-cognito": ["DISABLED", 1], sweep: ["ENABLED", 0] } as const;
  expect(foundOf(await changed({ rules }), "feed-rules")).toBe(
    "FeedCognito1A2B3C4D is DISABLED, NotifierRule1A2B3C4D is gone, SweeperSchedule1A2B3C4D has no target",
  );
});

test("an address that has not confirmed is found behind one that has", async () => {
  const [[topic, [first]]] = Object.entries(soundRegion.subscriptions) as [
    [string, readonly object[]],
  ];
  const pending = { ...first, SubscriptionArn: "PendingConfirmation", Endpoint: "b@acme.co" };
  const subscriptions = { ...soundRegion.subscriptions, [topic]: [first ?? {}, pending] };
  const found = badOf(await changed({ subscriptions }));
  expect(found).toEqual([
    {
      id: "subscriptions-on-call",
      status: "fail",
      found: "SmsPumpingDetection: not confirmed by b(at)acme[.]co",
      remedy: expect.stringContaining("onCallEmails") as string,
    },
  ]);
});

test("a configured address that left again is found behind one that stayed", async () => {
  const [[topic, [first]]] = Object.entries(soundRegion.subscriptions) as [
    [string, readonly object[]],
  ];
  const other = { ...first, Endpoint: "b@acme.co" };
  const left = { ...first, SubscriptionArn: "Deleted" };
  const subscriptions = { ...soundRegion.subscriptions, [topic]: [other, left] };
  expect(badOf(await changed({ subscriptions })).map(({ id, found }) => [id, found])).toEqual([
    ["subscriptions-on-call", "SmsPumpingDetection: not subscribed: a(at)acme[.]co"],
  ]);
});

test.each([
  ["recovery by text", { AutoVerifiedAttributes: ["email"] }, true],
  [
    "recovery by e-mail only",
    {
      AutoVerifiedAttributes: ["email"],
      AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: "verified_email" }] },
    },
    false,
  ],
  [
    "recovery by a verified number",
    {
      AccountRecoverySetting: {
        RecoveryMechanisms: [{ Priority: 1, Name: "verified_phone_number" }],
      },
      AutoVerifiedAttributes: [],
    },
    true,
  ],
])("a pool with %s", async (_, change, isSmsVerified) => {
  const pools = { [POOL]: { ...soundRegion.pools[POOL], ...change, MfaConfiguration: "OFF" } };
  const { facts } = await changed({ pools });
  expect(facts.pools).toMatchObject({ value: [{ isSmsVerified, isSmsSignIn: false }] });
});

test("a pool whose first factor is a texted code sends at sign-in", async () => {
  const Policies = { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "SMS_OTP"] } };
  const pools = { [POOL]: { ...soundRegion.pools[POOL], Policies, MfaConfiguration: "OFF" } };
  expect((await changed({ pools })).facts.pools).toMatchObject({ value: [{ isSmsSignIn: true }] });
});

test.each([
  ["a text alone, always", "ON", { SmsMfaConfiguration: {} }, true],
  ["a text alone, where somebody wants it", "OPTIONAL", { SmsMfaConfiguration: {} }, false],
  [
    "a text or a token",
    "ON",
    { SmsMfaConfiguration: {}, SoftwareTokenMfaConfiguration: { Enabled: true } },
    false,
  ],
  ["a text or an e-mail", "ON", { SmsMfaConfiguration: {}, EmailMfaConfiguration: {} }, false],
  ["a token", "ON", { SoftwareTokenMfaConfiguration: { Enabled: true } }, false],
])("a second factor that is %s", async (_, MfaConfiguration, mfa, isSmsSignInOnly) => {
  const pools = { [POOL]: { ...soundRegion.pools[POOL], MfaConfiguration } };
  const { facts } = await changed({ pools, poolMfa: { [POOL]: mfa } });
  expect(facts.pools).toMatchObject({ value: [{ isSmsSignInOnly }] });
});

const recovery = (...names: readonly string[]) => ({
  AccountRecoverySetting: {
    RecoveryMechanisms: names.map((Name, i) => ({ Name, Priority: i + 1 })),
  },
});

test.each([
  ["no setting for recovery", {}, false],
  ["recovery by phone alone", recovery("verified_phone_number"), true],
  ["recovery by phone or e-mail", recovery("verified_phone_number", "verified_email"), false],
  [
    "e-mail verified too",
    { ...recovery("verified_phone_number"), AutoVerifiedAttributes: ["email", "phone_number"] },
    false,
  ],
])("codes of a pool with %s", async (_, change, isNeverByEmail) => {
  const pools = { [POOL]: { ...soundRegion.pools[POOL], ...change } };
  expect((await changed({ pools })).facts.pools).toMatchObject({ value: [{ isNeverByEmail }] });
});

test("a month that has just begun knows no sum yet", async () => {
  const metrics = { ...soundRegion.metrics, "AWS/SNS SMSMonthToDateSpentUSD": [] };
  const { facts } = await changed({ metrics });
  expect(facts.spentUsd).toEqual({ value: undefined });
});

test("credentials that are no good end it", async () => {
  const account = await awsAccount({}, {});
  await account.close();
  const settings = {
    region: HOME,
    endpoint: account.url,
    maxAttempts: 1,
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  };
  const spec = {
    nowMs: NOW_MS,
    pause: () => Promise.resolve(),
    region: HOME,
    version: "0.2.0",
    config: parseConfig({}),
    isConfigGiven: false,
    addresses: undefined,
    detection: "D",
    spend: "S",
    protect: "P",
    countries: undefined,
    otherRegions: [],
  };
  const deps = { home: healthClients(settings), inRegion: () => regionClients(settings) };
  await expect(gatherFacts(deps, spec)).rejects.toThrow("ECONNREFUSED");
});
