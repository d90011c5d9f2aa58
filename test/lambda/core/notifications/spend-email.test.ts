import fc from "fast-check";
import { absent, NEVER_PUBLISHED, type Figure } from "../../../../lambda/core/spend/figure";
import {
  spendEmail,
  type RaisedAlarm,
  type SpendNews,
} from "../../../../lambda/core/notifications/spend-email";
import { HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import type { SpendFigures } from "../../../../lambda/core/spend/spend-figures";
import { spendFiguresAt } from "../../../support/spend-figures";

const NOW = Date.parse("2026-11-17T04:51:00Z");

const raised = (id: string, atMs = NOW): RaisedAlarm => ({
  name: `SmsPumpingSpend-${id}`,
  meaning: `What ${id} means.`,
  runbook: `docs/runbooks/spend-${id}.md`,
  atMs,
});

const newsOf = (
  replaced: Partial<SpendFigures> = {},
  news: Partial<SpendNews> = {},
): SpendNews => ({
  figures: spendFiguresAt(NOW, replaced),
  account: "111122223333",
  region: "eu-west-1",
  monthlyBudgetUsd: 500,
  alarms: [raised("money-fast")],
  ...news,
});

const email = (replaced?: Partial<SpendFigures>, news?: Partial<SpendNews>) =>
  spendEmail(newsOf(replaced, news), NOW);
const firstLine = (replaced?: Partial<SpendFigures>, news?: Partial<SpendNews>) =>
  email(replaced, news).body.split("\n")[0];

test("the cost owner's e-mail begins with what is spent, the month's end and the budget", () => {
  expect(firstLine()).toBe(
    "$812 spent on texts this month; it will end at about $1,904, $1,404 over its budget of $500.",
  );
  expect(firstLine({}, { monthlyBudgetUsd: 1904 })).toMatch(/, within its budget of \$1,904\.$/);
  expect(email().subject).toBe(
    "SMS spend: $812 this month, $1,904 at its end, budget $500 (eu-west-1)",
  );
});

test("it says why a figure is absent, and always names the budget", () => {
  expect(firstLine({ projectedMonthEnd: absent("less than a day is known") })).toBe(
    "$812 spent on texts this month of a budget of $500; its end is not known: less than a day is known.",
  );
  const unknown = { thisMonth: NEVER_PUBLISHED, projectedMonthEnd: NEVER_PUBLISHED };
  expect(firstLine(unknown)).toBe(
    "What texts cost this month is not known: AWS has published no such metric yet. The budget is $500.",
  );
  expect(email(unknown).subject).toBe("SMS spend: sum not known, budget $500 (eu-west-1)");
});

test("every figure that is older than AWS's usual rhythm carries its age", () => {
  const figuresOf = (hours: number): Partial<SpendFigures> => {
    const known = (value: number) => ({ value, asOfMs: NOW - hours * HOUR_MS });
    return {
      thisMonth: known(812),
      lastHour: known(41),
      last24Hours: known(96),
      projectedMonthEnd: known(1904),
      currentMonthEnd: known(4000),
      hoursToLimit: known(29),
    };
  };
  const { body, subject } = email(figuresOf(23));
  expect(subject).toContain("$812 this month (23 h old), ");
  expect(body.split("\n").slice(0, 4)).toEqual([
    "$812 spent on texts this month (23 h old); it will end at about $1,904 (23 h old), $1,404 over its budget of $500.",
    "That is at the pace of a usual day: at the pace of the last 24 h (23 h old) it will end at about $4,000, $3,500 over its budget of $500.",
    "NOW    $41 in the last hour (23 h old), usually $2.50; $96 in 24 h (23 h old).",
    "CAP    of $2,000 (Amazon SNS) is reached in 29 h at the present pace (23 h old); then real texts stop too.",
  ]);
  const fresh = email(figuresOf(1.4));
  expect(fresh.subject + fresh.body).not.toMatch(/ old\)/);
});

test("then come the pace, the limit, the countries, the place and the alarm", () => {
  const { body } = email();
  expect(body).toContain("\nNOW    $41 in the last hour, usually $2.50; $96 in 24 h.\n");
  expect(body).toContain(
    "\nCAP    of $2,000 (Amazon SNS) is reached in 28 h 58 min at the present pace",
  );
  expect(body).toContain("\nSENT   1,263 in 24 h by SNS, 19 % delivered: UZ 812 (new, 12 %)");
  expect(body).toContain(
    "\nWHERE  account 111122223333, eu-west-1, money of Amazon SNS; figures of 2026-",
  );
  expect(body).toContain(
    "\nWHY    SmsPumpingSpend-money-fast went off at 2026-11-17 04:51 UTC.\n       What money-fast means.\n",
  );
});

test("beside the hour stands what its texts will have cost, where AWS has not charged them yet", () => {
  const estimated = (usd: number) =>
    email({ estimatedHour: { value: usd, asOfMs: NOW - 5 * MINUTE_MS } }).body;
  expect(estimated(52)).toContain(
    "\nNOW    $41 in the last hour, about $52 with texts not charged yet, usually $2.50; $96 in 24 h.\n",
  );
  expect(estimated(42)).toContain("\nNOW    $41 in the last hour, usually $2.50;");
});

test("below the limit of SNS stand those of AWS End User Messaging, or why they are not known", () => {
  const limitsOf = (limit: Figure, name: string): Partial<SpendFigures> => ({
    limits: [{ service: "end-user-messaging", name, limit }],
  });
  const voice = { value: 50, asOfMs: NOW };
  expect(email(limitsOf(voice, "VOICE_MESSAGE_MONTHLY_SPEND_LIMIT")).body).toContain(
    "\n       End User Messaging's own limits: voice $50; whether SNS shares that for texts is not confirmed.\n",
  );
  const refused = absent("DescribeSpendLimits failed: AccessDeniedException");
  expect(email(limitsOf(refused, "DescribeSpendLimits")).body).toContain(
    "\n       End User Messaging's own limits are not known: DescribeSpendLimits failed: AccessDeniedException.\n",
  );
  expect(email().body).not.toContain("own limits");
});

test("it ends with the runbook and the dashboard", () => {
  const dashboardUrl = "https://console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/Spend";
  expect(email({}, { dashboardUrl }).body).toMatch(
    /\n\nRunbook: docs\/runbooks\/spend-money-fast\.md\nDashboard: https:\/\/\S+\/Spend\n$/,
  );
  expect(email().body).toMatch(/\nRunbook: docs\/runbooks\/spend-money-fast\.md\n$/);
});

describe("of alarms that went off together", () => {
  const together = ["money-fast", "limit-near", "budget-100-percent", "budget-80-percent"];

  test("it explains two, with the runbook of each, and names the others", () => {
    const { body } = email({}, { alarms: together.map((id) => raised(id)) });
    expect(body).toContain(
      [
        "WHY    SmsPumpingSpend-money-fast went off at 2026-11-17 04:51 UTC.",
        "       What money-fast means.",
        "       SmsPumpingSpend-limit-near went off at 2026-11-17 04:51 UTC.",
        "       What limit-near means.",
        "       Also: SmsPumpingSpend-budget-100-percent, SmsPumpingSpend-budget-80-percent.",
      ].join("\n"),
    );
    expect(body.match(/Runbook: /g)).toHaveLength(2);
  });

  test("one that went off twice is told once, of the last time", () => {
    const alarms = [raised("money-fast"), raised("money-fast", NOW + 60_000)];
    const { body } = email({}, { alarms });
    expect(body.match(/money-fast went off at 2026-11-17 04:52 UTC/g)).toHaveLength(1);
    expect(body).not.toContain("04:51 UTC.\n       What");
    expect(body.match(/Runbook: /g)).toHaveLength(1);
  });

  test("runbooks that are the same are linked once", () => {
    const runbook = "docs/runbooks/spend-budget.md";
    const alarms = ["budget-100-percent", "budget-80-percent"].map((id) => ({
      ...raised(id),
      runbook,
    }));
    expect(email({}, { alarms }).body.match(/Runbook: /g)).toHaveLength(1);
  });
});

test("it names no limit that nobody tells, nor an hour that is not known", () => {
  const { body } = email({
    limit: absent("AWS tells no MonthlySpendLimit, and none is configured"),
    lastHour: absent("the metric is 3 h old"),
    last24Hours: absent("the metric is 3 h old"),
    usualHour: absent("fewer than 3 days are known"),
  });
  expect(body).toContain("CAP    the limit of Amazon SNS is not known");
  expect(body).toContain("NOW    last hour not known (the metric is 3 h old); 24 h not known.");
});

test("its subject and lines stay short and plain whatever the figures are", () => {
  const usd = fc.double({ min: 0, max: 1e7, noNaN: true });
  const alarms = fc
    .array(fc.stringMatching(/^[a-z0-9-]{1,40}$/), { minLength: 1, maxLength: 20 })
    .map((ids) => ids.map((id) => raised(id)));
  fc.assert(
    fc.property(usd, usd, usd, usd, alarms, (spent, end, budget, limit, raisedAlarms) => {
      const value = (of: number) => ({ value: of, asOfMs: NOW });
      const { subject, body } = email(
        { thisMonth: value(spent), projectedMonthEnd: value(end), limit: value(limit) },
        {
          monthlyBudgetUsd: budget,
          alarms: raisedAlarms,
          dashboardUrl: "https://console.aws.amazon.com/cloudwatch",
        },
      );
      expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
      const lines = body.trimEnd().split("\n");
      expect(lines.length).toBeLessThan(25);
      for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]{0,130}$/);
    }),
  );
});
