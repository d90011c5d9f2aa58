import { checked, type Status } from "../../../../lambda/core/health/check";
import { failed, isKnown, known, refused } from "../../../../lambda/core/health/fact";
import type { Facts } from "../../../../lambda/core/health/facts";
import { dailyChecks, healthChecks } from "../../../../lambda/core/health";
import type { AllowList } from "../../../../lambda/core/protect/country-rules";
import type { ProtectFacts } from "../../../../lambda/core/protect/drift";
import { DAY_MS, HOUR_MS } from "../../../../lambda/core/model/time";
import {
  addressesOf,
  NOW_MS,
  REGION,
  soundAlarm,
  soundFacts,
  soundPool,
  soundRules,
  soundTrail,
  without,
  type FactKey,
} from "../../../support/health-facts";

type Case = readonly [what: string, status: Status, facts: Partial<Facts>, found: RegExp];

const trails = (change: object): Partial<Facts> => ({
  trails: { [REGION]: known([{ ...soundTrail, ...change }]) },
});

const audience = (name: string, topic: object): Partial<Facts> => ({
  audiences: {
    ...soundFacts.audiences,
    [name]: known([{ stack: "S", confirmed: 0, emails: [], pending: [], ...topic }]),
  },
});

const pool = (change: object): Partial<Facts> => ({ pools: known([{ ...soundPool, ...change }]) });
const alarm = (change: object): Partial<Facts> => ({
  alarms: known([{ ...soundAlarm, ...change }]),
});

const stack = (status: string, outputs: Record<string, string> = {}): Partial<Facts> => ({
  stack: known({
    name: "SmsPumpingDetection",
    id: "arn:aws:cloudformation:eu-central-1:111122223333:stack/SmsPumpingDetection/1",
    status,
    outputs: { Version: "0.2.0", Runtime: "nodejs24.x", ...outputs },
  }),
});
const outputs = (given: Record<string, string>): Partial<Facts> => stack("UPDATE_COMPLETE", given);

const ALL_EVENTS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";
const rule = (change: object): Partial<Facts> => ({
  rules: known([{ id: "FeedCognito1", state: ALL_EVENTS, targets: 1, ...change }]),
});

const protect = (
  facts: Partial<ProtectFacts>,
  list: AllowList | undefined = { countries: ["AT", "DE"], mode: "block" },
): Partial<Facts> => ({
  protect: {
    [REGION]: known({
      list,
      facts: {
        accountDefault: "p-1",
        ownId: "p-1",
        rules: new Map([["SMS", soundRules]]),
        ...facts,
      },
    }),
  },
});
const smsRules = (...changes: readonly (readonly [string, string])[]): Partial<ProtectFacts> => ({
  rules: new Map([["SMS", new Map([...soundRules, ...changes])]]),
});

const history = (service: string, calls: Record<string, number>): Partial<Facts> => ({
  history: known([
    { service, calls: new Map(Object.entries(calls)), sinceMs: NOW_MS - DAY_MS, isWhole: false },
  ]),
});

const limit = (snsUsd: number | undefined): Partial<Facts> => ({
  limits: known({ snsUsd, smsVoice: known(new Map()) }),
});
const budget = (threshold: number): Partial<Facts> => alarm({ threshold });

const MANAGEMENT = { field: "eventCategory", equals: ["Management"] };
const DATA = { field: "eventCategory", equals: ["Data"] };
const soundSelectors = isKnown(soundTrail.selectors) ? soundTrail.selectors.value : [];
const dataOnly = soundSelectors.slice(1);

const management = (...narrowed: object[]): object => ({
  selectors: known([[MANAGEMENT, ...narrowed], ...dataOnly]),
});

/** For each check, accounts in which it, and no other one, finds something wrong. */
const WRONG: Readonly<Record<string, readonly Case[]>> = {
  stack: [
    ["a failed creation", "fail", stack("ROLLBACK_COMPLETE"), /ROLLBACK_COMPLETE/],
    ["a failed update", "warn", stack("UPDATE_ROLLBACK_COMPLETE"), /the version before runs/],
    ["a deployment under way", "warn", stack("UPDATE_IN_PROGRESS"), /UPDATE_IN_PROGRESS/],
  ],
  "trail-management": [
    [
      "data events only",
      "fail",
      trails({ selectors: known(dataOnly) }),
      /not logged: calls of Cognito, calls of SNS, calls of End User Messaging/,
    ],
    [
      "writes only",
      "fail",
      trails(management({ field: "readOnly", equals: ["false"] })),
      /not logged: calls of Cognito/,
    ],
    [
      "Cognito left out",
      "fail",
      trails(management({ field: "eventSource", notEquals: ["cognito-idp.amazonaws.com"] })),
      /not logged: calls of Cognito \(/,
    ],
    [
      "one Region of two",
      "fail",
      {
        trails: {
          ...soundFacts.trails,
          "eu-west-1": known([
            { ...soundTrail, ...management({ field: "eventName", equals: ["SignUp"] }) },
          ]),
        },
      },
      /eu-west-1: not logged/,
    ],
  ],
  "trail-data": [
    [
      "publishes only",
      "warn",
      trails({
        selectors: known([
          [MANAGEMENT],
          [DATA, { field: "resources.type", equals: ["AWS::SNS::Topic"] }],
        ]),
      }),
      /not logged: AWS::SMSVoice::Origination/,
    ],
  ],
  "feed-rules": [
    ["a disabled rule", "fail", rule({ state: "DISABLED" }), /FeedCognito1 is DISABLED/],
    ["a rule that sees no reads", "fail", rule({ state: "ENABLED" }), /FeedCognito1 is ENABLED/],
    ["a deleted rule", "fail", rule({ state: undefined }), /FeedCognito1 is gone/],
    ["a rule without target", "fail", rule({ targets: 0 }), /no target/],
    ["no feed", "fail", { rules: known([]) }, /no rule that feeds/],
  ],
  "events-arriving": [
    ["silence", "fail", { newest: known(new Map()) }, /no call has arrived/],
    [
      "alarms only",
      "fail",
      { newest: known(new Map([["cloudwatch-alarm", NOW_MS]])) },
      /cloudwatch-alarm/,
    ],
    [
      "silence for two days",
      "warn",
      { newest: known(new Map([["sns-publish", NOW_MS - 2 * DAY_MS]])) },
      /sns-publish 2 d ago/,
    ],
  ],
  "subscriptions-on-call": [
    [
      "an address that has not confirmed, beside one that has",
      "fail",
      audience("on-call", { confirmed: 1, emails: ["b@acme.co"], pending: ["a@acme.co"] }),
      /not confirmed by a\(at\)acme\[\.\]co/,
    ],
    [
      "somebody else than was configured",
      "fail",
      audience("on-call", { confirmed: 2, emails: ["b@acme.co"] }),
      /not subscribed: a\(at\)acme\[\.\]co/,
    ],
    [
      "nobody",
      "fail",
      { ...audience("on-call", {}), addresses: undefined },
      /nobody is subscribed/,
    ],
  ],
  "subscriptions-cost-owner": [
    ["nobody", "fail", audience("cost-owner", {}), /not subscribed/],
    [
      "no spend stack",
      "fail",
      { audiences: { ...soundFacts.audiences, "cost-owner": known([]) } },
      /no stack has this topic/,
    ],
  ],
  "subscriptions-pipeline": [["nobody", "fail", audience("pipeline", {}), /not subscribed/]],
  "subscriptions-drills": [["nobody", "warn", audience("drills", {}), /not subscribed/]],
  learning: [
    [
      "nothing to learn from yet",
      "warn",
      { firstSeen: known(new Map()) },
      /nothing has told of this account yet/,
    ],
    [
      "the first week",
      "warn",
      { firstSeen: known(new Map([["cognito-api", NOW_MS - 7 * DAY_MS + 1]])) },
      /learns until 2026-11-27 12:00 UTC: limits/,
    ],
  ],
  "confirmed-share": [
    [
      "a client below 60 %",
      "warn",
      { shares: known([{ client: "low", requests: 1000, confirmed: 599 }]) },
      /low 60 % of 1000/,
    ],
  ],
  "user-pools": [
    [
      "a pool configured as e-mail only",
      "fail",
      {
        config: {
          ...soundFacts.config,
          userPools: {
            [soundPool.id]: { delivers: "email", smsMfa: true, clients: [...soundPool.clients] },
          },
        },
      },
      /e-mail only/,
    ],
    [
      "a pool that nobody configured",
      "warn",
      { config: { ...soundFacts.config, userPools: {} } },
      /signing in sends texts.*does not name/,
    ],
    ["a new client", "warn", pool({ clients: [...soundPool.clients, "new"] }), /does not name/],
    ["another Region's SNS", "warn", pool({ snsRegion: "us-east-1" }), /another Region/],
    ["no configuration", "warn", { isConfigGiven: false }, /compared with no configuration/],
    ["a pool that is gone", "warn", { pools: known([]) }, /not in this Region/],
  ],
  "web-acl": [["a pool without one", "warn", pool({ webAcl: known(undefined) }), /customers/]],
  "unread-calls": [
    [
      "a new call",
      "warn",
      history("sms-voice.amazonaws.com", { SendFooMessage: 12 }),
      /SendFooMessage: 12 times; not read by this version/,
    ],
    [
      "a call that is harmless in another service",
      "warn",
      history("sns.amazonaws.com", { ListUserPools: 1 }),
      /ListUserPools/,
    ],
    [
      "a call that sends a sandbox's code",
      "warn",
      history("sns.amazonaws.com", { CreateSMSSandboxPhoneNumber: 1 }),
      /CreateSMSSandboxPhoneNumber/,
    ],
  ],
  regions: [
    [
      "a Region without detection",
      "warn",
      { otherRegions: { "eu-west-1": known(false) } },
      /eu-west-1/,
    ],
  ],
  "spend-limit": [
    ["none", "warn", limit(undefined), /nobody has set/],
    [
      "four fifths used up",
      "warn",
      { ...limit(500), spentUsd: known(400), ...budget(501) },
      /80 % of \$500.*texts stop first/,
    ],
    [
      "used up",
      "fail",
      { ...limit(200), spentUsd: known(190), ...budget(300) },
      /AWS stops all texts/,
    ],
    ["below the budget", "warn", limit(499), /texts stop first/],
    ["far above the budget", "warn", limit(5001), /over 10 times the budget/],
  ],
  budget: [
    ["no alarm", "fail", alarm({ name: "other" }), /no alarm watches/],
    ["four fifths spent", "warn", { spentUsd: known(400) }, /80 % of \$500/],
  ],
  metrics: [["none", "warn", { spentUsd: known(undefined) }, /no SMSMonthToDateSpentUSD/]],
  protect: [
    ["another default", "fail", protect({ accountDefault: "p-2" }), /is p-2, not the stack's p-1/],
    ["no default", "fail", protect({ accountDefault: undefined }), /no default/],
    ["no stack", "fail", protect({ ownId: undefined }), /no stack has locked/],
    [
      "one country more",
      "fail",
      protect(smsRules(["LK", "ALLOW"])),
      /SMS: 1 country not BLOCK.*LK/,
    ],
    [
      "one country less",
      "warn",
      protect(smsRules(["DE", "BLOCK"])),
      /SMS: 1 country not ALLOW.*DE/,
    ],
    [
      "only reports",
      "warn",
      protect(smsRules(["LK", "MONITOR"]), { countries: ["AT", "DE"], mode: "monitor" }),
      /only reported/,
    ],
  ],
  alarms: [
    ["one that is on", "fail", alarm({ state: "ALARM" }), /on: SmsPumpingSpend-month-over-budget/],
    ["one that is muted", "fail", alarm({ mayAct: false }), /muted/],
    ["one without data", "warn", alarm({ state: "INSUFFICIENT_DATA" }), /without data/],
  ],
  runbooks: [
    ["a path", "warn", alarm({ description: "Runbook: docs/runbooks/a.md" }), /by its path only/],
    [
      "an example's address",
      "warn",
      alarm({ description: "Runbook: https://wiki.example.com/a.md" }),
      /example's address/,
    ],
  ],
  elastic: [
    [
      "a key that was refused",
      "fail",
      { elastic: { isForwarded: known(true), problems: ["401"] } },
      /401/,
    ],
    ["no key to test", "warn", { elastic: { isForwarded: known(true) } }, /not tested/],
  ],
  version: [["an older one", "warn", outputs({ Version: "0.1.0" }), /deployed is 0\.1\.0/]],
  runtime: [
    ["one that has ended", "fail", outputs({ Runtime: "nodejs20.x" }), /until 2026-04-30/],
    ["one that ends soon", "warn", outputs({ Runtime: "nodejs22.x" }), /until 2027-04-30/],
    ["one that nobody knows", "warn", outputs({ Runtime: "nodejs99.x" }), /nothing is known/],
  ],
};

const judge = (facts: Facts) => checked(healthChecks, facts);
const badOf = (facts: Facts) => judge(facts).filter(({ status }) => status !== "ok");
const statusesOf = (facts: Facts) => badOf(facts).map(({ id, status }) => [id, status]);

test("a sound account passes every check", () => {
  expect(badOf(soundFacts)).toEqual([]);
});

test("every check has accounts in which it finds something wrong", () => {
  expect(Object.keys(WRONG).sort()).toEqual(healthChecks.map(({ id }) => id).sort());
});

describe.each(Object.entries(WRONG))("%s", (id, cases) => {
  test.each(cases)("%s: %s, by this check alone", (_, status, change, found) => {
    const bad = badOf({ ...soundFacts, ...change });
    // What is spent is held against the limit and against the budget.
    const own = bad.filter((result) => result.id === id || change.spentUsd === undefined);
    expect(own.map((result) => [result.id, result.status])).toEqual([[id, status]]);
    expect(own[0]?.found).toMatch(found);
    expect(own[0]?.remedy).toBeTruthy();
  });
});

/* What AWS may refuse, and which checks then know nothing. */
const NEEDED_BY: Readonly<Record<FactKey, readonly string[]>> = {
  stack: ["stack", "version", "runtime"],
  rules: ["feed-rules"],
  newest: ["events-arriving"],
  firstSeen: ["learning"],
  shares: ["confirmed-share"],
  pools: ["user-pools", "web-acl"],
  history: ["unread-calls"],
  limits: ["spend-limit"],
  spentUsd: ["spend-limit", "budget", "metrics"],
  alarms: ["budget", "alarms", "runbooks"],
};

test.each(Object.entries(NEEDED_BY))("without %s exactly its checks are unknown", (key, ids) => {
  const unknown = badOf(without(key as FactKey, "service:Action"));
  expect(unknown).toEqual(
    ids.map((id) => ({
      id,
      status: "unknown",
      found: "not known: AWS refused service:Action",
      remedy: "allow service:Action",
    })),
  );
});

test.each(Object.keys(soundFacts.audiences))(
  "subscriptions of %s that are refused are unknown",
  (name) => {
    const refusal = refused("sns:ListSubscriptionsByTopic");
    const audiences = { ...soundFacts.audiences, [name]: refusal };
    expect(statusesOf({ ...soundFacts, audiences })).toEqual([
      [`subscriptions-${name}`, "unknown"],
    ]);
  },
);

test("a trail of which AWS tells nothing is neither good nor bad", () => {
  const hidden = { ...soundTrail, selectors: refused("cloudtrail:GetEventSelectors") };
  const bad = badOf({ ...soundFacts, trails: { [REGION]: known([hidden]) } });
  expect(bad.map(({ id, status, remedy }) => [id, status, remedy])).toEqual([
    ["trail-management", "unknown", "allow cloudtrail:GetEventSelectors"],
    ["trail-data", "unknown", "allow cloudtrail:GetEventSelectors"],
  ]);
  expect(badOf({ ...soundFacts, trails: { [REGION]: known([hidden, soundTrail]) } })).toEqual([]);
});

test("a trail that is off logs nothing, whatever its selectors say", () => {
  const off = { ...soundTrail, isLogging: known(false), selectors: refused("x:Y") };
  expect(statusesOf({ ...soundFacts, trails: { [REGION]: known([off]) } })).toEqual([
    ["trail-management", "fail"],
    ["trail-data", "warn"],
  ]);
});

test("a Region without any trail fails", () => {
  const bad = badOf({ ...soundFacts, trails: { [REGION]: known([]) } });
  expect(bad.map(({ id }) => id)).toEqual(["trail-management", "trail-data"]);
  expect(bad[0]?.found).toContain("there is no trail");
});

test("a Region whose trails or stacks are refused is unknown", () => {
  const facts = {
    ...soundFacts,
    trails: { [REGION]: refused("cloudtrail:DescribeTrails") },
    otherRegions: { "eu-west-1": refused("cloudformation:DescribeStacks") },
  };
  expect(statusesOf(facts)).toEqual([
    ["trail-management", "unknown"],
    ["trail-data", "unknown"],
    ["regions", "unknown"],
  ]);
});

const statusOf = (id: string, change: Partial<Facts>): Status | undefined =>
  judge({ ...soundFacts, ...change }).find((result) => result.id === id)?.status;

test("a web ACL that may not be read leaves the check unknown, unless another pool lacks one", () => {
  const hidden = { ...soundPool, webAcl: refused("wafv2:GetWebACLForResource") };
  const webAcl = (...pools: readonly (typeof soundPool)[]) =>
    statusOf("web-acl", { pools: known(pools) });
  expect(webAcl(hidden)).toBe("unknown");
  expect(webAcl(hidden, { ...soundPool, webAcl: known(undefined) })).toBe("warn");
  expect(webAcl({ ...hidden, hasSmsRole: false })).toBe("ok");
});

test("without a stack the first check fails, and none that needs it passes", () => {
  const gone = failed("there is no stack");
  const facts: Facts = {
    ...soundFacts,
    stack: known(undefined),
    rules: gone,
    audiences: { "on-call": gone, "cost-owner": gone, pipeline: gone, drills: gone },
    firstSeen: gone,
    shares: gone,
    elastic: { isForwarded: gone },
  };
  expect(statusesOf(facts)).toEqual([
    ["stack", "fail"],
    ["feed-rules", "unknown"],
    ["subscriptions-on-call", "unknown"],
    ["subscriptions-cost-owner", "unknown"],
    ["subscriptions-pipeline", "unknown"],
    ["subscriptions-drills", "unknown"],
    ["learning", "unknown"],
    ["confirmed-share", "unknown"],
    ["elastic", "unknown"],
    ["version", "unknown"],
    ["runtime", "unknown"],
  ]);
});

test("app clients whose share was not read are counted", () => {
  const pools = known([{ ...soundPool, clients: ["a", "b", "c"] }]);
  const { found } = checked(healthChecks, { ...soundFacts, pools }).find(
    ({ id }) => id === "confirmed-share",
  )!;
  expect(found).toMatch(/; 2 more clients not looked at$/);
});

test("where next to none is seen, the remedy is the key that tells otherwise, whole", () => {
  const remedyOf = (confirmationsVisible: string[]) =>
    checked(healthChecks, {
      ...soundFacts,
      config: { ...soundFacts.config, confirmationsVisible },
      shares: known([
        { client: "none", requests: 1000, confirmed: 199 },
        { client: "few", requests: 1000, confirmed: 200 },
      ]),
    }).find(({ id }) => id === "confirmed-share")?.remedy;
  expect(remedyOf([])).toMatch(/set detector\.confirmationsVisible to \["none"\]$/);
  expect(remedyOf(["other"])).toMatch(/set detector\.confirmationsVisible to \["other","none"\]$/);
  expect(remedyOf(["none"])).not.toContain("confirmationsVisible");
  expect(remedyOf(["*"])).not.toContain("confirmationsVisible");
});

test("AWS may spell an address with other capitals", () => {
  const change = audience("on-call", { confirmed: 1, emails: ["A@Acme.co"] });
  expect(statusOf("subscriptions-on-call", change)).toBe("ok");
});

test("nobody need hear of drills where nobody is configured, and somebody must of all else", () => {
  const none = (name: string): Partial<Facts> => ({
    ...audience(name, {}),
    addresses: { ...addressesOf("a@acme.co"), [name]: [] },
  });
  expect(statusOf("subscriptions-drills", none("drills"))).toBe("ok");
  expect(statusOf("subscriptions-pipeline", none("pipeline"))).toBe("fail");
  const waiting = { ...none("drills"), ...audience("drills", { pending: ["a@acme.co"] }) };
  expect(statusOf("subscriptions-drills", waiting)).toBe("warn");
});

test("limits, shares and ages are judged at their edges", () => {
  const share = (requests: number, confirmed: number) =>
    statusOf("confirmed-share", { shares: known([{ client: "c", requests, confirmed }]) });
  expect(share(1000, 600)).toBe("ok");
  expect(share(199, 0)).toBe("ok");
  expect(share(200, 0)).toBe("warn");
  const firstSeen = known(new Map([["cognito-api", NOW_MS - 7 * DAY_MS]]));
  expect(statusOf("learning", { firstSeen })).toBe("ok");
  expect(statusOf("spend-limit", limit(500))).toBe("ok");
  expect(statusOf("spend-limit", limit(5000))).toBe("ok");
  expect(statusOf("spend-limit", { ...limit(1000), spentUsd: known(799.9) })).toBe("ok");
  expect(statusOf("spend-limit", { ...limit(1000), spentUsd: known(949) })).toBe("warn");
  expect(statusOf("spend-limit", { ...limit(1000), spentUsd: known(950) })).toBe("fail");
  expect(statusOf("budget", { spentUsd: known(399) })).toBe("ok");
  const newest = known(new Map([["cognito-api", NOW_MS - DAY_MS - HOUR_MS]]));
  expect(statusOf("events-arriving", { newest })).toBe("ok");
});

test("limits of End User Messaging that are refused leave the check unknown, unless SNS's is bad", () => {
  const smsVoice = refused("sms-voice:DescribeSpendLimits");
  expect(statusOf("spend-limit", { limits: known({ snsUsd: 1000, smsVoice }) })).toBe("unknown");
  expect(statusOf("spend-limit", { limits: known({ snsUsd: 100, smsVoice }) })).toBe("fail");
});

test("what is usual where nothing is sent or kept is no trouble", () => {
  const mute = { spentUsd: known(undefined), pools: known([{ ...soundPool, hasSmsRole: false }]) };
  expect(statusOf("metrics", mute)).toBe("ok");
  const ignoring = alarm({ state: "INSUFFICIENT_DATA", missingData: "ignore" });
  expect(statusOf("alarms", ignoring)).toBe("ok");
  expect(statusOf("protect", { protect: { [REGION]: known(undefined) } })).toBe("ok");
  expect(statusOf("elastic", { elastic: { isForwarded: known(false) } })).toBe("ok");
});

test("without a configuration the default alone is compared", () => {
  const of = (accountDefault: string) => ({
    protect: {
      [REGION]: known({
        list: undefined,
        facts: { accountDefault, ownId: "p-1", rules: new Map([["SMS", soundRules]] as const) },
      }),
    },
  });
  expect(statusOf("protect", of("p-1"))).toBe("warn");
  const bad = badOf({ ...soundFacts, ...of("p-2") });
  expect(bad).toMatchObject([{ id: "protect", status: "fail" }]);
  // CloudFormation does nothing where the template is as before.
  expect(bad[0]?.remedy).toContain("--protect-configuration-id p-1 --region eu-central-1");
});

test("a lock that is open in another Region is told with the Region, and one refused is unknown", () => {
  const open = {
    list: { countries: ["AT"], mode: "block" },
    facts: { accountDefault: undefined, ownId: "p-9", rules: new Map() },
  } as const;
  const protectIn = (other: Facts["protect"][string]) =>
    badOf({ ...soundFacts, protect: { ...soundFacts.protect, "us-east-1": other } });
  expect(protectIn(known(open))).toMatchObject([
    {
      id: "protect",
      status: "fail",
      found: expect.stringMatching(/^us-east-1: .*no default/) as string,
    },
  ]);
  expect(protectIn(refused("sms-voice:DescribeAccountAttributes"))).toMatchObject([
    { id: "protect", status: "unknown", remedy: "allow sms-voice:DescribeAccountAttributes" },
  ]);
});

test("neither the key in a webhook's path nor a phone number is shown", () => {
  const pending = ["https://user:pw@events.acme.co/integration/SECRETKEY/enqueue", "+14155550123"];
  const bad = badOf({ ...soundFacts, ...audience("on-call", { pending }) });
  expect(bad[0]?.found).toContain("hxxps[:]//events[.]acme[.]co/..");
  expect(bad[0]?.found).not.toMatch(/SECRETKEY|pw|5550123/);
});

test("an alarm that somebody named after the stack's cannot write on the terminal", () => {
  const name = "a\u202e\u001b[2J";
  expect(
    badOf({ ...soundFacts, ...alarm({ name, mayAct: false, threshold: 500 }) }),
  ).toContainEqual(
    expect.objectContaining({ id: "alarms", found: "muted: SmsPumpingSpend-a?[2J" }),
  );
});

test("text of others is made harmless", () => {
  const evil = "a\u001b[2J\nok https://evil.example.com";
  const facts: Facts = {
    ...soundFacts,
    ...pool({ name: evil, webAcl: known(undefined) }),
    ...history("sns.amazonaws.com", { [evil]: 1 }),
    ...audience("on-call", { pending: [evil] }),
    ...protect({ accountDefault: evil }),
  };
  const all = judge(facts).map(({ found }) => found);
  expect(all.join(" ")).not.toMatch(/[^\x20-\x7e]|https:/);
});

test("the daily run leaves out what says why, and nothing else", () => {
  const left = healthChecks.filter((check) => !dailyChecks.includes(check));
  expect(left.map(({ id }) => id)).toEqual(["alarms", "elastic", "version"]);
  for (const { notDaily } of left) expect(notDaily).toBeTruthy();
});
