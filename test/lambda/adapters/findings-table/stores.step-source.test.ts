import { dynamoFindingStore } from "../../../../lambda/adapters/findings-table/findings";
import {
  dynamoIncidentStore,
  dynamoStepSource,
} from "../../../../lambda/adapters/findings-table/stores";
import { onDynamoLocal } from "../../../support/dynamo-local";
import { freshTables } from "../../../support/fresh-tables";
import { findingOf, incidentFrom, SCOPE } from "../../../support/incidents";

onDynamoLocal("a step in DynamoDB", (local) => {
  const fresh = freshTables(() => local.client);

  /** One finding and one incident on a target, each with its step stored. */
  async function stored(target: string) {
    const { findings: table } = await fresh();
    const finding = findingOf({ target });
    const incident = incidentFrom(finding, { target, revision: 12 });
    const key = { scope: SCOPE, target, ruleId: finding.ruleId, entity: finding.entity };
    const ofFinding = { kind: "opened", sequence: 3, atMs: 5, finding } as const;
    const ofIncident = { reasons: ["opened"], atMs: 6, incident } as const;
    await dynamoFindingStore(local.client, table).write({ key, version: 1, findings: [finding] }, [
      ofFinding,
    ]);
    const head = { scope: SCOPE, target, version: 1, incidents: [incident] };
    await dynamoIncidentStore(local.client, table).write(head, [ofIncident]);
    return {
      read: dynamoStepSource(local.client, table),
      finding,
      incident,
      ofFinding,
      ofIncident,
    };
  }

  test.each(["client:a", "a target # that is hashed ".repeat(9)])(
    "is found by what its event names, on %s",
    async (target) => {
      const { read, finding, incident, ofFinding, ofIncident } = await stored(target);
      const at = { scope: SCOPE, target };
      expect(await read({ ...at, id: finding.id, sequence: 3 })).toEqual({
        type: "finding",
        ...ofFinding,
      });
      expect(await read({ ...at, id: incident.id, sequence: 12 })).toEqual({
        type: "incident",
        ...ofIncident,
      });
    },
  );

  test("that does not exist is not found, and no head is taken for one", async () => {
    const { read, finding } = await stored("client:a");
    const at = { scope: SCOPE, target: "client:a", id: finding.id, sequence: 3 };
    expect(await read({ ...at, sequence: 4 })).toBeUndefined();
    expect(await read({ ...at, target: "client:b" })).toBeUndefined();
    expect(await read({ ...at, scope: "111122223333/drill:x" })).toBeUndefined();
    expect(await read({ ...at, id: "i" })).toBeUndefined();
  });
});
