import type { Incident } from "../../../../../lambda/core/incidents/incident";
import { memoryIncidentStore } from "../../../../../lambda/adapters/memory/outcomes";
import { parseConfig } from "../../../../../lambda/core/model/config";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../../lambda/core/model/time";
import { notify } from "../../../../../lambda/core/notifications/notify";
import type { PagerDutyEvent } from "../../../../../lambda/core/notifications/pagerduty/event";
import { pagerDutySink } from "../../../../../lambda/core/notifications/pagerduty/sink";
import { NIGHT } from "../../../../support/incidents";
import { incidentOn, requestFor, pagerOf, put } from "../../../../support/notify-properties";

const START = NIGHT + HOUR_MS;

describe("PagerDuty as a sink", () => {
  test("opens an incident once, follows it at once and resolves it at its end", async () => {
    const { deps, service, incidents } = pagerOf({});
    const incident = incidentOn("client:a", "A");
    const severities = ["high", "critical"] as const;
    for (const [i, severity] of severities.entries()) {
      await put(incidents, "client:a", [{ ...incident, severity, revision: i + 1 }]);
      expect(await notify(requestFor(incident), START + i * MINUTE_MS, deps)).toBe("notified");
    }
    expect(service.open.get("A")?.severity).toBe("critical");
    expect(service.woken).toEqual(["A"]);
    await put(incidents, "client:a", [{ ...incident, status: "closed", revision: 3 }]);
    expect(await notify(requestFor(incident), START + 3 * MINUTE_MS, deps)).toBe("notified");
    expect(service.open.size).toBe(0);
  });

  test("wakes again when a flood of refused calls begins to send, and ends both", async () => {
    const { deps, service, incidents } = pagerOf({});
    const sent = incidentOn("client:a", "A");
    const refused = { ...sent, severity: "medium", sentNothing: true } as const;
    for (const [i, state] of [refused, { ...refused }, sent, { ...sent }].entries()) {
      await put(incidents, "client:a", [{ ...state, revision: i + 1 }]);
      await notify(requestFor(sent), START + i * MINUTE_MS, deps);
    }
    expect(service.woken).toHaveLength(2);
    expect([...service.open.values()]).toMatchObject([{ severity: "error" }]);
    expect([...service.open.keys()]).toEqual(["A"]);
    await put(incidents, "client:a", [{ ...sent, status: "closed", revision: 5 }]);
    await notify(requestFor(sent), START + 5 * MINUTE_MS, deps);
    expect(service.open.size).toBe(0);
  });

  test("ends a flood of refused calls that never sent, and one that became part of another", async () => {
    const { deps, service, incidents } = pagerOf({});
    const [older, younger] = ["A", "B"].map((id) => ({
      ...incidentOn("client:a", id),
      sentNothing: true as const,
    })) as [Incident, Incident];
    await put(incidents, "client:a", [older, younger]);
    for (const each of [older, younger]) await notify(requestFor(each), START, deps);
    expect(service.open.size).toBe(2);
    await put(incidents, "client:a", [{ ...older, status: "closed", revision: 2 }]);
    for (const each of [older, younger]) await notify(requestFor(each), START + MINUTE_MS, deps);
    expect(service.open.size).toBe(0);
  });

  test("wakes again for what comes back, after as long as an e-mail waits", async () => {
    const { deps, service, incidents } = pagerOf({});
    const incident = incidentOn("client:a", "A");
    const states = ["open", "closed", "open"] as const;
    for (const [i, status] of states.entries()) {
      await put(incidents, "client:a", [{ ...incident, status, revision: i + 1 }]);
      await notify(requestFor(incident), START + i * MINUTE_MS, deps);
    }
    expect(service.woken).toEqual(["A"]);
    expect(await notify(requestFor(incident), START + 16 * MINUTE_MS, deps)).toBe("notified");
    expect(service.woken).toEqual(["A", "A"]);
  });

  test("lets a target whose incidents keep coming back wait for hours, unless one escalates", async () => {
    const { deps, service, incidents } = pagerOf({});
    const first = incidentOn("client:a", "A");
    await put(incidents, "client:a", [first]);
    await notify(requestFor(first), START, deps);
    const over = { ...first, status: "closed", revision: 2, lastSeen: START } as const;
    const second = incidentOn("client:a", "B");
    await put(incidents, "client:a", [over, second]);
    await notify(requestFor(over), START + MINUTE_MS, deps);
    expect(await notify(requestFor(second), START + 2 * MINUTE_MS, deps)).toBe("waits");
    await put(incidents, "client:a", [over, { ...second, level: 1 }]);
    expect(await notify(requestFor(second), START + 3 * MINUTE_MS, deps)).toBe("notified");
    expect(service.woken).toEqual(["A", "B"]);
  });

  test("resolves an incident that has become part of another, as often as it is asked to", async () => {
    const { deps, service, incidents } = pagerOf({});
    const [older, younger] = [incidentOn("client:a", "A"), incidentOn("client:a", "B")];
    await put(incidents, "client:a", [older, younger]);
    for (const each of [older, younger]) await notify(requestFor(each), START, deps);
    expect([...service.open.keys()]).toEqual(["A", "B"]);
    await put(incidents, "client:a", [{ ...older, revision: 2 }]);
    expect(await notify(requestFor(younger), START + MINUTE_MS, deps)).toBe("notified");
    expect([...service.open.keys()]).toEqual(["A"]);
    const later = START + DAY_MS;
    expect(await notify(requestFor(younger), later, deps)).toBe("notified");
  });

  test("ends what it may have sent before it died, though it knows of nothing open", async () => {
    const { deps, service, incidents } = pagerOf({}, undefined, () => "unanswered");
    const incident = incidentOn("client:a", "A");
    await put(incidents, "client:a", [incident]);
    await expect(notify(requestFor(incident), START, deps)).rejects.toThrow("the answer was lost");
    expect(service.open.size).toBe(1);
    await put(incidents, "client:a", [{ ...incident, status: "closed", revision: 2 }]);
    await notify(requestFor(incident), START + 5 * MINUTE_MS, deps).catch(() => undefined);
    expect(service.open.size).toBe(0);
  });

  describe("in a drill", () => {
    const drill = incidentOn("client:d", "D", { drill: "d-1", scope: "111122223333/drill:d-1" });

    test("stays silent, and is not asked again", async () => {
      const { deps, service, incidents } = pagerOf({});
      await put(incidents, "client:d", [drill]);
      expect(await notify(requestFor(drill), START, deps)).toBe("silent");
      expect(await notify(requestFor(drill), START, deps)).toBe("current");
      await put(incidents, "client:d", []).catch(() => undefined);
      expect(service.taken).toEqual([]);
    });

    test("pages, marked as one, where that is configured", async () => {
      const events: PagerDutyEvent[] = [];
      const send = (event: PagerDutyEvent) => {
        events.push(event);
        return Promise.resolve();
      };
      const sink = pagerDutySink(send, true);
      const news = { incident: drill, before: undefined };
      expect(await sink.send(news, START, parseConfig({}))).toBe("sent");
      expect(events).toMatchObject([{ payload: { summary: /^\[DRILL\]/ } }].map(() => ({})));
      expect(JSON.stringify(events)).toContain("[DRILL] [HIGH] SMS pumping");
    });

    test("ends nothing that it did not begin", async () => {
      const { deps, service } = pagerOf({});
      const incidents = memoryIncidentStore();
      expect(await notify(requestFor(drill), START, { ...deps, incidents })).toBe("silent");
      expect(service.taken).toEqual([]);
    });
  });
});
