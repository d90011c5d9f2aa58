import {
  memoryFindingStore,
  memoryIncidentStore,
} from "../../../../lambda/adapters/memory/outcomes";
import { parseConfig } from "../../../../lambda/core/model/config";
import type { Finding } from "../../../../lambda/core/findings/finding";
import {
  publishSteps,
  relaySet,
  stepsBySet,
  type RelayDeps,
} from "../../../../lambda/core/incidents/relay";
import { noLinks, type LinksOf } from "../../../../lambda/core/incidents/linked-targets";
import { headOf } from "../../../../lambda/core/incidents/incident";
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

function relay(publish?: RelayDeps["publish"], linksOf: LinksOf = noLinks) {
  const events: PublishedEvent[] = [];
  const done: string[] = [];
  const deps: RelayDeps = {
    findings: memoryFindingStore(),
    incidents: memoryIncidentStore(),
    linksOf,
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

describe("relaying by linked set", () => {
  const findings = ["client:a", "client:a", "client:b"].map((target, i) =>
    findingOf({ target, id: `F${i}`, entity: { type: "ip", value: `203.0.113.${i}` } }),
  );
  const put = async (deps: RelayDeps): Promise<void> => {
    for (const each of findings) {
      await deps.findings.write({ key: each, version: 1, findings: [each] }, []);
    }
  };
  const relayAll = async (steps: readonly StoredStep[], deps: RelayDeps): Promise<void> => {
    const all = steps.map((step, i) => outgoing(step, String(i)));
    for (const set of await stepsBySet(all, deps)) {
      expect(await relaySet(set, NIGHT, deps)).toEqual([]);
    }
  };
  const versionsIn = (deps: RelayDeps) =>
    Promise.all(
      ["client:a", "client:b"].map(
        async (target) => (await deps.incidents.read(SCOPE, target))?.version,
      ),
    );

  test("folds each target of a finding once and publishes all steps", async () => {
    const { deps, events } = relay();
    await put(deps);
    await relayAll(findings.map(stepOf), deps);
    expect(await versionsIn(deps)).toEqual([1, 1]);
    expect(events).toHaveLength(3);
  });

  test("folds nothing for an incident's own steps", async () => {
    const { deps, events } = relay();
    await put(deps);
    await relayAll([incidentStep()], deps);
    expect(await versionsIn(deps)).toEqual([undefined, undefined]);
    expect(events).toHaveLength(1);
  });

  test("folds targets that are linked together, once, into one incident", async () => {
    const { deps, events } = relay(undefined, () => Promise.resolve(["client:b", "client:a"]));
    await put(deps);
    await relayAll(findings.map(stepOf), deps);
    expect(await versionsIn(deps)).toEqual([1, 1]);
    const { incidents } = (await headOf(SCOPE, "client:b", deps.incidents))!;
    expect(incidents).toMatchObject([{ targets: ["client:a", "client:b"], count: 120 }]);
    expect(events).toHaveLength(3);
  });

  test("asks for the links of a target once", async () => {
    const asked: string[] = [];
    const { deps } = relay(undefined, (_, target) => {
      asked.push(target);
      return Promise.resolve([]);
    });
    await relayAll(findings.map(stepOf), deps);
    expect(asked).toEqual(["client:a", "client:b"]);
  });
});
