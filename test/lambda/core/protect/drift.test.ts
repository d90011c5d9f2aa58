import { COUNTRIES } from "../../../../lambda/core/model/country";
import { CAPABILITIES, type AllowList } from "../../../../lambda/core/protect/country-rules";
import { protectProblems, type ProtectFacts } from "../../../../lambda/core/protect/drift";

const list: AllowList = { countries: ["US", "CA"], mode: "block" };

const blocked = (changed: Readonly<Record<string, string>> = {}) =>
  new Map(
    [...COUNTRIES].map((code) => [
      code,
      changed[code] ?? (list.countries.includes(code) ? "ALLOW" : "BLOCK"),
    ]),
  );

const well: ProtectFacts = {
  accountDefault: "protect-1",
  ownId: "protect-1",
  rules: new Map(CAPABILITIES.map((capability) => [capability, blocked()])),
};

const problems = (changed: Partial<ProtectFacts>, wanted: AllowList | undefined = list) =>
  protectProblems(wanted, { ...well, ...changed }, "eu-west-1");

test("nothing is wrong where all is as configured, or nothing is configured", () => {
  expect(problems({})).toEqual([]);
  expect(protectProblems(undefined, { ...well, accountDefault: undefined }, "eu-west-1")).toEqual(
    [],
  );
});

test.each([
  [
    "nothing is deployed",
    { ownId: undefined },
    "no stack has locked them",
    "deploy SmsPumpingProtect",
  ],
  [
    "the account has no default",
    { accountDefault: undefined },
    "texts go to every country",
    "set-account-default-protect-configuration --protect-configuration-id protect-1 --region eu-west-1",
  ],
  [
    "the default is another one",
    { accountDefault: "protect-2" },
    "is protect-2, not the stack's protect-1",
    "--protect-configuration-id protect-1",
  ],
  [
    "AWS tells no rules",
    { rules: new Map() },
    "no country rules",
    "GetProtectConfigurationCountryRuleSet",
  ],
])("fails where %s, with a remedy", (_, changed, problem, remedy) => {
  const found = problems(changed);
  expect(found).toHaveLength(1);
  expect(found[0]?.level).toBe("fail");
  expect(found[0]?.problem).toContain(problem);
  expect(found[0]?.remedy).toContain(remedy);
});

test("fails where a country may be texted that should not, and warns of one that is refused", () => {
  const sms = blocked({ UZ: "ALLOW", TJ: "MONITOR", CA: "BLOCK" });
  const found = problems({ rules: new Map([...well.rules, ["SMS", sms]]) });
  expect(found.map(({ level, problem }) => [level, problem])).toEqual([
    ["warn", "SMS: 1 country not ALLOW as configured: CA"],
    ["fail", "SMS: 2 countries not BLOCK as configured: TJ, UZ"],
  ]);
});

test("warns of calls, and says nothing of kinds of messages that the Region lacks", () => {
  const voice = blocked({ UZ: "ALLOW" });
  const rules = new Map([
    ["SMS", blocked()],
    ["VOICE", voice],
  ] as const);
  const found = problems({ rules });
  expect(found.map(({ level }) => level)).toEqual(["warn"]);
  expect(found[0]?.problem).toMatch(/^VOICE: 1 country not BLOCK/);
});

test("a lock that only watches has other rules", () => {
  const found = problems({}, { ...list, mode: "monitor" });
  expect(found[0]).toMatchObject({ level: "warn" });
  expect(found[0]?.problem).toMatch(
    /^SMS: \d+ countries not MONITOR as configured: AD, AE, .* more$/,
  );
});
