import { memoryDeps } from "../../../lambda/adapters/deps";
import { memoryCanaryStore, memoryNotificationLog } from "../../../lambda/adapters/memory/outcomes";
import type { CanaryStore } from "../../../lambda/core/model/canary";
import { parseConfig } from "../../../lambda/core/model/config";
import type { Finding } from "../../../lambda/core/findings/finding";
import type { IncidentKey } from "../../../lambda/core/incidents/incident";
import type { StepKey, StoredStep } from "../../../lambda/core/incidents/outbox";
import type { PublishedEvent } from "../../../lambda/core/incidents/published";
import { EMAIL } from "../../../lambda/core/notifications/sink";
import { MINUTE_MS } from "../../../lambda/core/model/time";
import { runSweep, type SweepDeps } from "../../../lambda/sweep/run";
import { findingOf, incidentFrom, NIGHT, outbox, SCOPE, TARGET } from "../../support/incidents";
import { keptTelemetry } from "../../support/telemetry";

const findingNumber = (i: number, known: Partial<Finding> = {}): Finding =>
  findingOf({ id: `F${i}`, entity: { type: "ip", value: `203.0.113.${i}` }, ...known });

const openedStep = (finding: Finding, atMs: number): StoredStep => ({
  type: "finding",
  kind: "opened",
  sequence: 1,
  atMs,
  finding,
});

/** A sweep on stores in memory. */
function sweeper() {
  const stores = memoryDeps(parseConfig({}), outbox().mailer);
  const marked = new Map<string, StoredStep>();
  const published: PublishedEvent[] = [];
  const looks: IncidentKey[] = [];
  const { telemetry, logs, measured } = keptTelemetry();
  const deps: SweepDeps = {
    ...stores,
    ...telemetry,
    outbox: {
      waiting: () => Promise.resolve([...marked.keys()].map((sk) => ({ pk: TARGET, sk }))),
      read: ({ sk }: StepKey) => Promise.resolve(marked.get(sk)),
      done: ({ sk }: StepKey) => {
        marked.delete(sk);
        return Promise.resolve();
      },
    },
    publish: (events) => {
      published.push(...events);
      return Promise.resolve(events.map(() => true));
    },
    sinks: [
      {
        id: EMAIL,
        notificationLog: stores.notificationLog,
        requestNotifications: (keys) => {
          looks.push(...keys);
          return Promise.resolve();
        },
      },
    ],
  };
  const { notificationLog } = stores;
  const put = (...findings: readonly Finding[]) =>
    Promise.all(
      findings.map((each) => deps.findings.write({ key: each, version: 1, findings: [each] }, [])),
    );
  const statusOf = async (finding: Finding) =>
    (await deps.findings.read(finding))?.findings.map(({ status }) => status);
  return { deps, notificationLog, put, statusOf, marked, published, looks, logs, measured };
}

const LATER = NIGHT + 31 * MINUTE_MS;

describe("a sweep", () => {
  test("closes what has been quiet and leaves the rest open", async () => {
    const { deps, put, statusOf, measured } = sweeper();
    const quiet = findingNumber(1);
    const busy = findingNumber(2, { arrivedAtMs: NIGHT + 20 * MINUTE_MS });
    await put(quiet, busy);
    await runSweep(LATER, deps);
    expect(await statusOf(quiet)).toEqual(["closed"]);
    expect(await statusOf(busy)).toEqual(["open"]);
    expect(measured).toContainEqual({ name: "FindingsClosed", value: 1 });
  });

  test("asks for notifications before it closes, and closes no longer than there is time", async () => {
    const { deps, put, looks, logs } = sweeper();
    const findings = Array.from({ length: 120 }, (_, i) =>
      findingOf({ id: `F${i}`, entity: { type: "ip", value: `198.51.100.${i}` } }),
    );
    await put(...findings);
    const incident = incidentFrom(findingNumber(1));
    await deps.incidents.write(
      { scope: SCOPE, target: TARGET, version: 1, incidents: [incident] },
      [],
    );
    let askedBefore = 0;
    const parts = async function* () {
      for (let start = 0; start < findings.length; start += 50) {
        askedBefore ||= looks.length;
        const part = findings.slice(start, start + 50);
        yield (await Promise.all(part.map((each) => deps.findings.read(each)))).map(
          (head) => head!,
        );
      }
    };
    const findingStore = { ...deps.findings, openInTurn: parts };
    await runSweep(LATER, { ...deps, findings: findingStore, remainingMs: () => 10_000 });
    expect(askedBefore).toBe(1);
    expect(logs.map(({ message }) => message)).toContain(
      "no time to look at all open findings; the next sweep goes on",
    );
    expect(await deps.findings.open()).toHaveLength(70);
    await runSweep(LATER, deps);
    expect(await deps.findings.open()).toEqual([]);
  });

  test("publishes and folds what the relay has left behind", async () => {
    const { deps, put, marked, published, looks } = sweeper();
    const finding = findingNumber(1, { arrivedAtMs: LATER });
    await put(finding);
    marked.set("s#F1", openedStep(finding, LATER - 3 * MINUTE_MS));
    await runSweep(LATER, deps);
    expect(published.map(({ detailType }) => detailType)).toEqual(["SMS Pumping Finding"]);
    expect(marked.size).toBe(0);
    const head = await deps.incidents.read(SCOPE, TARGET);
    expect(looks).toEqual([{ scope: SCOPE, target: TARGET, incidentId: head!.incidents[0]!.id }]);
  });

  test("leaves to the relay what is fresh", async () => {
    const { deps, put, marked, published } = sweeper();
    const finding = findingNumber(1, { arrivedAtMs: LATER });
    await put(finding);
    marked.set("s#F1", openedStep(finding, LATER - MINUTE_MS));
    await runSweep(LATER, deps);
    expect(published).toEqual([]);
    expect(marked.size).toBe(1);
  });

  test("has incidents looked at until their last revision is told, and then settles them", async () => {
    const { deps, notificationLog, looks } = sweeper();
    const incident = incidentFrom(findingNumber(1), { revision: 3 });
    const { id } = incident;
    const head = { scope: SCOPE, target: TARGET, version: 1, incidents: [incident] };
    await deps.incidents.write(head, []);
    const look = { scope: SCOPE, target: TARGET, incidentId: id };
    const notified = { incidentId: id, level: 0, status: "open" as const, atMs: NIGHT };
    await notificationLog.confirm(look, { ...notified, revision: 2 });
    await runSweep(LATER, deps);
    expect(looks.splice(0)).toEqual([look]);
    expect(await deps.incidents.unsettled()).toEqual([head]);
    await notificationLog.confirm(look, { ...notified, revision: 3 });
    await runSweep(LATER, deps);
    expect(looks).toEqual([]);
    expect(await deps.incidents.unsettled()).toEqual([]);
  });

  test("fails in the end when the bus refuses a step, which keeps its mark", async () => {
    const { deps, put, marked } = sweeper();
    const finding = findingNumber(1);
    await put(finding);
    marked.set("s#F1", openedStep(finding, NIGHT));
    const publish = () => Promise.resolve([false]);
    await expect(runSweep(LATER, { ...deps, publish })).rejects.toThrow("publish");
    expect(marked.size).toBe(1);
  });

  test("closes, publishes and reminds although one finding cannot be closed and one step not read", async () => {
    const { deps, put, statusOf, marked, published, looks, logs } = sweeper();
    const [broken, sound] = [findingNumber(1), findingNumber(2)];
    await put(broken, sound);
    marked.set("s#bad", openedStep(broken, NIGHT));
    marked.set("s#F2", openedStep(sound, NIGHT));
    const failing: SweepDeps = {
      ...deps,
      findings: {
        ...deps.findings,
        write: (head, steps) =>
          head.key.entity.value === broken.entity.value
            ? Promise.reject(new Error("too large"))
            : deps.findings.write(head, steps),
      },
      outbox: {
        ...deps.outbox,
        read: (key) =>
          key.sk === "s#bad" ? Promise.reject(new SyntaxError("not JSON")) : deps.outbox.read(key),
      },
    };
    await expect(runSweep(LATER, failing)).rejects.toThrow(/read a step.*close a finding/);
    expect(await statusOf(sound)).toEqual(["closed"]);
    expect(published).toHaveLength(1);
    expect([...marked.keys()]).toEqual(["s#bad"]);
    expect(looks).toHaveLength(1);
    expect(logs).toHaveLength(2);
  });

  test("asks every sink, although the queue of one does not answer", async () => {
    const { deps, looks } = sweeper();
    const incident = incidentFrom(findingNumber(1));
    await deps.incidents.write(
      { scope: SCOPE, target: TARGET, version: 1, incidents: [incident] },
      [],
    );
    const broken = {
      id: "pager",
      notificationLog: memoryNotificationLog(),
      requestNotifications: () => Promise.reject(new Error("SQS is out")),
    };
    const failing = { ...deps, sinks: [broken, ...deps.sinks] };
    await expect(runSweep(LATER, failing)).rejects.toThrow("request notifications by pager");
    expect(looks).toEqual([{ scope: SCOPE, target: TARGET, incidentId: incident.id }]);
  });
});

describe("the canary", () => {
  const withCanary = (store: CanaryStore, calls: string[] = []) => {
    const made = sweeper();
    const call = () => {
      calls.push("call");
      return Promise.resolve();
    };
    return { ...made, calls, deps: { ...made.deps, canary: { store, call } } };
  };

  test("calls by the sweep, and is missed by it", async () => {
    const { deps, calls, measured } = withCanary(memoryCanaryStore());
    await runSweep(NIGHT, deps);
    expect(calls).toEqual([]);
    await runSweep(NIGHT + 30 * MINUTE_MS, deps);
    expect(calls).toEqual(["call"]);
    expect(measured).toEqual([]);
    await runSweep(NIGHT + 60 * MINUTE_MS, deps);
    expect(measured).toEqual([{ name: "CanaryOverdue", value: 1 }]);
  });

  test("whose store fails holds nothing else up, and the sweep says so in the end", async () => {
    const failing = { ...memoryCanaryStore(), read: () => Promise.reject(new Error("throttled")) };
    const { deps, put, statusOf } = withCanary(failing);
    await put(findingNumber(1));
    await expect(runSweep(LATER, deps)).rejects.toThrow("failed to look after the canary");
    expect(await statusOf(findingNumber(1))).toEqual(["closed"]);
  });
});
