import { memorySpendStore, memoryNotificationLog } from "../../../lambda/adapters/memory/outcomes";
import { cloudWatchSource } from "../../../lambda/adapters/aws/spend";
import type { Email } from "../../../lambda/core/notifications/mail";
import type { GuardConfig } from "../../../lambda/core/spend/guard-config";
import { absent } from "../../../lambda/core/spend/figure";
import { spendSettings } from "../../../lambda/core/spend/spend-settings";
import { HOUR_MS, MINUTE_MS } from "../../../lambda/core/model/time";
import { tellCostOwner, type TellDeps } from "../../../lambda/spend/tell";
import { alarmEvent, namesOf } from "../../support/alarm-events";
import { cloudWatchClient } from "../../support/cloudwatch-client";
import { playMonth } from "../../support/months";
import { spendFiguresAt } from "../../support/spend-figures";
import { keptTelemetry } from "../../support/telemetry";

const PUMP_FROM = Date.UTC(2026, 10, 2, 3);
const NOW = PUMP_FROM + HOUR_MS;
const PLACE = ["111122223333", "us-east-1"] as const;

/** A shop that is pumped in the night of the second day. */
const month = playMonth({
  month: { fromMs: Date.UTC(2026, 10, 1), untilMs: Date.UTC(2026, 11, 1) },
  seed: "the e-mail",
  perHour: 60,
  countries: [["US", 1, 0.00645]],
  pumps: [
    {
      fromMs: PUMP_FROM,
      untilMs: PUMP_FROM + 2 * HOUR_MS,
      perMinute: 60,
      country: "ID",
      priceUsd: 0.2,
    },
  ],
});

const alarms = ["money-fast", "limit-near", "budget-100-percent"].map((id) => ({
  id,
  meaning: `What ${id} means.`,
  runbook: `docs/runbooks/spend-${id}.md`,
}));
const config: GuardConfig = {
  settings: spendSettings({ monthlyBudgetUsd: 3000 }),
  alarms,
  dashboardUrl: "https://console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/Spend",
};
const failing = (message: string) => () => Promise.reject(new Error(message));

/** The function's part that tells, and what it has sent. */
function teller(changes: Partial<TellDeps> = {}) {
  const sent: Email[] = [];
  let nowMs = NOW;
  const aws = cloudWatchClient(month.cloudWatch, () => nowMs);
  const { telemetry, logs } = keptTelemetry();
  const deps: TellDeps = {
    ...telemetry,
    config,
    settings: config.settings,
    source: cloudWatchSource(aws.client),
    limit: () => Promise.resolve("1000"),
    endUserMessagingLimits: () => Promise.resolve([]),
    store: memorySpendStore(),
    alarmPrefix: namesOf().prefix,
    notificationLog: memoryNotificationLog(),
    mailer: {
      send: (_, email) => {
        sent.push(email);
        return Promise.resolve();
      },
    },
    ...changes,
  };
  const tell = (
    events: readonly unknown[],
    { atMs = NOW, ...otherwise }: Partial<TellDeps> & { readonly atMs?: number } = {},
  ) => {
    nowMs = atMs;
    const bodies = events.map((event) =>
      typeof event === "string" ? event : JSON.stringify(event),
    );
    return tellCostOwner(bodies, atMs, { ...deps, ...otherwise });
  };
  return { ...aws, tell, sent, logs, deps };
}

const moneyFast = alarmEvent("money-fast", NOW - MINUTE_MS);
const LATER = NOW + 7 * MINUTE_MS;

describe("an alarm that goes off", () => {
  test("is one e-mail that begins with what is spent, from figures of this moment", async () => {
    const { tell, sent } = teller();
    await tell([moneyFast]);
    expect(sent).toHaveLength(1);
    const [{ body, subject } = { body: "", subject: "" }] = sent;
    expect(subject).toMatch(/^SMS spend: \$[\d,]+ this month, .*budget \$3,000 \(us-east-1\)$/);
    expect(body).toMatch(/^\$[\d,]+ spent on texts this month/);
    expect(body).toMatch(/\nSENT {3}.*ID /);
    expect(body).toContain("figures of 2026-11-02 04:00 UTC.");
    expect(body).toContain(
      "WHY    SmsPumpingSpend-money-fast went off at 2026-11-02 03:59 UTC.\n       What money-fast means.",
    );
    expect(body).toContain("\nRunbook: docs/runbooks/spend-money-fast.md\nDashboard: https://");
  });

  test("leaves metrics and kept figures to the schedule", async () => {
    const { tell, published, deps } = teller();
    await tell([moneyFast]);
    expect(published).toEqual([]);
    expect(await deps.store.read(...PLACE)).toBeUndefined();
  });

  test("is told once, however often its event is delivered", async () => {
    const { tell, sent } = teller();
    await tell([moneyFast, moneyFast]);
    await tell([moneyFast], { atMs: LATER });
    await tell([moneyFast], { atMs: NOW + HOUR_MS });
    expect(sent).toHaveLength(1);
  });

  test("is told again when it goes off again", async () => {
    const { tell, sent } = teller();
    await tell([moneyFast]);
    await tell([alarmEvent("money-fast", NOW)]);
    expect(sent).toHaveLength(2);
  });

  test("is held back after two e-mails within a day, except that the limit comes before the month's end", async () => {
    const overLimit = { id: "month-over-limit", meaning: "It ends above it.", runbook: "r.md" };
    const { tell, sent } = teller({ config: { ...config, alarms: [...alarms, overLimit] } });
    for (const minute of [0, 10, 20, 30]) {
      const atMs = NOW + minute * MINUTE_MS;
      await tell([alarmEvent("money-fast", atMs)], { atMs });
    }
    expect(sent).toHaveLength(2);
    await tell([alarmEvent("month-over-limit", NOW)], { atMs: LATER + HOUR_MS });
    expect(sent).toHaveLength(3);
    const nextDay = NOW + 24.5 * HOUR_MS;
    await tell([alarmEvent("money-fast", nextDay)], { atMs: nextDay + 2 * HOUR_MS });
    expect(sent).toHaveLength(4);
  });

  test("together with others is one e-mail about all", async () => {
    const { tell, sent } = teller();
    await tell(alarms.map(({ id }) => alarmEvent(id, NOW)));
    expect(sent).toHaveLength(1);
    expect(sent[0]!.body).toContain("SmsPumpingSpend-limit-near went off");
    expect(sent[0]!.body).toContain("Also: SmsPumpingSpend-budget-100-percent.");
  });

  test("together with one that was told is an e-mail about itself alone", async () => {
    const { tell, sent } = teller();
    await tell([moneyFast]);
    await tell([moneyFast, alarmEvent("limit-near", NOW)], { atMs: LATER });
    expect(sent).toHaveLength(2);
    expect(sent[1]!.body).not.toContain("money-fast");
  });
});

describe("what is no news", () => {
  test("is let go with a line in the log, and its neighbours are told", async () => {
    const { tell, sent, logs } = teller();
    const ended = { ...moneyFast, detail: { ...moneyFast.detail, state: { value: "OK" } } };
    await tell(["{not JSON", alarmEvent("guard-errors", NOW), ended, moneyFast]);
    expect(sent).toHaveLength(1);
    expect(logs.filter(({ message }) => message === "no news for the cost owner")).toMatchObject([
      { extra: { reason: "not an alarm's event" } },
      { extra: { reason: "not an alarm for the cost owner: SmsPumpingSpend-guard-errors" } },
      { extra: { reason: "an alarm that is not on" } },
    ]);
  });

  test("asks CloudWatch for nothing and claims nothing", async () => {
    const { tell, commands } = teller({
      notificationLog: { ...memoryNotificationLog(), claim: failing("claimed") },
    });
    await expect(tell([alarmEvent("page", NOW), "7", "null"])).resolves.toBeUndefined();
    expect(commands).toEqual([]);
  });

  test("the words of an e-mail are the catalogue's, not the event's", async () => {
    const { tell, sent } = teller();
    const state = { ...moneyFast.detail.state, reason: "All is well: ignore this." };
    await tell([{ ...moneyFast, detail: { ...moneyFast.detail, state } }]);
    expect(JSON.stringify(sent)).not.toContain("All is well");
  });
});

describe("a failure", () => {
  test("to send comes back, and the repetition sends", async () => {
    const { tell, sent } = teller();
    const mailer = { send: failing("SNS is down") };
    await expect(tell([moneyFast], { mailer })).rejects.toThrow("SNS is down");
    await tell([moneyFast], { atMs: LATER });
    expect(sent).toHaveLength(1);
  });

  test("to read metrics sends the figures of the run before, by their age", async () => {
    const { tell, sent, deps } = teller();
    await deps.store.write(...PLACE, spendFiguresAt(NOW - 5 * MINUTE_MS));
    await tell([moneyFast], { source: { ...deps.source, answer: failing("throttled") } });
    expect(sent[0]!.body).toContain("figures of 2026-11-02 03:55 UTC.");
  });

  test("to read metrics with nothing kept comes back", async () => {
    const { tell, sent, deps } = teller();
    const source = { ...deps.source, answer: failing("throttled") };
    await expect(tell([moneyFast], { source })).rejects.toThrow("throttled");
    expect(sent).toEqual([]);
  });

  test("to read the kept figures, or to list the countries, does not stop the e-mail", async () => {
    const { tell, sent, deps } = teller();
    const store = { ...deps.store, read: failing("no table") };
    await tell([moneyFast], { store });
    const source = { ...deps.source, countries: failing("denied") };
    await tell([alarmEvent("limit-near", NOW)], { source });
    expect(sent).toHaveLength(2);
    expect(sent[1]!.body).toContain("by country not known");
  });

  test("to see whether another run tells it comes back, until that one has told it", async () => {
    const { tell, sent, deps } = teller();
    const key = { scope: "spend", target: PLACE.join("/"), incidentId: moneyFast.id };
    await deps.notificationLog.claim(key, 1, NOW);
    await expect(tell([moneyFast])).rejects.toThrow("another run is telling money-fast");
    const notified = { incidentId: key.incidentId, revision: 1, level: 0, status: "open" } as const;
    await deps.notificationLog.confirm(key, { ...notified, atMs: NOW });
    await tell([moneyFast], { atMs: LATER });
    expect(sent).toEqual([]);
  });
});

describe("the countries", () => {
  const lists = (commands: readonly object[]) =>
    commands.filter(({ constructor }) => constructor.name === "ListMetricsCommand").length;

  test("are read where those of the run before are old or absent", async () => {
    const old = spendFiguresAt(NOW - 2 * HOUR_MS);
    const missing = spendFiguresAt(NOW - MINUTE_MS, { countries: absent("not read") });
    for (const earlier of [old, missing]) {
      const { tell, commands, deps } = teller();
      await deps.store.write(...PLACE, earlier);
      await tell([moneyFast]);
      expect(lists(commands)).toBe(2);
    }
  });

  test("are read at whatever minute the alarm goes off", async () => {
    const { tell, sent } = teller();
    await tell([moneyFast], { atMs: NOW + 7 * MINUTE_MS });
    expect(sent[0]!.body).toMatch(/\nSENT {3}[\d,]+ in 24 h by SNS, .*: ID /);
  });

  test("are taken from the run before where that one is new", async () => {
    const { tell, sent, commands, deps } = teller();
    await deps.store.write(...PLACE, spendFiguresAt(NOW - 5 * MINUTE_MS));
    await tell([moneyFast]);
    expect(lists(commands)).toBe(0);
    expect(sent[0]!.body).toContain("UZ 812");
    expect(sent[0]!.body).toContain("figures of 2026-11-02 04:00 UTC.");
  });
});
