import fc from "fast-check";
import {
  notify,
  type NotifyOutcome,
  type NotifyDeps,
} from "../../../../lambda/core/notifications/notify";
import {
  memoryHourlyPages,
  memoryNotificationLog,
  memorySpendStore,
} from "../../../../lambda/adapters/memory/outcomes";
import { pendingNotifications } from "../../../../lambda/core/notifications/pending-notifications";
import { NotificationRefused, type Sink } from "../../../../lambda/core/notifications/sink";
import { emailSink } from "../../../../lambda/core/notifications/email-sink";
import type { SpendStore } from "../../../../lambda/core/spend/spend-figures";
import { HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { findingOf, incidentFrom, NIGHT } from "../../../support/incidents";
import {
  atOnce,
  incidentOn,
  isCrowd,
  requestFor,
  newPaceCourse,
  pagerOf,
  paceProperty,
  put,
  notifiedBy,
  depsOf,
  type Fate,
} from "../../../support/notify-properties";
import { spendFiguresAt } from "../../../support/spend-figures";
import { least, runs } from "../../../support/runs";

describe("a look at an incident", () => {
  const start = NIGHT + HOUR_MS;

  test("tells it once and then has nothing to tell until its revision rises", async () => {
    const { deps, mails, incidents } = depsOf({});
    const incident = incidentOn("client:a", "A");
    await put(incidents, "client:a", [incident]);
    expect(await notify(requestFor(incident), start, deps)).toBe("notified");
    expect(await notify(requestFor(incident), start, deps)).toBe("current");
    await put(incidents, "client:a", [{ ...incident, revision: 2 }]);
    expect(await notify(requestFor(incident), start + 14 * MINUTE_MS, deps)).toBe("waits");
    expect(await notify(requestFor(incident), start + 15 * MINUTE_MS, deps)).toBe("notified");
    expect(mails.map(notifiedBy)).toEqual([
      { id: "A", revision: 1 },
      { id: "A", revision: 2 },
    ]);
  });

  test("skips revisions in between: the present state is what is told", async () => {
    const { deps, mails, incidents } = depsOf({});
    await put(incidents, "client:a", [incidentOn("client:a", "A", { revision: 5 })]);
    await notify(requestFor(incidentOn("client:a", "A")), start, deps);
    expect(mails.map(notifiedBy)).toEqual([{ id: "A", revision: 5 }]);
  });

  test("tells what the findings say now, not what they said when the revision rose", async () => {
    const { deps, mails, incidents } = depsOf({});
    const finding = findingOf();
    await put(incidents, finding.target, [incidentFrom(finding)]);
    const grown = { ...finding, count: 77, lastSeen: finding.lastSeen + MINUTE_MS };
    await deps.findings.write({ key: finding, version: 1, findings: [grown] }, []);
    await notify(requestFor(incidentFrom(finding)), start, deps);
    expect(mails[0]!.email.body).toContain("77 code requests");
  });

  test("does not tell a further rule of the same requests, but does when they go on", async () => {
    const { deps, mails, incidents } = depsOf({});
    const finding = findingOf();
    const incident = incidentFrom(finding);
    const told = finding.lastSeen + 1000;
    await put(incidents, finding.target, [incident]);
    await deps.findings.write({ key: finding, version: 1, findings: [finding] }, []);
    expect(await notify(requestFor(incident), told, deps)).toBe("notified");
    await put(incidents, finding.target, [{ ...incident, revision: 2 }]);
    const later = told + 16 * MINUTE_MS;
    expect(await notify(requestFor(incident), later, deps)).toBe("waits");
    const grown = { ...finding, lastSeen: later - MINUTE_MS };
    await deps.findings.write({ key: finding, version: 2, findings: [grown] }, []);
    expect(await notify(requestFor(incident), later, deps)).toBe("notified");
    expect(mails.map(notifiedBy).map(({ revision }) => revision)).toEqual([1, 2]);
  });

  test("finds nothing to tell where the incident has become part of another", async () => {
    const { deps, mails, incidents } = depsOf({});
    const gone = incidentOn("client:a", "GONE");
    expect(await notify(requestFor(gone), start, deps)).toBe("current");
    await put(incidents, "client:a", [incidentOn("client:a", "A")]);
    expect(await notify(requestFor(gone), start, deps)).toBe("current");
    expect(mails).toEqual([]);
  });

  test("waits while another one holds the claim, until that runs out", async () => {
    const { deps, mails, incidents } = depsOf({});
    const incident = incidentOn("client:a", "A");
    await put(incidents, "client:a", [incident]);
    expect(await deps.notificationLog.claim(requestFor(incident), 1, start)).toBe(true);
    expect(await notify(requestFor(incident), start, deps)).toBe("busy");
    expect(await notify(requestFor(incident), start + MINUTE_MS, deps)).toBe("notified");
    expect(mails).toHaveLength(1);
  });

  test("goes to the drills audience alone where it is a drill, and takes no place from others", async () => {
    const { deps, mails, incidents } = depsOf({ pace: { perHour: 1 } });
    const real = incidentOn("client:a", "A");
    await put(incidents, "client:a", [real]);
    await notify(requestFor(real), start, deps);
    for (const id of ["D1", "D2", "D3"]) {
      const drill = incidentOn(`client:${id}`, id, { drill: id });
      await put(incidents, `client:${id}`, [drill]);
      expect(await notify(requestFor(drill), start, deps)).toBe("notified");
    }
    expect(mails.map(({ audience }) => audience)).toEqual([
      "on-call",
      "drills",
      "drills",
      "drills",
    ]);
    expect(mails.filter(isCrowd)).toEqual([]);
  });

  describe("where figures of spend are kept", () => {
    const incident = incidentOn("client:a", "A", {
      accounts: ["111122223333"],
      regions: ["eu-west-1", "us-east-1"],
    });
    const bodyWith = async (spend: SpendStore): Promise<string> => {
      const { deps, incidents } = depsOf({});
      await put(incidents, "client:a", [incident]);
      const mailer = depsOf({});
      await notify(requestFor(incident), start, { ...deps, sink: emailSink(mailer.mailer, spend) });
      return mailer.mails[0]!.email.body;
    };

    test("carries those of its account and the first of its Regions that has some", async () => {
      const spend = memorySpendStore();
      await spend.write("111122223333", "us-east-1", spendFiguresAt(start));
      await spend.write("444455556666", "eu-west-1", spendFiguresAt(start + 1));
      expect(await bodyWith(spend)).toContain("SPENT  on SNS: $812 this month");
      const nearer = spendFiguresAt(start, { thisMonth: { value: 7, asOfMs: start } });
      await spend.write("111122223333", "eu-west-1", nearer);
      expect(await bodyWith(spend)).toContain("SPENT  on SNS: $7.00 this month");
    });

    test("goes out without them rather than not at all", async () => {
      const refuse = () => Promise.reject(new Error("throttled"));
      const body = await bodyWith({ read: refuse, write: refuse });
      expect(body).toContain("ONGOING");
      expect(body).not.toMatch(/^SPENT/m);
    });
  });

  test("that fails in the mailer is told by the next one", async () => {
    let failures = 1;
    const { deps, mails, incidents } = depsOf({}, atOnce, () => failures-- > 0);
    const incident = incidentOn("client:a", "A");
    await put(incidents, "client:a", [incident]);
    await expect(notify(requestFor(incident), start, deps)).rejects.toThrow("the mailer is out");
    expect(await notify(requestFor(incident), start, deps)).toBe("busy");
    expect(await notify(requestFor(incident), start + MINUTE_MS, deps)).toBe("notified");
    expect(mails.map(notifiedBy)).toEqual([{ id: "A", revision: 1 }]);
  });

  test("says that it is back where people were told that it was over", async () => {
    const { deps, mails, incidents } = depsOf({});
    const incident = incidentOn("client:a", "A");
    const states = ["open", "closed", "open", "open"] as const;
    for (const [i, status] of states.entries()) {
      await put(incidents, "client:a", [{ ...incident, status, revision: i + 1 }]);
      await notify(requestFor(incident), start + i * 4 * HOUR_MS, deps);
    }
    const words = mails.map(({ email }) => email.body.split(" ")[0]);
    expect(words).toEqual(["ONGOING", "OVER", "BACK,", "STILL"]);
  });
});

describe("an hour", () => {
  const start = NIGHT - (NIGHT % HOUR_MS);
  const many = Array.from({ length: 9 }, (_, i) => incidentOn(`client:${i}`, `I${i}`));

  async function crowded(fails?: () => boolean) {
    const made = depsOf({}, atOnce, fails);
    for (const incident of many) await put(made.incidents, incident.target, [incident]);
    const lookAll = async (nowMs: number): Promise<readonly (NotifyOutcome | "failed")[]> => {
      const outcomes: (NotifyOutcome | "failed")[] = [];
      for (const incident of many) {
        outcomes.push(
          await notify(requestFor(incident), nowMs, made.deps).catch(() => "failed" as const),
        );
      }
      return outcomes;
    };
    return { ...made, lookAll };
  }

  test("has six places and one line for all that wait; the next hour tells them", async () => {
    const { mails, lookAll } = await crowded();
    const first = await lookAll(start);
    expect(first).toEqual([...Array<string>(6).fill("notified"), "waits", "waits", "waits"]);
    for (let minute = 1; minute < 60; minute++) await lookAll(start + minute * MINUTE_MS);
    expect(mails.filter(isCrowd)).toHaveLength(1);
    expect(mails).toHaveLength(7);
    await lookAll(start + HOUR_MS);
    expect(mails.filter((mail) => !isCrowd(mail)).map((mail) => notifiedBy(mail).id)).toEqual(
      many.map(({ id }) => id),
    );
    expect(mails.filter(isCrowd)).toHaveLength(1);
  });

  test("lets an incident that has a place tell its later revisions", async () => {
    const { mails, lookAll, deps, incidents } = await crowded();
    await lookAll(start);
    const changed = { ...many[2]!, revision: 2 };
    await put(incidents, changed.target, [changed]);
    expect(await notify(requestFor(changed), start + 20 * MINUTE_MS, deps)).toBe("notified");
    expect(notifiedBy(mails.at(-1)!)).toEqual({ id: "I2", revision: 2 });
  });

  test("does not lose its line where the mailer fails at it", async () => {
    let sent = 0;
    const { mails, lookAll } = await crowded(() => ++sent === 7);
    expect((await lookAll(start))[6]).toBe("failed");
    expect(mails.filter(isCrowd)).toEqual([]);
    await lookAll(start + 2 * MINUTE_MS);
    expect(mails.filter(isCrowd)).toHaveLength(1);
  });
});

describe("two sinks", () => {
  const start = NIGHT + HOUR_MS;

  /** Every hour for two days, a revision more; what was mailed in the end. */
  async function mailed(pagerIs: Fate | undefined): Promise<readonly string[]> {
    const { deps, mails, incidents } = depsOf({});
    const stores = {
      ...deps,
      notificationLog: memoryNotificationLog(),
      pages: memoryHourlyPages(),
    };
    const pager = pagerOf({}, atOnce, () => pagerIs ?? "well", stores);
    for (let hour = 0; hour < 48; hour++) {
      const status = hour % 5 === 4 ? "closed" : "open";
      const incident = incidentOn("client:a", "A", { revision: hour + 1, status });
      await put(incidents, "client:a", [incident]);
      const nowMs = start + hour * HOUR_MS;
      if (pagerIs !== undefined)
        await notify(requestFor(incident), nowMs, pager.deps).catch(() => 0);
      await notify(requestFor(incident), nowMs, deps);
    }
    expect(pager.service.taken.length > 0).toBe(pagerIs === "unanswered" || pagerIs === "well");
    return mails.map(({ email, atMs }) => `${atMs} ${email.subject} ${email.body}`);
  }

  test.each(["well", "lost", "unanswered"] as const)(
    "a pager whose events are %s neither repeats nor delays an e-mail",
    async (pagerIs) => {
      expect(await mailed(pagerIs)).toEqual(await mailed(undefined));
    },
  );

  test("the pager has no places of the hour: its first pages do not wait for e-mail's", async () => {
    const { deps, incidents } = depsOf({ pace: { perHour: 1 } });
    const stores = {
      ...deps,
      notificationLog: memoryNotificationLog(),
      pages: memoryHourlyPages(),
    };
    const pager = pagerOf({ pace: { perHour: 1 } }, atOnce, undefined, stores);
    const outcomes: NotifyOutcome[][] = [];
    for (const id of ["A", "B", "C"]) {
      const incident = incidentOn(`client:${id}`, id);
      await put(incidents, incident.target, [incident]);
      outcomes.push([
        await notify(requestFor(incident), start, deps),
        await notify(requestFor(incident), start, pager.deps),
      ]);
    }
    expect(outcomes).toEqual([
      ["notified", "notified"],
      ["waits", "notified"],
      ["waits", "notified"],
    ]);
  });

  test.each([
    ["that begins again before anybody stored it stays ended", "closed", "open", 0],
    ["that ends before anybody stored it stays open", "open", "closed", 1],
  ] as const)("an incident %s at the pager", async (_what, stored, present, open) => {
    const pager = pagerOf({});
    const { deps } = pager;
    const finding = findingOf();
    const incident = incidentFrom({ ...finding, status: stored });
    await put(deps.incidents, finding.target, [incident]);
    const now = { ...finding, status: present, lastSeen: finding.lastSeen + MINUTE_MS };
    await deps.findings.write({ key: finding, version: 1, findings: [now] }, []);
    expect(await notify(requestFor(incident), start, deps)).toBe("notified");
    expect(pager.service.open.size).toBe(open);
  });

  test("what the pager's service refuses is tried again when somebody asks, not by itself", async () => {
    const incident = incidentOn("client:a", "A");
    let refuses = true;
    const sink: Sink = {
      dueAt: () => 0,
      send: () =>
        refuses ? Promise.reject(new NotificationRefused("no")) : Promise.resolve("sent"),
    };
    const { deps, incidents } = depsOf({});
    await put(incidents, "client:a", [incident]);
    const pager = { ...deps, sink };
    await expect(notify(requestFor(incident), start, pager)).rejects.toThrow(NotificationRefused);
    const sinks = [{ id: "pager", notificationLog: deps.notificationLog }];
    expect((await pendingNotifications({ incidents, sinks })).get("pager")).toEqual([]);
    refuses = false;
    expect(await notify(requestFor(incident), start, pager)).toBe("notified");
    expect(await notify(requestFor(incident), start, pager)).toBe("current");
  });
});

test("no revision is told twice, the last one always is, and nobody is flooded", async () => {
  const met = newPaceCourse();
  await fc.assert(paceProperty(met), { numRuns: runs(250) });
  for (const times of Object.values(met)) expect(times).toBeGreaterThan(least(20));
});

test("whoever read the new revision before the old one was told does not tell it at once", async () => {
  const first = incidentOn("client:a", "A");
  const { deps, mails, incidents } = depsOf({});
  await put(incidents, "client:a", [first]);
  const old = await incidents.read(first.scope, first.target);
  await put(incidents, "client:a", [{ ...first, revision: 2 }]);
  const early: NotifyDeps = {
    ...deps,
    incidents: { ...deps.incidents, read: () => Promise.resolve(old) },
  };
  let isOvertaken = false;
  const late: NotifyDeps = {
    ...deps,
    notificationLog: {
      ...deps.notificationLog,
      ofTarget: async (scope, target) => {
        const notified = await deps.notificationLog.ofTarget(scope, target);
        if (!isOvertaken) {
          isOvertaken = true;
          expect(await notify(requestFor(first), NIGHT, early)).toBe("notified");
        }
        return notified;
      },
    },
  };
  expect(await notify(requestFor(first), NIGHT, late)).toBe("busy");
  expect(mails.map(notifiedBy)).toEqual([{ id: "A", revision: 1 }]);
  expect(await notify(requestFor(first), NIGHT + 15 * MINUTE_MS, deps)).toBe("notified");
});
