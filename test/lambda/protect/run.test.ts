import type { AllowList } from "../../../lambda/core/protect/country-rules";
import { OWNER, protectStack } from "../../support/protect-stack";
import { SmsVoice, type SmsVoiceOptions } from "../../support/sms-voice";

const block = (...countries: readonly string[]): AllowList => ({ countries, mode: "block" });

function account(options?: SmsVoiceOptions) {
  const aws = new SmsVoice(options);
  return { aws, ...protectStack(aws) };
}

const namesOf = (aws: SmsVoice): readonly string[] => aws.calls.map(({ name }) => name);

const statuses = (aws: SmsVoice, id: string, capability: string, code: string) =>
  aws.rulesOf(id, capability).get(code);

describe("a first deployment", () => {
  test("blocks every country besides those allowed, for texts, calls and pictures, and is the default", async () => {
    const { aws, ask } = account();
    const answer = await ask("Create", block("US", "CA"));
    const id = aws.accountDefault!;
    expect(answer).toMatchObject({
      Status: "SUCCESS",
      PhysicalResourceId: "account-default-protect-configuration",
      Data: { ProtectConfigurationId: id, Covered: "SMS, VOICE, MMS", Unknown: "none" },
    });
    for (const capability of ["SMS", "VOICE", "MMS"]) {
      const rules = [...aws.rulesOf(id, capability)];
      expect(rules.filter(([, status]) => status === "ALLOW").map(([code]) => code)).toEqual([
        "CA",
        "US",
      ]);
      expect(new Set(rules.map(([, status]) => status))).toEqual(new Set(["ALLOW", "BLOCK"]));
      expect(rules.length).toBeGreaterThan(240);
    }
    expect(aws.ownedBy(OWNER).map((each) => each.id)).toEqual([id]);
  });

  test("sets the countries before anybody's texts depend on them", async () => {
    const { aws, ask } = account();
    await ask("Create", block("US"));
    const names = namesOf(aws);
    expect(names.lastIndexOf("UpdateProtectConfigurationCountryRuleSet")).toBeLessThan(
      names.indexOf("SetAccountDefaultProtectConfiguration"),
    );
    expect(names[names.indexOf("SetAccountDefaultProtectConfiguration") - 1]).toBe(
      "DescribeAccountAttributes",
    );
  });

  test("to watch first reports other countries' texts and refuses nothing", async () => {
    const { aws, ask } = account();
    await ask("Create", { countries: ["US"], mode: "monitor" });
    const id = aws.accountDefault!;
    expect(statuses(aws, id, "SMS", "US")).toBe("ALLOW");
    expect(statuses(aws, id, "SMS", "UZ")).toBe("MONITOR");
    expect(statuses(aws, id, "VOICE", "UZ")).toBe("ALLOW");
    expect(statuses(aws, id, "MMS", "UZ")).toBe("ALLOW");
  });

  test("names allowed countries that AWS has no rule for, and asks AWS for none of them", async () => {
    const { ask, logs } = account();
    expect(await ask("Create", block("US", "AQ"))).toMatchObject({
      Status: "SUCCESS",
      Data: { Unknown: "AQ" },
    });
    expect(logs).toContainEqual({
      level: "warn",
      message: "AWS has no rule for these allowed countries",
      extra: { countries: ["AQ"] },
    });
  });

  test("does without calls and pictures where the Region has none, and says what it covers", async () => {
    const { ask } = account({ without: ["VOICE", "MMS"] });
    expect(await ask("Create", block("US"))).toMatchObject({
      Status: "SUCCESS",
      Data: { Covered: "SMS" },
    });
  });

  test("waits until what it made shows", async () => {
    const { aws, ask } = account({ lag: 2 });
    expect(await ask("Create", block("US"))).toMatchObject({ Status: "SUCCESS" });
    expect(aws.ownedBy(OWNER)).toHaveLength(1);
  });
});

describe("a first deployment is refused", () => {
  test("where somebody else's default is in place: nothing is made or changed, and the reason has its id", async () => {
    const { aws, ask } = account();
    aws.accountDefault = aws.make();
    const answer = await ask("Create", block("US"));
    expect(answer?.Status).toBe("FAILED");
    expect(answer?.Reason).toContain(`default Protect configuration is ${aws.accountDefault}`);
    expect(answer?.Reason).toContain("delete-account-default-protect-configuration");
    expect(namesOf(aws).filter((name) => !/^(Describe|List|Get)/.test(name))).toEqual([]);
    expect(await ask("Delete", undefined)).toMatchObject({ Status: "SUCCESS" });
    expect(aws.accountDefault).toBeDefined();
  });

  test("where one appears while the countries are set", async () => {
    const { aws, ask } = account();
    let foreign = "";
    const meanwhile = new Map([[8, () => (foreign = aws.accountDefault = aws.make())]]);
    const answer = await ask("Create", block("US"), { meanwhile });
    expect(answer).toMatchObject({ Status: "FAILED" });
    expect(answer?.Reason).toContain(foreign);
    expect(aws.accountDefault).toBe(foreign);
    expect(aws.harms).toEqual([]);
  });

  test("where one replaces ours at once", async () => {
    const { aws, ask } = account();
    await ask("Create", block("US"));
    const set = namesOf(aws).indexOf("SetAccountDefaultProtectConfiguration");
    const other = account();
    let foreign = "";
    const meanwhile = new Map([
      [set + 1, () => (foreign = other.aws.accountDefault = other.aws.make())],
    ]);
    const answer = await other.ask("Create", block("US"), { meanwhile });
    expect(answer?.Status).toBe("FAILED");
    expect(answer?.Reason).toContain(foreign);
    expect(other.aws.accountDefault).toBe(foreign);
  });

  test.each([
    ["rules for texts are refused", { without: ["SMS"] }, "SMS is not supported"],
    ["AWS names no country to block", { unknown: [] as string[] }, "nothing would be locked"],
    ["25 configurations are in use", { most: 0 }, "ServiceQuotaExceededException"],
    [
      "the policy denies a call",
      { denied: ["CreateProtectConfiguration"] },
      "AccessDeniedException: not authorized to perform: sms-voice:CreateProtectConfiguration",
    ],
  ])("where %s", async (name, options, reason) => {
    const { aws, ask } = account(options);
    const all = name.startsWith("AWS names") ? [...aws.rulesOf(aws.make()).keys()] : ["US"];
    const answer = await ask("Create", block(...all));
    expect(answer?.Status).toBe("FAILED");
    expect(answer?.Reason).toContain(reason);
    expect(aws.accountDefault).toBeUndefined();
  });

  test("where AWS cannot be asked at all: the rollback asks nothing, and the stack is not stuck", async () => {
    const { aws, ask } = account({ denied: ["DescribeAccountAttributes"] });
    const answer = await ask("Create", block("US"));
    expect(answer).toMatchObject({ Status: "FAILED", PhysicalResourceId: "no-default-was-set" });
    const before = aws.calls.length;
    expect(await ask("Delete", undefined)).toMatchObject({ Status: "SUCCESS" });
    expect(aws.calls).toHaveLength(before);
  });

  test("where an attempt before, which died, has set the default: the rollback takes it away", async () => {
    const first = account();
    await first.ask("Create", block("US"));
    const set = namesOf(first.aws).indexOf("SetAccountDefaultProtectConfiguration");
    const { aws } = account();
    let hasDied = false;
    const { ask } = protectStack(aws, (service) => ({
      ...service,
      rules: (...args) =>
        hasDied ? Promise.reject(new Error("no rules")) : service.rules(...args),
      setAccountDefault: (id) => {
        hasDied = true;
        return service.setAccountDefault(id);
      },
    }));
    const crashes = [{ call: set, when: "after" }] as const;
    expect(await ask("Create", block("US"), { crashes })).toMatchObject({ Status: "FAILED" });
    expect(aws.accountDefault).toBeDefined();
    expect(await ask("Delete", undefined)).toMatchObject({ Status: "SUCCESS" });
    expect(aws.accountDefault).toBeUndefined();
  });

  test("where the stack and the function do not fit together", async () => {
    const { ask } = account();
    expect(await ask("Create", undefined)).toMatchObject({
      Status: "FAILED",
      Reason: "the resource: got no list of countries and mode; deploy the stack again",
    });
  });
});

describe("a later deployment", () => {
  test("changes only countries that differ, and lets through before it blocks", async () => {
    const { aws, ask } = account();
    await ask("Create", block("US", "CA"));
    const before = aws.calls.length;
    expect(await ask("Update", block("US", "MX"))).toMatchObject({ Status: "SUCCESS" });
    const updates = aws.calls.slice(before).filter(({ name }) => name.startsWith("Update"));
    expect(
      updates.map(({ input }) => [input.NumberCapability, input.CountryRuleSetUpdates]),
    ).toEqual(
      ["SMS", "VOICE", "MMS"].flatMap((capability) => [
        [capability, { MX: { ProtectStatus: "ALLOW" } }],
        [capability, { CA: { ProtectStatus: "BLOCK" } }],
      ]),
    );
  });

  test("puts back what somebody changed by hand", async () => {
    const { aws, ask } = account();
    await ask("Create", block("US"));
    const id = aws.accountDefault!;
    aws.rulesOf(id).set("UZ", "ALLOW").set("US", "FILTER");
    aws.accountDefault = undefined;
    expect(await ask("Update", block("US", "CA"))).toMatchObject({ Status: "SUCCESS" });
    expect(statuses(aws, id, "SMS", "UZ")).toBe("BLOCK");
    expect(statuses(aws, id, "SMS", "US")).toBe("ALLOW");
    expect(aws.accountDefault).toBe(id);
  });

  test("is refused beside somebody else's default, and CloudFormation can roll it back", async () => {
    const { aws, ask, logs } = account();
    await ask("Create", block("US"));
    const foreign = (aws.accountDefault = aws.make());
    expect(await ask("Update", block("US", "CA"))).toMatchObject({ Status: "FAILED" });
    const answer = await ask("Update", block("US"));
    expect(answer).toMatchObject({ Status: "SUCCESS" });
    expect(answer?.Data?.Covered).toBe("nothing: the account's default is not ours");
    expect(aws.accountDefault).toBe(foreign);
    expect(logs.at(-2)).toMatchObject({
      level: "error",
      message: "the account's default is somebody else's: countries are NOT locked",
    });
  });

  test("after the stack was deleted takes up the configuration that was kept", async () => {
    const { aws, ask } = account({ pageSize: 1 });
    aws.make({ Name: "somebody's" });
    await ask("Create", block("US"));
    const id = aws.accountDefault;
    await ask("Delete", undefined);
    expect(aws.accountDefault).toBeUndefined();
    expect(await ask("Create", block("CA"))).toMatchObject({ Status: "SUCCESS" });
    expect(aws.accountDefault).toBe(id);
    expect(aws.ownedBy(OWNER)).toHaveLength(1);
    expect(statuses(aws, id!, "SMS", "US")).toBe("BLOCK");
  });

  test("of a stack with another name leaves the configuration of the first alone", async () => {
    const { aws, ask } = account();
    aws.accountDefault = aws.make({ "sms-pumping-protect": "AnotherStack" });
    expect(await ask("Create", block("US"))).toMatchObject({ Status: "FAILED" });
  });
});

describe("deleting the stack", () => {
  test("takes our default away and keeps the configuration", async () => {
    const { aws, ask } = account();
    await ask("Create", block("US"));
    expect(await ask("Delete", undefined)).toMatchObject({ Status: "SUCCESS" });
    expect(aws.accountDefault).toBeUndefined();
    expect(aws.ownedBy(OWNER)).toHaveLength(1);
    expect(namesOf(aws)).not.toContain("DeleteProtectConfiguration");
  });

  test("leaves a default that somebody has set since, and says so in the log", async () => {
    const { aws, ask, logs } = account();
    await ask("Create", block("US"));
    const foreign = (aws.accountDefault = aws.make());
    expect(await ask("Delete", undefined)).toMatchObject({ Status: "SUCCESS" });
    expect(aws.accountDefault).toBe(foreign);
    expect(logs.at(-1)).toEqual({
      level: "warn",
      message: "somebody else's default was left in place",
      extra: { id: foreign },
    });
  });

  test("is fine where there is no default any more", async () => {
    const { aws, ask } = account();
    await ask("Create", block("US"));
    aws.accountDefault = undefined;
    expect(await ask("Delete", undefined)).toMatchObject({ Status: "SUCCESS" });
    expect(namesOf(aws)).not.toContain("DeleteAccountDefaultProtectConfiguration");
  });

  test("that hits somebody else's default all the same tells the command that sets it again", async () => {
    const { aws, ask } = account();
    await ask("Create", block("US"));
    const foreign = aws.make();
    const { ask: askAgain } = protectStack(aws, (service) => ({
      ...service,
      deleteAccountDefault: () => {
        aws.accountDefault = foreign;
        return service.deleteAccountDefault();
      },
    }));
    const answer = await askAgain("Delete", undefined);
    expect(answer?.Status).toBe("FAILED");
    expect(answer?.Reason).toContain(
      `set-account-default-protect-configuration --protect-configuration-id ${foreign}`,
    );
  });

  test("that a denied call stops fails, and succeeds when repeated", async () => {
    const { aws, ask } = account();
    await ask("Create", block("US"));
    const denied = protectStack(aws, (service) => ({
      ...service,
      deleteAccountDefault: () =>
        Promise.reject(Object.assign(new Error("no"), { name: "AccessDeniedException" })),
    }));
    expect(await denied.ask("Delete", undefined)).toMatchObject({
      Status: "FAILED",
      Reason: "AccessDeniedException: no",
    });
    expect(await ask("Delete", undefined)).toMatchObject({ Status: "SUCCESS" });
    expect(aws.accountDefault).toBeUndefined();
  });
});
