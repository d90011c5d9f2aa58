import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { RegionInfo } from "aws-cdk-lib/region-info";
import { ConfigError } from "../../lambda/core/model/config";
import { spendSettings } from "../../lambda/core/spend/spend-settings";
import { parseDeployConfig } from "../../lib/config";
import { LOG_PERIODS } from "../../lib/config-value";
import { REGIONS } from "../../lib/regions";
import { least } from "./synth";

const refusal = (input: unknown): string => {
  try {
    parseDeployConfig(input);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  return "accepted";
};

test("needs to be told who is e-mailed and what the budget is, and nothing else", () => {
  expect(parseDeployConfig(least)).toMatchObject({
    ...least,
    pipelineEmails: ["oncall@example.com"],
    drillEmails: [],
    budgetShares: [50, 80, 100],
    limitShares: [80, 95],
    smsVoiceSpend: false,
    trail: false,
    trailManagementEvents: true,
    logRetentionDays: 30,
    spendRegions: [],
    detection: true,
    spend: { monthlyBudgetUsd: 100, limitHours: 6, timesUsual: 4, countryMinutes: 5 },
    detector: { quietMinutes: 30 },
    tuning: {
      detect: { batchSize: 60, maxReceives: 10 },
      sweep: { everyMinutes: 5 },
      compositeAlarm: true,
    },
  });
});

test("the spend guard works by the budget, the limit and what is chosen beside them", () => {
  const spend = { limitHours: 12, hourFloorUsd: 20, countryMinutes: 60 };
  expect(parseDeployConfig({ ...least, spendLimitUsd: 500, spend }).spend).toEqual({
    ...spendSettings({ monthlyBudgetUsd: 100 }),
    ...spend,
    spendLimitUsd: 500,
  });
});

test("a budget below the guard's own floors is no mistake", () => {
  const { spend } = parseDeployConfig({ ...least, monthlyBudgetUsd: 0.5 });
  expect(spend.hourFloorUsd).toBe(1);
  expect(spend.projectionFloorUsd).toBe(0.5);
});

test.each(["UTC", "Europe/Berlin", "america/new_york", "Asia/Calcutta", "Etc/GMT+3"])(
  "functions may log in the time zone %s",
  (TZ) => {
    const environment = { TZ, POWERTOOLS_LOG_LEVEL: "DEBUG" };
    expect(parseDeployConfig({ ...least, tuning: { environment } }).tuning.environment).toEqual(
      environment,
    );
  },
);

test("refuses more variables than Lambda has room for", () => {
  const environment = { A1: "x".repeat(3000) };
  expect(refusal({ ...least, tuning: { environment } })).toContain("give at most 3000 characters");
});

test("an empty list of pipeline e-mails means nobody", () => {
  expect(parseDeployConfig({ ...least, pipelineEmails: [] }).pipelineEmails).toEqual([]);
});

test.each([
  [
    "nothing",
    undefined,
    "configuration: got nothing; give an object with the keys of docs/deploy.md",
  ],
  ["a text", "x", 'configuration: got "x"; give an object with the keys of docs/deploy.md'],
])("refuses %s for a configuration", (_, input, message) => {
  expect(refusal(input)).toBe(message);
});

test.each([
  ["no budget", { monthlyBudgetUsd: 0 }, "monthlyBudgetUsd: got 0; give US dollars, more than 0"],
  [
    "a negative budget",
    { monthlyBudgetUsd: -5 },
    "monthlyBudgetUsd: got -5; give US dollars, more than 0",
  ],
  [
    "a budget in words",
    { monthlyBudgetUsd: "100" },
    'monthlyBudgetUsd: got "100"; give US dollars, more than 0',
  ],
  [
    "a limit of nothing",
    { spendLimitUsd: 0 },
    "spendLimitUsd: got 0; give US dollars, more than 0",
  ],
  [
    "shares out of order",
    { budgetShares: [80, 50] },
    "budgetShares: got [80,50]; give each percentage once, the smallest first",
  ],
  [
    "a share given twice",
    { limitShares: [80, 80] },
    "limitShares: got [80,80]; give each percentage once, the smallest first",
  ],
  [
    "a share above the limit",
    { limitShares: [80, 120] },
    "limitShares.1: got 120; give a whole number of percent from 1 to 100",
  ],
  [
    "a Region that does not exist",
    { spendRegions: ["us-east-1", "eu-west-9"] },
    'spendRegions.1: got "eu-west-9"; give a Region: did you mean eu-west-1?',
  ],
  [
    "a Region of nowhere",
    { spendRegions: ["Frankfurt"] },
    'spendRegions.0: got "Frankfurt"; give a Region, such as eu-west-1',
  ],
  [
    "a Region given twice",
    { spendRegions: ["eu-west-1", "eu-west-1"] },
    'spendRegions: got ["eu-west-1","eu-west-1"]; give each Region once',
  ],
  [
    "a limit that is never near",
    { spend: { limitHours: 0 } },
    "spend.limitHours: got 0; give a whole number of hours from 1 to 168",
  ],
  [
    "a level below the usual one",
    { spend: { timesUsual: 1 } },
    "spend.timesUsual: got 1; give times the usual level from 1.5 to 100",
  ],
  [
    "a share of the budget in percent",
    { spend: { hourShareOfBudget: 2 } },
    "spend.hourShareOfBudget: got 2; give a share of the budget from 0.001 to 1",
  ],
  [
    "a negative floor",
    { spend: { hourFloorUsd: -1 } },
    "spend.hourFloorUsd: got -1; give US dollars, more than 0",
  ],
  [
    "an hour's floor above the month's budget",
    { spend: { hourFloorUsd: 101 } },
    "spend.hourFloorUsd: got 101; give at most monthlyBudgetUsd: above it the alarm comes too late",
  ],
  [
    "a projection that begins above the budget",
    { spend: { projectionFloorUsd: 150 } },
    "spend.projectionFloorUsd: got 150; give at most monthlyBudgetUsd: above it the alarm comes too late",
  ],
  [
    "a reading of countries between two runs",
    { spend: { countryMinutes: 12 } },
    "spend.countryMinutes: got 12; give a multiple of 5 minutes",
  ],
  [
    "an unknown key of the spend guard's",
    { spend: { limitHour: 6 } },
    "spend: got the unknown key limitHour; did you mean limitHours?",
  ],
  [
    "a spend guard in a word",
    { spend: "on" },
    'spend: got "on"; give an object with the keys of docs/deploy.md',
  ],
  [
    "a malformed address",
    { onCallEmails: ["oncall@example.com", "oncall"] },
    'onCallEmails.1: got "oncall"; give an e-mail address, such as oncall@example.com',
  ],
  [
    "an address given twice",
    { drillEmails: ["a@example.com", "a@example.com"] },
    'drillEmails: got ["a@example.com","a@example.com"]; give each address once',
  ],
  [
    "nobody on call",
    { onCallEmails: [] },
    "onCallEmails: got []; give at least one e-mail address",
  ],
  [
    "an unknown key",
    { monthlyBudgetUSD: 5 },
    "configuration: got the unknown key monthlyBudgetUSD; did you mean monthlyBudgetUsd?",
  ],
  [
    "a retention that CloudWatch does not know",
    { logRetentionDays: 31 },
    "logRetentionDays: got 31; give one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653",
  ],
  ["yes for true", { trail: "yes" }, 'trail: got "yes"; give true or false'],
  [
    "a wrong key of the detector's",
    { detector: { quietMinutes: 1 } },
    "detector.quietMinutes: got 1; give a whole number from 5 to 1440",
  ],
  [
    "an unknown key of the detector's",
    { detector: { foo: 1 } },
    "detector: got the unknown key foo; remove it or correct its spelling",
  ],
  [
    "a misspelt rule of the detector's",
    { detector: { rules: { "cognito-sms-brust": {}, "sms-spend": {} } } },
    "detector.rules: got the unknown rule cognito-sms-brust; did you mean cognito-sms-burst?",
  ],
  [
    "a key of the detector's beside the detector",
    { quietMinutes: 30 },
    "configuration: got the unknown key quietMinutes; give it as detector.quietMinutes",
  ],
  [
    "several unknown keys, with a line for each",
    { trial: true, spendRegion: [] },
    "configuration: got the unknown key trial; did you mean trail?\n" +
      "configuration: got the unknown key spendRegion; did you mean spendRegions?",
  ],
  [
    "a message that shows up again while it is worked on",
    { tuning: { detect: { visibilitySeconds: 3 } } },
    "tuning.detect.visibilitySeconds: got 3; give at least timeoutSeconds, or leave it out",
  ],
  [
    "no time for Elastic to answer",
    { tuning: { forward: { timeoutSeconds: 14 } } },
    "tuning.forward.timeoutSeconds: got 14; give at least 15 seconds: the last 10 are kept for what Elastic has refused",
  ],
  [
    "a misspelt time zone, which the logger would take for UTC",
    { tuning: { environment: { TZ: "Europe/Belrin" } } },
    'tuning.environment.TZ: got "Europe/Belrin"; give an IANA time zone: did you mean Europe/Berlin?',
  ],
  [
    "an offset for a time zone",
    { tuning: { environment: { TZ: "+02:00" } } },
    'tuning.environment.TZ: got "+02:00"; give an IANA time zone, such as Europe/Berlin',
  ],
  [
    "a variable that Lambda sets itself",
    { tuning: { environment: { AWS_REGION: "eu-west-1" } } },
    'tuning.environment.AWS_REGION: got "eu-west-1"; give another name: Lambda sets this one itself',
  ],
  [
    "a name that no variable has",
    { tuning: { environment: { "LOG-LEVEL": "DEBUG" } } },
    'tuning.environment.LOG-LEVEL: got "DEBUG"; give a name of letters, digits and underscores, a letter first',
  ],
  [
    "a large batch that cannot fill up",
    { tuning: { notify: { batchSize: 11 } } },
    "tuning.notify.batchWindowSeconds: got nothing; give at least 1 second for batches of more than 10",
  ],
])("refuses %s", (_, change, message) => {
  expect(refusal({ ...least, ...change })).toBe(message);
});

test("names everything that is wrong at once", () => {
  const detector = { quietMinutes: 1, rules: { "otp-send": {}, none: {} } };
  const lines = refusal({ ...least, monthlyBudgetUsd: 0, detector }).split("\n");
  expect(lines).toEqual([
    "monthlyBudgetUsd: got 0; give US dollars, more than 0",
    "detector.quietMinutes: got 1; give a whole number from 5 to 1440",
    expect.stringMatching(/^detector.rules: got the unknown rule otp-send; give one of /),
    expect.stringMatching(/^detector.rules: got the unknown rule none; give one of .*sms-spend/),
  ]);
});

test("knows the Regions and the periods of logs that the CDK knows", () => {
  expect([...REGIONS]).toEqual(RegionInfo.regions.map(({ name }) => name));
  const days = Object.values(RetentionDays).filter(
    (period) => typeof period === "number" && period !== RetentionDays.INFINITE,
  );
  expect([...LOG_PERIODS]).toEqual(days);
});

test("refuses a pager where attacks are not looked for: it would page nobody", () => {
  const pagerDuty = { secret: "sms-pumping/pagerduty" };
  expect(refusal({ ...least, pagerDuty })).toBe("accepted");
  expect(refusal({ ...least, pagerDuty, detection: false })).toContain(
    "give none, or set detection to true",
  );
});
