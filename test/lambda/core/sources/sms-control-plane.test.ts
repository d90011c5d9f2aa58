import { isCountable } from "../../../../lambda/core/model/observation";
import { parseRecord } from "../../../../lambda/core/sources";
import { smsControlPlane } from "../../../../lambda/core/sources/sms-control-plane";
import { CANARY, canaryRecord } from "../../../support/canary-record";
import { fixture, type Json } from "../../../support/fixtures";
import { contextOf, onlyObservation, reasonOf } from "../../../support/parsing";

const OWN = { ownResources: ["SmsPumpingDetection-*", "SmsPumpingSpend-*"] };
const ANA = "arn:aws:iam::111122223333:user/campaigns/ana";
const PROTECT = "protect-1234567890abcdef01234567890abcde";
const HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";

const parse = (path: string, config: object = OWN, change: object = {}) =>
  smsControlPlane.parse({ ...fixture(`cloudtrail/${path}`), ...change }, contextOf(config));

const seen = (path: string, config?: object, change?: object) => {
  const { kind, action, outcome, resource } = onlyObservation(parse(path, config, change));
  return [kind, action, outcome, resource].join(" ");
};

/** The record's request parameters with some replaced. */
const asking = (path: string, change: object): object => ({
  requestParameters: {
    ...(fixture(`cloudtrail/${path}`).requestParameters as Json),
    ...change,
  },
});

describe("sms-control-plane", () => {
  it("reads a whole record, a refused one included", () => {
    expect(onlyObservation(parse("sns/get-sms-attributes"))).toEqual({
      kind: "setting-read",
      id: "ct:a1b2c3d4-5678-90ab-cdef-EXAMPLE00050",
      atMs: Date.parse("2026-11-22T03:10:50Z"),
      source: "sms-control-plane",
      action: "GetSMSAttributes",
      outcome: "failure",
      isUnsent: true,
      delivery: "none",
      account: "111122223333",
      region: "us-east-1",
      ip: "198.51.100.9",
      userAgent: expect.stringContaining("aws-cli") as string,
      principal: ANA,
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      invokedBy: undefined,
    });
  });

  it.each([
    ["sns/get-sms-sandbox-account-status", "setting-read GetSMSSandboxAccountStatus success "],
    ["sms-voice/describe-spend-limits", "setting-read DescribeSpendLimits success "],
    ["sns/set-sms-attributes", "setting-changed SetSMSAttributes success MonthlySpendLimit"],
    ["sns/set-sms-attributes-denied", "setting-changed SetSMSAttributes failure MonthlySpendLimit"],
    [
      "sms-voice/set-text-message-spend-limit-override",
      "setting-changed SetTextMessageSpendLimitOverride success TextMessageSpendLimit",
    ],
    [
      "sms-voice/update-country-rule-set-allow",
      `setting-changed UpdateProtectConfigurationCountryRuleSet success ${PROTECT}`,
    ],
    [
      "sms-voice/delete-account-default-protect-configuration",
      `setting-changed DeleteAccountDefaultProtectConfiguration success ${PROTECT}`,
    ],
    [
      "sms-voice/delete-number-override",
      `setting-changed DeleteProtectConfigurationRuleSetNumberOverride success ${PROTECT}`,
    ],
    [
      "servicequotas/request-sms-spend",
      "setting-changed RequestServiceQuotaIncrease success L-EXAMPLE1",
    ],
  ])("reads %s as %s", (path, expected) => {
    expect(seen(path)).toBe(expected);
  });

  it.each(
    ["Text", "Media", "Notify"].flatMap((kind) =>
      ["Set", "Delete"].map((verb) => [
        `${verb}${kind}MessageSpendLimitOverride`,
        `${kind}MessageSpendLimit`,
      ]),
    ),
  )("reads %s as a change of %s", (eventName, limit) => {
    const path = "sms-voice/set-text-message-spend-limit-override";
    expect(seen(path, OWN, { eventName })).toBe(`setting-changed ${eventName} success ${limit}`);
  });

  describe("what tightens, or has nothing to do with texts, is left out", () => {
    it.each<[string, object, string]>([
      ["sns/set-sms-attributes-sender-id", {}, "SMS attributes other than the spend limit"],
      ["sms-voice/update-country-rule-set-block", {}, "countries were blocked"],
      [
        "sms-voice/update-country-rule-set-allow",
        { numberCapability: "VOICE" },
        "rules for voice calls, not texts",
      ],
      ["servicequotas/request-topics", {}, "a quota that texts do not depend on"],
      ["servicequotas/request-ec2", {}, "a quota of another service"],
    ])("%s %j", (path, change, reason) => {
      expect(reasonOf(parse(path, OWN, asking(path, change)))).toBe(`irrelevant: ${reason}`);
    });

    it("one country that is let through makes a change of many", () => {
      const path = "sms-voice/update-country-rule-set-block";
      for (const protectStatus of ["ALLOW", "MONITOR", HIDDEN, undefined]) {
        const updates = { UZ: { protectStatus: "BLOCK" }, AZ: { protectStatus } };
        const change = asking(path, { countryRuleSetUpdates: updates });
        expect(parse(path, OWN, change).kind).toBe("observations");
      }
    });

    it("a number's override counts unless it blocks, its deletion unless it let through", () => {
      const path = "sms-voice/delete-number-override";
      const put = { eventName: "PutProtectConfigurationRuleSetNumberOverride" };
      const block = { ...put, ...asking(path, { action: "BLOCK" }) };
      expect(reasonOf(parse(path, OWN, block))).toBe("irrelevant: a number was blocked");
      const allow = { ...put, ...asking(path, { action: "ALLOW" }) };
      expect(parse(path, OWN, allow).kind).toBe("observations");
      const allowed = { responseElements: { action: "ALLOW" } };
      expect(reasonOf(parse(path, OWN, allowed))).toMatch(/no longer let through/);
    });

    it("guarding a Protect configuration against deletion, but not the reverse", () => {
      const path = "sms-voice/delete-number-override";
      const update = (deletionProtectionEnabled: boolean) => ({
        eventName: "UpdateProtectConfiguration",
        ...asking(path, { deletionProtectionEnabled }),
      });
      expect(parse(path, OWN, update(true)).kind).toBe("irrelevant");
      expect(parse(path, OWN, update(false)).kind).toBe("observations");
    });
  });

  it("counts a limit whose new value the record hides: it may have been raised", () => {
    for (const requestParameters of [null, HIDDEN, { attributes: HIDDEN }, {}]) {
      expect(seen("sns/set-sms-attributes", OWN, { requestParameters })).toMatch(
        /^setting-changed SetSMSAttributes success/,
      );
    }
  });

  it("never shows the number that an override is for", () => {
    expect(JSON.stringify(parse("sms-voice/delete-number-override"))).not.toContain("2065550100");
  });

  describe("resources of this stack", () => {
    const RULE = "SmsPumpingDetection-FeedCognito4D1A6E52-EXAMPLErule1";
    const FUNCTION = "SmsPumpingDetection-DetectorDetectFunctionF3DE2C1B-EXAMPLEfn0001";

    it.each([
      ["events/disable-rule-own", `DisableRule success ${RULE}`],
      ["events/delete-rule-own-denied", `DeleteRule failure ${RULE}`],
      ["events/put-rule-own-disabled", `PutRule success ${RULE}`],
      ["events/remove-targets-own-by-cloudformation", `RemoveTargets success ${RULE}`],
      [
        "monitoring/delete-alarms-own",
        "DeleteAlarms success SmsPumpingDetection-detect-errors(+1)",
      ],
      ["monitoring/delete-alarms-own-denied", "DeleteAlarms failure SmsPumpingSpend-sns-budget-50"],
      ["lambda/delete-function-own", `DeleteFunction success ${FUNCTION}`],
      ["lambda/put-function-concurrency-own-zero", `PutFunctionConcurrency success ${FUNCTION}`],
      [
        "lambda/update-event-source-mapping-own-disabled",
        `UpdateEventSourceMapping success ${FUNCTION}`,
      ],
      [
        "sns/unsubscribe-own-topic",
        "Unsubscribe success SmsPumpingDetection-TopicsOnCallTopic7F2E9A10-EXAMPLEtopic",
      ],
    ])("%s is %s", (path, expected) => {
      expect(seen(path)).toBe(`setting-changed ${expected}`);
    });

    it.each([
      "events/disable-rule-other",
      "events/delete-rule-own-bus-denied",
      "monitoring/disable-alarm-actions-other",
      "sns/delete-topic-other",
    ])("%s is not of this stack", (path) => {
      expect(reasonOf(parse(path))).toBe("irrelevant: not a resource of this stack");
    });

    it.each(["events/put-rule-own-by-cloudformation", "lambda/put-function-concurrency-own-ten"])(
      "%s switches nothing off",
      (path) => {
        expect(reasonOf(parse(path))).toBe("irrelevant: switches nothing off");
      },
    );

    it("an event source mapping that stays on is left alone", () => {
      const path = "lambda/update-event-source-mapping-own-disabled";
      for (const change of [{ enabled: true }, { enabled: undefined, batchSize: 10 }]) {
        expect(parse(path, OWN, asking(path, change)).kind).toBe("irrelevant");
      }
    });

    it("without names of own resources nothing is this stack's", () => {
      expect(parse("events/disable-rule-own", {}).kind).toBe("irrelevant");
      expect(parse("lambda/delete-function-own", {}).kind).toBe("irrelevant");
    });

    it("a name without * is the whole name, one with it the start", () => {
      const named = (ownResources: readonly string[], name: string) =>
        parse("events/disable-rule-own", { ownResources }, { requestParameters: { name } }).kind;
      expect(named(["guard"], "guard")).toBe("observations");
      expect(named(["guard"], "guard-2")).toBe("irrelevant");
      expect(named(["guard*"], "guard-2")).toBe("observations");
      expect(named(["guard*"], "my-guard")).toBe("irrelevant");
    });

    it("finds the name in a whole and a partial ARN, with a qualifier or not", () => {
      const own = (functionName: unknown) =>
        parse("lambda/delete-function-own", OWN, { requestParameters: { functionName } }).kind;
      for (const head of ["", "111122223333:function:", "function:", "us-east-1:111122223333:"]) {
        expect(own(`${head}${FUNCTION}`)).toBe("observations");
        expect(own(`${head}${FUNCTION}:$LATEST`)).toBe("observations");
      }
      for (const other of ["other", `other-${FUNCTION}`, HIDDEN, null, 7, [FUNCTION]]) {
        expect(own(other)).toBe("irrelevant");
      }
    });

    it("takes topics of this stack by their ARN too", () => {
      const topic = "arn:aws:sns:us-east-1:111122223333:one-time-codes";
      expect(seen("sns/delete-topic-other", { ownTopics: [topic] })).toMatch(/ one-time-codes$/);
      const longer = { requestParameters: { topicArn: `${topic}-2` } };
      expect(parse("sns/delete-topic-other", { ownTopics: [topic] }, longer).kind).toBe(
        "irrelevant",
      );
    });

    it("does not take who was refused for what was refused", () => {
      const errorMessage =
        "User: arn:aws:sts::111122223333:assumed-role/SmsPumpingDetection-x/y is not authorized to perform: events:DeleteRule on resource: arn:aws:events:us-east-1:111122223333:rule/other because no identity-based policy allows it";
      expect(parse("events/delete-rule-own-denied", OWN, { errorMessage }).kind).toBe("irrelevant");
    });
  });

  describe("who calls", () => {
    const identity = (change: object) => ({
      userIdentity: {
        ...(fixture("cloudtrail/sns/get-sms-attributes").userIdentity as Json),
        ...change,
      },
    });

    it("leaves out what this stack itself does", () => {
      for (const path of ["sns/get-sms-attributes", "events/disable-rule-own"]) {
        expect(reasonOf(parse(path, { ...OWN, ownPrincipals: [ANA] }))).toBe(
          "irrelevant: done by this stack itself",
        );
      }
    });

    const byRole = (userName: string) =>
      identity({
        type: "AssumedRole",
        sessionContext: { sessionIssuer: { type: "Role", userName } },
      });

    it("leaves out what the spend guard reads, by a role that is named as its stack", () => {
      const guard = byRole("SmsPumpingSpend-GuardSpendRoleE953D3D8-1abcDEF2ghij");
      const config = { ...OWN, ownResources: ["SmsPumpingSpend-*"] };
      expect(reasonOf(parse("sns/get-sms-attributes", config, guard))).toBe(
        "irrelevant: read by this stack itself",
      );
      const other = parse("sns/get-sms-attributes", config, byRole("SmsPumping"));
      expect(onlyObservation(other).kind).toBe("setting-read");
    });

    it("tells of every change, whatever the role is called", () => {
      const guard = byRole("SmsPumpingSpend-GuardSpendRoleE953D3D8-1abcDEF2ghij");
      const config = { ...OWN, ownResources: ["SmsPumpingSpend-*"] };
      const changed = parse("sns/set-sms-attributes", config, guard);
      expect(onlyObservation(changed).kind).toBe("setting-changed");
    });

    it.each([HIDDEN, "AKIA****************", "AKIA IOSFODNN7EXAMPLE", "short", 7, null, undefined])(
      "takes %j for no access key",
      (accessKeyId) => {
        const result = parse("sns/get-sms-attributes", OWN, identity({ accessKeyId }));
        expect(onlyObservation(result).accessKeyId).toBeUndefined();
      },
    );

    it("names the service that called, whichever field tells, and never by the user agent", () => {
      const by = (change: object) =>
        onlyObservation(parse("sns/get-sms-attributes", OWN, change)).invokedBy;
      const service = "cloudformation.amazonaws.com";
      expect(by(identity({ invokedBy: service }))).toBe(service);
      expect(by({ sourceIPAddress: service })).toBe(service);
      expect(by({ sourceIPAddress: "cloudformation.amazonaws.com.cn" })).toMatch(/\.cn$/);
      expect(by({ userAgent: service })).toBeUndefined();
      expect(by(identity({ invokedBy: "AWS Internal" }))).toBeUndefined();
      expect(by({ sourceIPAddress: "cloudformation.amazonaws.com.evil.example" })).toBeUndefined();
    });

    it("reads a role as the role, with the service that CloudFormation is", () => {
      expect(onlyObservation(parse("events/remove-targets-own-by-cloudformation"))).toMatchObject({
        principal: "arn:aws:iam::111122223333:role/admin",
        invokedBy: "cloudformation.amazonaws.com",
        ip: undefined,
      });
    });
  });

  it("leaves out calls that have nothing to do with settings", () => {
    expect(reasonOf(parse("sns/publish-to-topic"))).toBe(
      "irrelevant: reads and changes no SMS setting: Publish",
    );
    expect(parse("sns/get-sms-attributes", OWN, { eventName: "__proto__" }).kind).toBe(
      "irrelevant",
    );
    expect(parse("sns/get-sms-attributes", OWN, { eventSource: "constructor" }).kind).toBe(
      "irrelevant",
    );
  });

  it("refuses a change without a time", () => {
    expect(parse("sns/set-sms-attributes", OWN, { eventTime: 5 }).kind).toBe("malformed");
  });
});

describe("the stack's own call", () => {
  const own = canaryRecord(Date.parse("2026-11-22T03:10:52Z"));
  const parseOwn = (record: object, canary: typeof CANARY | undefined = CANARY) =>
    parseRecord(record, { ...contextOf({ ownResources: ["SmsPumpingDetection-*"] }), canary });
  const kindsIn = (results: ReturnType<typeof parseOwn>) =>
    results.flatMap((result) =>
      result.kind === "observations" ? result.observations.map(({ kind }) => kind) : [],
    );

  test("is an observation of its own kind, which no rule counts", () => {
    const [result] = parseOwn(own);
    expect(result).toMatchObject({
      kind: "observations",
      observations: [{ kind: "canary", delivery: "none", action: "GetSMSSandboxAccountStatus" }],
    });
    if (result?.kind === "observations") expect(result.observations.some(isCountable)).toBe(false);
  });

  test("came back also where it was refused", () => {
    expect(kindsIn(parseOwn({ ...own, errorCode: "AccessDenied" }))).toEqual(["canary"]);
  });

  test("is left out where nobody waits for it", () => {
    expect(parseRecord(own, contextOf({ ownResources: ["SmsPumpingDetection-*"] }))).toMatchObject([
      { kind: "irrelevant", reason: "read by this stack itself" },
    ]);
  });

  test.each<[string, object]>([
    ["another call", { eventName: "GetSMSAttributes" }],
    ["another service", { eventSource: "sms-voice.amazonaws.com" }],
    ["another Region", { awsRegion: "eu-west-1" }],
    [
      "a user",
      { userIdentity: fixture("cloudtrail/sns/get-sms-sandbox-account-status").userIdentity },
    ],
    ["no caller", { userIdentity: null }],
  ])("is not mistaken for %s", (_, changes) => {
    expect(kindsIn(parseOwn({ ...own, ...changes }))).not.toContain("canary");
  });

  test.each([
    "arn:aws:iam::111122223333:role/SmsPumpingDetection-SweeperSweepRole6E3E6D9B",
    "arn:aws:iam::444455556666:role/SmsPumpingDetection-SweeperSweepRole6E3E6D9B-EXAMPLE1",
  ])("is not mistaken for one of the role %s", (roleArn) => {
    expect(kindsIn(parseOwn(own, { ...CANARY, roleArn }))).toEqual([]);
  });
});
