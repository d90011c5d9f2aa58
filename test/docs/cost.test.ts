import { readFileSync } from "node:fs";
import { join } from "node:path";
import { absent } from "../../lambda/core/spend/figure";
import { metricQueries } from "../../lambda/core/spend/metric-queries";
import { NO_POINTS } from "../../lambda/core/spend/series";
import { spendFigures } from "../../lambda/core/spend/spend-figures";
import { SPEND_METRICS } from "../../lambda/core/model/spend-metric";
import { spendMetrics } from "../../lambda/core/spend/spend-metrics";
import { spendSettings } from "../../lambda/core/spend/spend-settings";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { resourcesOf, spendTemplate } from "../lib/synth";
import { spendFiguresAt } from "../support/spend-figures";

const page = readFileSync(join(__dirname, "../../docs/cost.md"), "utf8");

interface Row {
  readonly part: string;
  readonly count: number;
  readonly price: number;
  /** What stands in the columns of money, in cents. */
  readonly cents: readonly number[];
}

const number = (text = ""): number => Number(text.replace(/[,$*]/g, ""));
const cents = (text: string): number => Math.round(number(text) * 100);

/** The rows of a table of the page; `9 x $0.30` is a count and a price, `/ 1,000` a part of it. */
function table(name: string): readonly Row[] {
  const text = page.split(`<!-- cost:${name} -->`)[1]!.split(`<!-- /cost:${name} -->`)[0]!;
  const rows = text.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((line) => {
    const [part = "", arithmetic = "", ...money] = line.split("|").slice(1, -1);
    const [, count, price, per] =
      /^([\d.,]+) x \$([\d.]+)(?: \/ ([\d,]+))?$/.exec(arithmetic.trim()) ?? [];
    return {
      part: part.trim(),
      count: number(count),
      price: number(price) / (per === undefined ? 1 : number(per)),
      cents: money.map((each) => cents(each.trim())),
    };
  });
}

const region = table("region");
const countOf = (start: string): number => region.find(({ part }) => part.startsWith(start))!.count;

test.each([
  ["region", region],
  ["client", table("client")],
])("the table of a %s adds up, each row and all", (_, rows) => {
  const items = rows.slice(0, -1);
  for (const {
    count,
    price,
    cents: [month, ...idle],
  } of items) {
    expect(month).toBe(Math.round(count * price * 100));
    for (const each of idle) expect([0, month]).toContain(each);
  }
  const sums = rows.at(-1)!.cents;
  sums.forEach((sum, column) => {
    expect(sum).toBe(items.reduce((all, row) => all + row.cents[column]!, 0));
  });
});

describe("the page counts what there is:", () => {
  const template = spendTemplate();
  const howMany = (type: string): number => Object.keys(resourcesOf(template, type)).length;
  const at = Date.UTC(2026, 10, 17, 12);

  test("alarms", () => {
    expect(howMany("AWS::CloudWatch::Alarm")).toBe(countOf("alarms"));
    expect(howMany("AWS::CloudWatch::CompositeAlarm")).toBe(countOf("the composite"));
  });

  test("metrics of a month that sends, all there are, and none where nothing is sent", () => {
    const all = spendMetrics(spendFiguresAt(at, { spendSilentMs: 7 * 60 * MINUTE_MS })).map(
      ({ name }) => name,
    );
    expect([...all].sort()).toEqual([...SPEND_METRICS].sort());
    expect(page).toContain(`There are ${SPEND_METRICS.length}.`);
    const rare = ["HoursToSpendLimit", "NewCountries", "SpendMetricSilentHours"];
    expect(all.filter((name) => !rare.includes(name))).toHaveLength(countOf("metrics of ours"));
    const endsBefore = spendFiguresAt(at, { hoursToLimit: absent("the month ends before") });
    expect(spendMetrics(endsBefore).map(({ name }) => name)).not.toContain("HoursToSpendLimit");
    const idle = { spend: NO_POINTS, direct: NO_POINTS, countries: [], monthlySpendLimit: "100" };
    const settings = spendSettings({ monthlyBudgetUsd: 100 });
    expect(spendMetrics(spendFigures(idle, at, settings))).toEqual([]);
  });

  test("metrics that are asked for in 30 days", () => {
    const settings = spendSettings({ monthlyBudgetUsd: 100 });
    const countries = Array.from({ length: 10 }, (_, i) => ({
      country: `A${i}`,
      smsType: "Transactional",
    }));
    const reads = new Map<string, number>();
    for (let run = 0; run < 30 * 288; run++) {
      const calls = metricQueries(countries, at + run * 5 * MINUTE_MS, settings);
      for (const query of calls.flatMap(({ queries }) => queries)) {
        reads.set(query.reads, (reads.get(query.reads) ?? 0) + 1);
      }
    }
    const of = (what: string): number => reads.get(what) ?? 0;
    expect(of("spend") + of("direct")).toBe(countOf("spend and direct"));
    expect(of("messages") + of("success")).toBe(countOf("messages and success"));
  });

  test("what one country of AWS End User Messaging costs, and the alarms of smsVoiceSpend", () => {
    const settings = spendSettings({ monthlyBudgetUsd: 100 });
    const dollarsOf = (hasFeedback: boolean): string => {
      const country = [{ country: "UZ", hasFeedback }];
      const asked = metricQueries(country, at, settings).flatMap(({ queries }) => queries);
      return ((8640 * (asked.length - 2) * 0.01) / 1000).toFixed(2);
    };
    const said = `$${dollarsOf(false)} where AWS End User Messaging tells of it ($${dollarsOf(true)} with message feedback)`;
    expect(page.replaceAll("\n", " ")).toContain(said);
    const alarms = (changes: object): number =>
      Object.keys(resourcesOf(spendTemplate(changes), "AWS::CloudWatch::Alarm")).length;
    const added = [{}, { spendLimitUsd: 200 }].map(
      (limit) => alarms({ ...limit, smsVoiceSpend: true }) - alarms(limit),
    );
    expect(page).toContain(
      `${added[0]} alarms ($1.20) without a limit, ${added[1]} ($1.40) with one`,
    );
  });

  test("queues that Lambda asks, by five pollers every 20 seconds", () => {
    const asked = howMany("AWS::Lambda::EventSourceMapping") * 5 * 3 * 60 * 24 * 30;
    expect(asked).toBe(countOf("Lambda asking"));
  });
});
