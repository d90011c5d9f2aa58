import { adviceFor, aftercareFor } from "../../../../lambda/core/notifications/advice";
import type { Incident, Share } from "../../../../lambda/core/incidents/incident";
import { findingOf, incidentFrom } from "../../../support/incidents";

const share = (value: string, part = 1): Share => ({ value, count: 10, share: part });
const incident = (known: Partial<Incident> = {}): Incident => incidentFrom(findingOf(), known);
const USER = "principal:arn:aws:iam::111122223333:user/team/deploy-bot";

describe("on an attack through Cognito", () => {
  test("one address is blocked by name", () => {
    expect(adviceFor(incident())[0]).toBe(
      "Block 203.0.113.77 in the pool's web ACL: https://console.aws.amazon.com/wafv2/homev2/ip-sets?region=us-east-1",
    );
  });

  test("two or three are blocked together, one network by its CIDR, the rest by rate", () => {
    const two = [share("192.0.2.1", 0.5), share("192.0.2.2", 0.5)];
    expect(adviceFor(incident({ addresses: two, addressCount: 2 }))[0]).toMatch(
      /^Block these addr/,
    );
    const many = { addresses: two, addressCount: 90 };
    expect(adviceFor(incident({ ...many, networks: [share("192.0.2.0/24", 0.5)] }))[0]).toMatch(
      /^Block 192\.0\.2\.0\/24 in/,
    );
    expect(adviceFor(incident({ ...many, networks: [share("192.0.2.0/24", 0.4)] }))[0]).toMatch(
      /^Add a rate limit or CAPTCHA in the pool's web ACL: .*web-acls/,
    );
  });
});

test("a sender is switched off on its own page of the console", () => {
  expect(adviceFor(incident({ target: USER }))[0]).toContain("#/users/details/deploy-bot");
  const role = { target: "principal:arn:aws:iam::111122223333:role/otp-sender" };
  expect(adviceFor(incident(role))[0]).toContain("#/roles/details/otp-sender");
  const odd = { target: "principal:arn:aws:iam::111122223333:role/a?b#c" };
  expect(adviceFor(incident(odd))[0]).toMatch(/iam\/home#\/home$/);
});

test("an alarm on spend is read, and its money compared once it is over", () => {
  const spend = incident({ target: "spend#us-east-1" });
  expect(adviceFor(spend)[0]).toBe(
    "Read the alarm: https://console.aws.amazon.com/cloudwatch/home?region=us-east-1#alarmsV2:",
  );
  expect(adviceFor(spend)[2]).toMatch(/^Or cap the cost: aws sns set-sms-attributes/);
  expect(aftercareFor(spend)[1]).toContain("smspump -- spend");
});

test("a web form is asked for a CAPTCHA, a user pool for no SMS", () => {
  expect(adviceFor(incident({ target: "web" }))[1]).toMatch(/CAPTCHA before each code: https/);
  expect(adviceFor(incident())[1]).toMatch(/switch SMS off in the pool: https/);
});

describe("on settings", () => {
  const KEY = "AKIAIOSFODNN7EXAMPLE";
  const settingsOf = (topEntity: string, action = "GetSMSAttributes"): Incident => {
    const known = incident({ target: "sms-settings" });
    const [rule] = known.rules;
    const calls = [{ action, outcome: "success" as const, userAgent: undefined, share: 1 }];
    return { ...known, rules: [{ ...rule!, topEntity }], calls };
  };

  test("an access key is looked up and switched off", () => {
    const [first, second, third] = adviceFor(settingsOf(KEY));
    expect(first).toMatch(new RegExp(`get-access-key-last-used --access-key-id ${KEY}$`));
    expect(second).toMatch(
      new RegExp(`--status Inactive --user-name NAME --access-key-id ${KEY}$`),
    );
    expect(third).toContain("cloudtrailv2/home");
  });

  test.each([
    ["SetSMSAttributes", "aws sns set-sms-attributes --attributes MonthlySpendLimit=N"],
    ["SetTextMessageSpendLimitOverride", "set-text-message-spend-limit-override --monthly-limit N"],
    ["DeleteProtectConfiguration", "describe-protect-configurations"],
    ["RequestServiceQuotaIncrease", "servicequotas/home/requests"],
    ["DisableRule", "npx cdk deploy"],
  ])("what %s did is put back", (action, command) => {
    const arn = "arn:aws:iam::111122223333:user/team/ana";
    const [first, second] = adviceFor(settingsOf(`${arn} ${action} thing`, action));
    expect(first).toMatch(/#\/users\/details\/ana$/);
    expect(second).toContain(command);
  });

  test("no command holds what is neither a key nor a principal", () => {
    const lines = adviceFor(settingsOf("x;reboot SetSMSAttributes thing", "SetSMSAttributes"));
    expect(lines.join("\n")).not.toContain("reboot");
  });

  test("once it is over, settings are checked rather than restored", () => {
    expect(aftercareFor(settingsOf(KEY))[2]).toMatch(/is as it was/);
  });
});

describe("links and commands", () => {
  test.each([
    ["eu-central-1", "console.aws.amazon.com", "?region=eu-central-1"],
    ["us-gov-west-1", "console.amazonaws-us-gov.com", "?region=us-gov-west-1"],
    ["cn-north-1", "console.amazonaws.cn", "?region=cn-north-1"],
  ])("are of the incident's Region: %s", (region, host, query) => {
    const [first, , third] = adviceFor(incident({ regions: [region] }));
    expect(first).toContain(`https://${host}/`);
    expect(first.endsWith(query)).toBe(true);
    expect(third.endsWith(` --region ${region}`)).toBe(true);
  });

  test.each([[[]], [["evil.example/?x"]], [["on-premises"]]])(
    "guess no Region where %j is known",
    (regions) => {
      const lines = adviceFor(incident({ regions }));
      expect(lines[0]).toMatch(/https:\/\/console\.aws\.amazon\.com\/wafv2\/homev2\/ip-sets$/);
      expect(lines.join("\n")).not.toMatch(/region/);
    },
  );
});

test("once it is over, nobody is told to act at once", () => {
  for (const target of ["client:a", "web", USER]) {
    const lines = aftercareFor(incident({ target }));
    expect(lines).toHaveLength(3);
    expect(lines.join("\n")).not.toMatch(/^Block|^Or cap/m);
    expect(lines[2]).toMatch(/undo it/);
  }
});
