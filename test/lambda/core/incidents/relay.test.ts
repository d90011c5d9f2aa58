import { memoryFindingStore } from "../../../../lambda/adapters/memory-finding-store";
import { memoryIncidentStore } from "../../../../lambda/adapters/memory-incident-store";
import { parseConfig } from "../../../../lambda/core/model/config";
import type { Finding } from "../../../../lambda/core/findings/finding";
import { foldTargets, publishSteps, type RelayDeps } from "../../../../lambda/core/incidents/relay";
import type { StepKey, StoredStep } from "../../../../lambda/core/incidents/outbox";
import type { PublishedEvent } from "../../../../lambda/core/incidents/published";
import { findingOf, incidentFrom, NIGHT, SCOPE } from "../../../support/incidents";

const stepOf = (finding: Finding): StoredStep => ({
  type: "finding",
  kind: "opened",
  sequence: 1,
  atMs: NIGHT,
  finding,
});

const incidentStep = (): StoredStep => ({
  type: "incident",
  reasons: ["opened"],
  atMs: NIGHT,
  incident: incidentFrom(findingOf()),
});

function relay(publish?: RelayDeps["publish"]) {
  const events: PublishedEvent[] = [];
  const done: string[] = [];
  const deps: RelayDeps = {
    findings: memoryFindingStore(),
    incidents: memoryIncidentStore(),
    config: parseConfig({}),
    outbox: {
      waiting: () => Promise.resolve([]),
      read: () => Promise.resolve(undefined),
      done: ({ sk }: StepKey) => {
        done.push(sk);
        return Promise.resolve();
      },
    },
    publish:
      publish ??
      ((all) => {
        events.push(...all);
        return Promise.resolve(all.map(() => true));
      }),
  };
  return { deps, events, done };
}

const outgoing = (step: StoredStep, sk: string) => ({ key: { pk: "p", sk }, step });

describe("publishing steps", () => {
  test("makes an event of each kind and takes the marks away", async () => {
    const { deps, events, done } = relay();
    const all = [outgoing(stepOf(findingOf()), "a"), outgoing(incidentStep(), "b")];
    expect(await publishSteps(all, deps)).toEqual([]);
    expect(events.map(({ detailType }) => detailType)).toEqual([
      "SMS Pumping Finding",
      "SMS Pumping Incident",
    ]);
    expect(done).toEqual(["a", "b"]);
  });

  test("leaves the mark on what was refused or not answered for", async () => {
    const { deps, done } = relay(() => Promise.resolve([true, false]));
    const all = ["a", "b", "c"].map((sk) => outgoing(incidentStep(), sk));
    expect(await publishSteps(all, deps)).toEqual(all.slice(1));
    expect(done).toEqual(["a"]);
  });

  test("takes no mark away when the bus fails", async () => {
    const { deps, done } = relay(() => Promise.reject(new Error("timed out")));
    const all = [outgoing(incidentStep(), "a")];
    await expect(publishSteps(all, deps)).rejects.toThrow("timed out");
    expect(done).toEqual([]);
  });
});

describe("folding targets", () => {
  test("folds each target of a finding once, and none for an incident's own steps", async () => {
    const { deps } = relay();
    const findings = ["client:a", "client:a", "client:b"].map((target, i) =>
      findingOf({ target, id: `F${i}`, entity: { type: "ip", value: `203.0.113.${i}` } }),
    );
    for (const each of findings) {
      await deps.findings.write({ key: each, version: 1, findings: [each] }, []);
    }
    const steps = await foldTargets([...findings.map(stepOf), incidentStep()], NIGHT, deps);
    expect(steps.map(({ incident }) => incident.target)).toEqual(["client:a", "client:b"]);
    expect((await deps.incidents.read(SCOPE, "client:a"))!.version).toBe(1);
    expect(await foldTargets([incidentStep()], NIGHT, deps)).toEqual([]);
  });

  test("tells nothing new when the same steps come again", async () => {
    const { deps } = relay();
    const finding = findingOf();
    await deps.findings.write({ key: finding, version: 1, findings: [finding] }, []);
    expect(await foldTargets([stepOf(finding)], NIGHT, deps)).toHaveLength(1);
    expect(await foldTargets([stepOf(finding)], NIGHT, deps)).toEqual([]);
  });
});
