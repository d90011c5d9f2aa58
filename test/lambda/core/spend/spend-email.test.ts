import fc from "fast-check";
import { absent, NEVER_PUBLISHED } from "../../../../lambda/core/spend/figure";
import { spendEmail, type SpendNews } from "../../../../lambda/core/spend/spend-email";
import type { SpendFigures } from "../../../../lambda/core/spend/spend-figures";
import { spendFiguresAt } from "../../../support/spend-figures";

const NOW = Date.parse("2026-11-17T04:51:00Z");

const newsOf = (
  replaced: Partial<SpendFigures> = {},
  news: Partial<SpendNews> = {},
): SpendNews => ({
  figures: spendFiguresAt(NOW, replaced),
  account: "111122223333",
  region: "eu-west-1",
  monthlyBudgetUsd: 500,
  alarm: {
    name: "SmsPumpingSpend-money-fast",
    meaning: "Texts have cost far more in the last hour than is usual at this time of day.",
  },
  runbook: "docs/runbooks/sms-spend.md",
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

test("then come the pace, the limit, the countries, the place and the alarm", () => {
  const { body } = email();
  expect(body).toContain("\nNOW    $41 in the last hour, usually $2.50; $96 in 24 h.\n");
  expect(body).toContain("\nCAP    of $2,000 is reached in 28 h 58 min at the present pace");
  expect(body).toContain("\nSENT   1,263 in 24 h, 19 % delivered: UZ 812 (new, 12 %)");
  expect(body).toContain("\nWHERE  account 111122223333, eu-west-1, Amazon SNS; figures of 2026-");
  expect(body).toContain("\nWHY    SmsPumpingSpend-money-fast went off.\n");
});

test("it names no limit that nobody tells, nor an hour that is not known", () => {
  const { body } = email({
    limit: absent("AWS tells no MonthlySpendLimit, and none is configured"),
    lastHour: absent("the metric is 3 h old"),
    last24Hours: absent("the metric is 3 h old"),
    usualHour: absent("fewer than 3 days are known"),
  });
  expect(body).toContain("CAP    AWS's own limit is not known");
  expect(body).toContain("NOW    last hour not known (the metric is 3 h old); 24 h not known.");
});

test("its subject and lines stay short and plain whatever the figures are", () => {
  const usd = fc.double({ min: 0, max: 1e7, noNaN: true });
  fc.assert(
    fc.property(usd, usd, usd, usd, (spent, end, budget, limit) => {
      const value = (of: number) => ({ value: of, asOfMs: NOW });
      const { subject, body } = email(
        { thisMonth: value(spent), projectedMonthEnd: value(end), limit: value(limit) },
        { monthlyBudgetUsd: budget, dashboardUrl: "https://console.aws.amazon.com/cloudwatch" },
      );
      expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
      const lines = body.trimEnd().split("\n");
      expect(lines.length).toBeLessThan(25);
      for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]{0,130}$/);
    }),
  );
});
