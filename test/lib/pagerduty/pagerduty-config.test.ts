import { pagerDutySchema } from "../../../lib/pagerduty/pagerduty-config";
import { deployConfig } from "../synth";

const refusal = (pagerDuty: unknown): string => {
  try {
    deployConfig({ pagerDuty });
    return "";
  } catch (error) {
    return String(error);
  }
};

test("a secret is enough: the service region is the American one, and drills wake nobody", () => {
  expect(pagerDutySchema.parse({ secret: "sms-pumping/pagerduty" })).toEqual({
    secret: "sms-pumping/pagerduty",
    region: "us",
    drills: false,
  });
});

test.each([
  [{}, /pagerDuty\.secret.*give the name or the ARN of a secret/],
  [{ secret: "no such name!" }, /pagerDuty\.secret.*such as sms-pumping\/pagerduty/],
  [{ secret: "arn:aws:secretsmanager:us-east-1:1:secret:x" }, /give the whole ARN/],
  [{ secret: "s", region: "events.example.com" }, /pagerDuty\.region.*give us or eu/],
  [{ secret: "s", drills: "yes" }, /pagerDuty\.drills.*give true or false/],
  [{ secret: "s", key: "x" }, /unknown key key/],
])("refuses %j, with what to give instead", (given, said) => {
  expect(refusal(given)).toMatch(said);
});

test("refuses the key itself, and does not repeat it", () => {
  const key = "R0123456789abcdefABCDEF012345678";
  expect(refusal({ secret: key })).toMatch(/this looks like the key itself/);
  expect(refusal({ secret: key })).not.toContain(key);
});
