import { at } from "../../../lambda/core/sources/records/json";
import { faultsIn, runForwarder, type Outcome } from "../../support/elastic-faults-run";
import { DAY_MS, HOUR_MS } from "../../../lambda/core/model/time";

const STEPS = 10_000;

describe("ten thousand steps, with every fault at any call", () => {
  let outcome: Outcome;
  let stored: readonly string[];
  let rejected: ReadonlySet<string>;

  beforeAll(async () => {
    outcome = await runForwarder({ seed: "forward", steps: STEPS, workers: 2, hasOutage: true });
    stored = outcome.stored.map(({ id }) => id);
    rejected = new Set(outcome.rejects.map(({ documentId }) => documentId).filter(Boolean));
  }, 150_000);

  test("every fault was met", () => {
    expect([...outcome.faults.keys()].sort()).toEqual([
      "200 of a proxy",
      "400 of a proxy",
      "401",
      "403",
      "429",
      "429 with Retry-After",
      "500",
      "502 of a proxy",
      "503",
      "504 of a proxy",
      "away for a day",
      "death",
      "fewer-items-after",
      "findings table failed",
      "half-after",
      "incidents failed",
      "item blocked",
      "item busy",
      "item clash",
      "item invalid",
      "item shards",
      "postpone failed",
      "redirect",
      "reject failed",
      "reset-after",
      "reset-before",
      "silent-after",
      "slow-after",
    ]);
    expect(outcome.simulatedMs).toBeGreaterThan(DAY_MS + 3 * HOUR_MS);
  });

  test("each step is stored or in the rejects queue, and none is in both", () => {
    const all = outcome.work.map(({ documentId }) => documentId);
    expect(new Set(all).size).toBe(STEPS);
    expect([...stored, ...rejected].sort()).toEqual([...all].sort());
    expect(faultsIn(outcome)).toEqual([]);
  });

  test("no step is stored twice", () => {
    expect(new Set(stored).size).toBe(stored.length);
  });

  test("those that can never be stored are rejected, and no other", () => {
    const doomed = outcome.work.filter(({ doom }) => doom !== undefined);
    expect(rejected).toEqual(new Set(doomed.map(({ documentId }) => documentId)));
    expect(new Set(doomed.map(({ doom }) => doom)).size).toBe(5);
  });

  test("a reject says why, in Elasticsearch's words where it has asked it", () => {
    const types = new Map(
      outcome.rejects.map(({ documentId, reason }) => [documentId, reason.type]),
    );
    const expected = {
      clash: "failure_store",
      invalid: "illegal_argument_exception",
      missing: "step_not_found",
      "over-limit": "document_too_large",
      "over-server-limit": "document_too_large",
    };
    for (const { documentId, doom } of outcome.work) {
      if (doom !== undefined) expect([doom, types.get(documentId)]).toEqual([doom, expected[doom]]);
    }
    for (const { reason } of outcome.rejects) expect(reason.text.length).toBeGreaterThan(10);
  });

  test("a reject carries its event, to be sent again", () => {
    const bodies = new Map(outcome.work.map(({ documentId, body }) => [documentId, body]));
    for (const { documentId, event } of outcome.rejects) {
      if (documentId !== "") expect(event).toEqual(JSON.parse(bodies.get(documentId)!));
    }
  });

  test("a message that names no step is rejected as it came", () => {
    const kept = outcome.rejects.filter(({ documentId }) => documentId === "");
    const texts = kept.map(({ event }) =>
      typeof event === "string" ? event : JSON.stringify(event),
    );
    expect(new Set(texts)).toEqual(new Set(outcome.poison));
    expect(texts.length).toBeGreaterThanOrEqual(outcome.poison.length);
  });

  test("a day of outage and a revoked key fill no dead-letter queue", () => {
    expect(outcome.dead).toEqual([]);
    expect(outcome.isDrained).toBe(true);
  });

  test("what was stored is the step that was published, of the right number", () => {
    const steps = new Map(outcome.work.map(({ documentId, step }) => [documentId, step]));
    const odd = outcome.stored.filter(({ id, body }) => {
      const step = steps.get(id);
      const number = step?.type === "incident" ? step.incident.revision : step?.sequence;
      return at(body, "event", "sequence") !== number;
    });
    expect(odd).toEqual([]);
  });

  test("what was stored without the forwarder learning of it comes back as a duplicate", () => {
    const { requests, receives, invocations, failures, simulatedMs, faults } = outcome;
    console.info(
      `${receives} receives in ${invocations} invocations, ${faults.get("death")} of which died; ` +
        `${requests} requests; ${stored.length} steps stored, ${rejected.size} rejected, ` +
        `${failures.length} copies in the failure store; ` +
        `${JSON.stringify(Object.fromEntries(outcome.measured))}; ` +
        `${Math.round(simulatedMs / HOUR_MS)} hours on the clock`,
    );
    expect(outcome.requests).toBeGreaterThan(2000);
    expect(outcome.receives).toBeGreaterThan(STEPS);
    expect(outcome.measured.get("DocumentsDuplicate")).toBeGreaterThan(500);
  });
});
