import fc from "fast-check";
import { leavesOf } from "../../../../bin/docs/document-leaves";
import { documentOf, pruned } from "../../../../lambda/core/elastic/document";
import { DATASET, dataStreamOf } from "../../../../lambda/core/elastic/fields";
import type { StoredStep } from "../../../../lambda/core/incidents/outbox";
import {
  incidentStep,
  incidentStepOf,
  REASONS,
  storedStep,
  notifiedSteps,
} from "../../../support/elastic-steps";
import { findingOf, incidentFrom, NIGHT, SPOOFED_AGENT, TARGET } from "../../../support/incidents";
import { runs } from "../../../support/runs";

const CONTEXT = { ingestedMs: NIGHT + 900_000, namespace: "default" };
const LONGEST_ID = 512;
const LARGEST = 300 * 1024;
const fieldsOf = (step: StoredStep, more: object = {}): Readonly<Record<string, unknown>> =>
  Object.fromEntries(leavesOf(documentOf(step, { ...CONTEXT, ...more }).body));

const findingStepOf = (known: Parameters<typeof findingOf>[0] = {}): StoredStep => ({
  type: "finding",
  kind: "opened",
  sequence: 1,
  atMs: NIGHT,
  finding: findingOf(known),
});

let told: ReadonlyMap<string, readonly StoredStep[]>;

beforeAll(async () => {
  told = await notifiedSteps();
});

const bytes = (value: object): number => Buffer.byteLength(JSON.stringify(value));

describe("an alert", () => {
  test.each(REASONS)("is what opens or escalates, and so not always what is %s", (reason) => {
    const isAlarming = reason === "opened" || reason === "escalated";
    expect(fieldsOf(incidentStepOf([reason]))["event.kind"]).toBe(isAlarming ? "alert" : "event");
  });

  test("is an escalation that came with other reasons", () => {
    const fields = fieldsOf(incidentStepOf(["escalated", "new rule", "closed"]));
    expect(fields).toMatchObject({
      "event.kind": "alert",
      "event.action": "incident-escalated",
      "sms_pumping.reasons": ["escalated", "new rule", "closed"],
    });
  });

  test("is neither a drill nor what is suppressed", () => {
    const drill = fieldsOf(incidentStepOf(["opened"], { drill: "weekly-47" }));
    const suppressed = fieldsOf(incidentStepOf(["opened"], { suppressedBy: "k6-runner" }));
    expect(drill).toMatchObject({
      "event.kind": "event",
      tags: ["sms-pumping", "drill"],
      "labels.drill": "weekly-47",
      "sms_pumping.drill": "weekly-47",
    });
    expect(suppressed).toMatchObject({
      "event.kind": "event",
      tags: ["sms-pumping", "suppressed"],
      "labels.suppressed_by": "k6-runner",
    });
  });

  test("is never a finding, and never an incident that went into an older one", () => {
    expect(fieldsOf(findingStepOf())["event.kind"]).toBe("event");
    const gone: StoredStep = { ...incidentStepOf(["opened"]), into: "I0" };
    expect(fieldsOf(gone)).toMatchObject({
      "event.kind": "event",
      "event.action": "incident-merged",
      "sms_pumping.merged_into": "I0",
    });
  });

  test("is known by its action alone, unless it is a drill or suppressed", () => {
    fc.assert(
      fc.property(storedStep, (step) => {
        const fields = fieldsOf(step);
        const state = step.type === "finding" ? step.finding : step.incident;
        const isReal = state.drill === undefined && state.suppressedBy === undefined;
        const isAlarming = ["incident-opened", "incident-escalated"].includes(
          String(fields["event.action"]),
        );
        expect(fields["event.kind"]).toBe(isAlarming && isReal ? "alert" : "event");
      }),
    );
  });
});

describe("what belongs together", () => {
  test("has the incident's id, a finding without an incident its own", () => {
    const step = findingStepOf();
    expect(fieldsOf(step)["event.id"]).toBe("F0000000000000000001");
    expect(fieldsOf(step, { incidentId: "I1" })).toMatchObject({
      "event.id": "I1",
      "sms_pumping.incident_id": "I1",
      "sms_pumping.finding_id": "F0000000000000000001",
    });
  });

  test("has one message for all its life, which is an alert's name", () => {
    const messages = new Map<string, Set<unknown>>();
    for (const steps of told.values()) {
      for (const step of steps) {
        const id = step.type === "finding" ? step.finding.id : step.incident.id;
        const scope = step.type === "finding" ? step.finding.scope : step.incident.scope;
        const own = messages.get(scope + id) ?? new Set();
        messages.set(scope + id, own.add(fieldsOf(step).message));
      }
    }
    expect(messages.size).toBeGreaterThan(40);
    for (const own of messages.values()) expect(own.size).toBe(1);
  });

  test("is told by a message of one printable line, whatever was written into it", () => {
    fc.assert(
      fc.property(storedStep, (step) => {
        expect(fieldsOf(step).message).toMatch(/^[\x20-\x7e]{10,230}$/);
      }),
    );
  });
});

describe("an id", () => {
  test("is the same at each attempt, whatever else has changed", () => {
    fc.assert(
      fc.property(storedStep, fc.nat(), (step, ingestedMs) => {
        const again = { ingestedMs, namespace: "other", incidentId: "I9", runbookUrl: "https://a" };
        expect(documentOf(step, again).id).toBe(documentOf(step, CONTEXT).id);
      }),
    );
  });

  test("differs between steps, types and drills, and is short", () => {
    const finding = findingStepOf({ id: "X" });
    const incident = incidentStepOf(["opened"]);
    const ids = [
      finding,
      { ...finding, sequence: 2 },
      findingStepOf({ id: "X", drill: "weekly-47" }),
      findingStepOf({ id: "Y" }),
      { ...incident, incident: { ...incidentFrom(findingOf()), id: "X" } } as StoredStep,
      ...[...told.entries()]
        .filter(([story]) => ["botnet", "texts", "drill"].includes(story))
        .flatMap(([, steps]) => steps),
    ].map((step) => documentOf(step, CONTEXT).id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Math.max(...ids.map((id) => Buffer.byteLength(id)))).toBeLessThan(LONGEST_ID);
  });
});

describe("times", () => {
  test("are of the events, of the step and of the attempt", () => {
    const step = findingStepOf({ firstSeen: NIGHT - 61_500, lastSeen: NIGHT - 1500 });
    expect(fieldsOf(step)).toMatchObject({
      "@timestamp": "2026-11-17T04:50:58.500Z",
      "event.start": "2026-11-17T04:49:58.500Z",
      "event.end": "2026-11-17T04:50:58.500Z",
      "event.duration": 60_000_000_000,
      "event.created": "2026-11-17T04:51:00.000Z",
      "event.ingested": "2026-11-17T05:06:00.000Z",
    });
  });

  test("of steps of one finding never run backwards", () => {
    const steps = told.get("one address")!;
    const own = steps.filter((step) => step.type === "incident").map((step) => fieldsOf(step));
    const keys = own.map((fields) => String(fields["@timestamp"]));
    expect(keys).toEqual([...keys].sort());
    expect(own.map((fields) => fields["event.sequence"])).toEqual(own.map((_, i) => i + 1));
  });
});

describe("what others wrote", () => {
  test("never becomes a field's name, nor half a character, nor a large document", () => {
    fc.assert(
      fc.property(storedStep, (step) => {
        const { body } = documentOf(step, CONTEXT);
        for (const [name, value] of leavesOf(body)) {
          expect(name).toMatch(/^(@timestamp|[a-z_]+(\.[a-z_]+)*)$/);
          const texts = [value].flat().filter((item) => typeof item === "string");
          expect(texts.filter((text) => /\p{Surrogate}/u.test(text))).toEqual([]);
          expect(Math.max(0, ...texts.map(({ length }) => length))).toBeLessThanOrEqual(1024);
        }
        expect(bytes(body)).toBeLessThan(LARGEST);
      }),
      { numRuns: runs(100) },
    );
  });

  test("is cut in the largest document there can be, which stays under 300 KB", () => {
    const wide = "€".repeat(3000);
    const calls = Array.from({ length: 20 }, (_, i) => ({
      action: `${i}${wide}`,
      outcome: "throttled" as const,
      clientId: wide,
      userAgent: wide,
      share: 1 / 3,
    }));
    const wides = Array.from({ length: 500 }, (_, i) => `${i}${wide}`);
    const share = { value: wide, count: 1, share: 1 / 3 };
    const incident = incidentFrom(findingOf({ target: wide, scope: wide }));
    const rules = Array.from({ length: 500 }, () => ({ ...incident.rules[0]!, topEntity: wide }));
    const step: StoredStep = {
      type: "incident",
      reasons: REASONS,
      atMs: NIGHT,
      incident: {
        ...incident,
        rules,
        calls,
        accounts: wides,
        regions: wides,
        addresses: Array.from({ length: 500 }, () => share),
        networks: Array.from({ length: 500 }, () => share),
        otherAddresses: wides,
        destinations: { values: wides, count: 500 },
      },
    };
    expect(bytes(documentOf(step, CONTEXT).body)).toBeLessThan(LARGEST);
  });

  test("stands where ECS wants it, as it was written", () => {
    const calls = [
      { action: "SignUp", outcome: "success", userAgent: SPOOFED_AGENT, share: 1 },
    ] as const;
    const none = { values: [], count: 0 };
    const fields = fieldsOf(
      findingStepOf({ evidence: { calls, addresses: none, destinations: none } }),
    );
    expect(fields["user_agent.original"]).toBe(`${SPOOFED_AGENT.slice(0, 255)}…`);
    expect(fields.message).not.toContain("evil");
  });
});

describe("nothing", () => {
  test("stands in a document: no null, empty text, empty list or empty object", () => {
    const holes = (value: unknown): number =>
      typeof value === "object" && value !== null
        ? (Object.keys(value).length === 0 ? 1 : 0) +
          Object.values(value).reduce((sum: number, inner: unknown) => sum + holes(inner), 0)
        : value === undefined || value === null || value === ""
          ? 1
          : 0;
    fc.assert(
      fc.property(storedStep, (step) => {
        expect(holes(documentOf(step, CONTEXT).body)).toBe(0);
      }),
    );
  });

  test("is said of confirmations that nobody can see", () => {
    expect(fieldsOf(findingStepOf({ target: TARGET }))["sms_pumping.confirmed"]).toBe(0);
    const fields = fieldsOf(incidentStepOf(["opened"], { target: "web" }));
    expect(Object.keys(fields).filter((name) => name.endsWith(".confirmed"))).toEqual([]);
    expect(fields["event.reason"]).not.toContain("confirmed");
  });

  test("is linked to where no address is configured; else the leading rule's runbook", () => {
    expect(fieldsOf(findingStepOf())).not.toHaveProperty(["event.url"]);
    const urls = { runbookUrl: "https://a.example/runbooks", dashboardUrl: "https://b.example" };
    expect(fieldsOf(findingStepOf(), urls)).toMatchObject({
      "event.url": "https://a.example/runbooks/cognito-sms-burst.md",
      "rule.reference": "https://a.example/runbooks/cognito-sms-burst.md",
      "sms_pumping.dashboard_url": "https://b.example",
    });
  });
});

test("every incident names SMS pumping as the technique", () => {
  fc.assert(
    fc.property(incidentStep, (step) => {
      const fields = fieldsOf({ type: "incident", ...step });
      expect(fields["threat.technique.subtechnique.id"]).toEqual(["T1496.003"]);
      expect(fields["threat.tactic.id"]).toContain("TA0040");
    }),
  );
});

test("an incident names the techniques of all its rules, in parallel lists", () => {
  const entity = { type: "change", value: "arn:aws:iam::1:user/x SetSMSAttributes y" } as const;
  const step = incidentStepOf(["opened"], {
    ruleId: "sms-limit-change",
    target: "sms-settings",
    entity,
  });
  expect(fieldsOf(step)).toMatchObject({
    "threat.tactic.name": ["Impact", "Defense Evasion"],
    "threat.technique.id": ["T1496", "T1562"],
    "threat.technique.subtechnique.id": ["T1496.003"],
    "user.id": "arn:aws:iam::1:user/x",
  });
});

test("of several accounts or Regions none is the document's; the lists name all", () => {
  const fields = fieldsOf(findingStepOf({ accounts: ["1", "2"], regions: ["a", "b"] }));
  expect(fields).not.toHaveProperty(["cloud.account.id"]);
  expect(fields).not.toHaveProperty(["cloud.region"]);
  expect(fields).toMatchObject({
    "sms_pumping.accounts": ["1", "2"],
    "sms_pumping.regions": ["a", "b"],
  });
});

test("web logs of another cloud are not said to be of AWS", () => {
  const other = fieldsOf(findingStepOf({ target: "web", accounts: ["my-project"] }));
  expect(other["cloud.provider"]).toBeUndefined();
  expect(fieldsOf(findingStepOf({ target: "web" }))["cloud.provider"]).toBe("aws");
});

test("a text of another provider names neither AWS nor a user", () => {
  const target = "principal:twilio#MG0";
  const verdict = {
    ruleId: "provider-verdict",
    entity: { type: "verdict", value: "Twilio-30450" },
    target,
    accounts: [],
  } as const;
  const fields = fieldsOf(findingStepOf(verdict));
  for (const name of ["cloud.provider", "user.id", "user.name", "related.user"]) {
    expect(fields).not.toHaveProperty([name]);
  }
  expect(fields["sms_pumping.target"]).toBe(target);
  const own = { target: "principal:sns#111122223333", accounts: ["111122223333"] };
  expect(fieldsOf(findingStepOf({ ...verdict, ...own }))["cloud.provider"]).toBe("aws");
});

test("the data stream is that of the namespace", () => {
  expect(dataStreamOf("prod")).toBe("logs-sms_pumping.finding-prod");
  expect(fieldsOf(findingStepOf(), { namespace: "prod" })).toMatchObject({
    "data_stream.dataset": DATASET,
    "data_stream.namespace": "prod",
    "event.dataset": DATASET,
  });
});

test("what holds nothing goes, and so does what held only that", () => {
  const fields = {
    zero: 0,
    no: false,
    text: "a",
    none: undefined,
    nothing: null,
    empty: "",
    list: ["", "b", [], {}],
    object: { deep: { deeper: undefined }, kept: [{ a: "", b: 1 }] },
    gone: { deep: [""] },
  };
  expect(pruned(fields)).toEqual({
    zero: 0,
    no: false,
    text: "a",
    list: ["b"],
    object: { kept: [{ b: 1 }] },
  });
});
