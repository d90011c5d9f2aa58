import { parseConfig } from "../../../../../lambda/core/model/config";
import {
  dedupKey,
  incidentTrigger,
  type PagerDutyEvent,
} from "../../../../../lambda/core/notifications/pagerduty/event";
import {
  findingOf,
  incidentFrom,
  LINKED,
  replayed,
  SPOOFED_AGENT,
} from "../../../../support/incidents";
import { pagerDutyService, ROUTING_KEY } from "../../../../support/pagerduty-service";
import { cognitoCall } from "../../../../support/records";

const config = parseConfig({});
const incident = incidentFrom(findingOf());

/** What PagerDuty answers to it. */
const statusOf = (event: PagerDutyEvent): number =>
  pagerDutyService().enqueue({
    method: "POST",
    path: "/v2/enqueue",
    headers: { "content-type": "application/json" },
    body: Buffer.from(JSON.stringify({ routing_key: ROUTING_KEY, ...event })),
  }).status;

describe("an incident in PagerDuty", () => {
  test("says what, how grave, where and what to do, under the incident's id", () => {
    const { dedup_key: key, payload } = incidentTrigger(incident, config);
    expect(key).toBe(incident.id);
    expect(payload).toMatchObject({
      severity: "error",
      class: "cognito-sms-burst",
      group: "111122223333",
      timestamp: new Date(incident.openedAt).toISOString(),
    });
    expect(payload.summary).toMatch(/^\[HIGH\] SMS pumping: .* 40 code requests/);
    expect(payload.custom_details?.doNow).toHaveLength(3);
  });

  test.each([
    ["low", "info"],
    ["medium", "warning"],
    ["high", "error"],
    ["critical", "critical"],
  ] as const)("that is %s is of PagerDuty's severity %s", (severity, theirs) => {
    const { payload } = incidentTrigger({ ...incident, severity }, config);
    expect(payload.severity).toBe(theirs);
  });

  test("links what is an address, and names the runbook's path where that is none", () => {
    expect(incidentTrigger(incident, config).links).toEqual([]);
    const linked = incidentTrigger(incident, parseConfig(LINKED));
    expect(linked.links?.map(({ text }) => text)).toEqual(["Runbook", "Dashboard"]);
    expect(linked.client_url).toBe(LINKED.dashboardUrl);
    expect([incidentTrigger(incident, config), linked].map(statusOf)).toEqual([202, 202]);
  });

  test("is taken whatever attackers have written, and holds none of it as a link or a line", async () => {
    const records = Array.from({ length: 60 }, (_, i) =>
      cognitoCall({ id: `s${i}`, at: 1_763_355_060_000 + i * 1000, userAgent: SPOOFED_AGENT }),
    );
    const { incidents } = await replayed(records);
    const hostile = {
      ...incidents[0]!,
      target: `client:${SPOOFED_AGENT}`,
      regions: [SPOOFED_AGENT],
    };
    const event = incidentTrigger(hostile, config);
    expect(statusOf(event)).toBe(202);
    const text = JSON.stringify(event);
    expect(text).not.toMatch(/evil\.example|\\n|\\r|\\u|https?:\/\/evil|support@/);
    expect(text.length).toBeLessThan(8_000);
  });

  test("shows no phone number, whole, of a target", () => {
    const event = incidentTrigger({ ...incident, target: "topic:+998901234567" }, config);
    expect(JSON.stringify(event.payload.component)).not.toContain("998901234567");
  });
});

describe("a name of a thing in PagerDuty", () => {
  test("is the thing's own up to 255 characters, and another for each that is longer", () => {
    expect(dedupKey("a".repeat(255))).toBe("a".repeat(255));
    const long = [dedupKey("a".repeat(256)), dedupKey("a".repeat(257))];
    expect(new Set(long).size).toBe(2);
    for (const key of long) expect(key.length).toBeLessThanOrEqual(255);
  });
});
