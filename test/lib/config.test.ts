import { ConfigError } from "../../lambda/core/config";
import { parseDeployConfig } from "../../lib/config";

const least = {
  onCallEmails: ["oncall@example.com"],
  costOwnerEmails: ["cost-owner@example.com"],
  monthlyBudgetUsd: 100,
};

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
    detector: { quietMinutes: 30 },
    tuning: { detect: { batchSize: 60, maxReceives: 10 }, sweep: { everyMinutes: 5 } },
  });
});

test("an empty list of pipeline e-mails means nobody", () => {
  expect(parseDeployConfig({ ...least, pipelineEmails: [] }).pipelineEmails).toEqual([]);
});

test.each([
  ["nothing", undefined, "smsPumping: got nothing; give an object with the keys of docs/deploy.md"],
  ["a text", "x", 'smsPumping: got "x"; give an object with the keys of docs/deploy.md'],
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
    "smsPumping: got the unknown key monthlyBudgetUSD; remove it or correct its spelling",
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
    "a message that shows up again while it is worked on",
    { tuning: { detect: { visibilitySeconds: 3 } } },
    "tuning.detect.visibilitySeconds: got 3; give at least timeoutSeconds, or leave it out",
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
  expect(refusal({ ...least, monthlyBudgetUsd: 0, detector: { quietMinutes: 1 } })).toBe(
    "monthlyBudgetUsd: got 0; give US dollars, more than 0\n" +
      "detector.quietMinutes: got 1; give a whole number from 5 to 1440",
  );
});
