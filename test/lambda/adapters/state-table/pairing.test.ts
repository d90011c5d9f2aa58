import { dynamoKey } from "../../../../lambda/adapters/dynamo";
import {
  dynamoConfirmingSubjects,
  dynamoDoorStore,
  dynamoPairing,
} from "../../../../lambda/adapters/state-table/pairing";
import { dynamoSubjectStore } from "../../../../lambda/adapters/state-table/subjects";
import { pairConfirmations } from "../../../../lambda/core/counting/pairing/pair-confirmations";
import { settle } from "../../../../lambda/core/counting/pairing/settle";
import { NEW_SUBJECT, type SubjectState } from "../../../../lambda/core/counting/pairing/subject";
import { parseConfig } from "../../../../lambda/core/model/config";
import { pseudonymsBy } from "../../../../lambda/core/model/hash";
import type { Observation } from "../../../../lambda/core/model/observation";
import { DAY_MS, dayOf, MINUTE_MS } from "../../../../lambda/core/model/time";
import { metered } from "../../../../bench/capacity";
import { onDynamoLocal } from "../../../support/dynamo-local";
import { MIDNIGHT } from "../../../support/observations";
import { asked, opening, typed } from "../../../support/pairing";
import {
  confirmingSubjectsContract,
  doorStoreContract,
  subjectStoreContract,
} from "../../../support/pairing-store-contract";

const DAY = dayOf(MIDNIGHT);
const DOOR = { target: "client:app", source: "cognito-api", flow: "sign-up" } as const;

onDynamoLocal("DynamoDB", (local) => {
  const doors = () => dynamoDoorStore(local.client, local.tables.state);
  const subjects = () => dynamoSubjectStore(local.client, local.tables.state);
  const confirming = () => dynamoConfirmingSubjects(local.client, local.tables.state);
  doorStoreContract("the state table", doors);
  subjectStoreContract("the state table", subjects);
  confirmingSubjectsContract("the state table", confirming);

  const expiryOf = async (pk: string, sk = "-"): Promise<number> =>
    Number((await local.item("state", pk, sk))?.expires?.N) * 1000;

  test("a door that is in use stays, and a late record brings its end no nearer", async () => {
    const scope = "expiry-1/live";
    const note = (atMs: number) =>
      doors().note(scope, DOOR, { action: "SignUp", isTold: true, atMs });
    const expires = () =>
      expiryOf(dynamoKey("door", scope, "sign-up", "cognito-api", "client:app"));
    await note(MIDNIGHT);
    expect(await expires()).toBeGreaterThanOrEqual(MIDNIGHT + 30 * DAY_MS);
    await note(MIDNIGHT + DAY_MS);
    const end = await expires();
    expect(end).toBeGreaterThanOrEqual(MIDNIGHT + 31 * DAY_MS);
    await note(MIDNIGHT - 5 * DAY_MS);
    expect(await expires()).toBe(end);
  });

  test("a subject goes when it was told to, and who confirmed after fifteen days", async () => {
    const key = { scope: "expiry-2/live", subject: "ann" };
    await subjects().write(key, { version: 1, state: NEW_SUBJECT }, MIDNIGHT);
    expect(await expiryOf(dynamoKey("subject", key.scope, "ann"))).toBe(MIDNIGHT);
    await confirming().add(key.scope, "192.0.2.1", DAY, ["ann"]);
    const end = await expiryOf(
      dynamoKey("people", key.scope, "192.0.2.1"),
      String(DAY).padStart(15, "0"),
    );
    expect(end).toBeGreaterThanOrEqual(MIDNIGHT + 15 * DAY_MS);
    expect(end).toBeLessThanOrEqual(MIDNIGHT + 17 * DAY_MS);
  });

  /** Writes what a subject comes to after each of many requests and confirmations. */
  async function sizeAfter(count: number, isAnswered: boolean, subject: string): Promise<number> {
    let state: SubjectState = NEW_SUBJECT;
    for (let i = 0; i < count; i++) {
      const atMs = MIDNIGHT + i * MINUTE_MS;
      const requests = [asked(`request-${i}`, atMs)];
      const confirmations = isAnswered ? [typed(`confirmation-${i}`, atMs + 30_000)] : [];
      ({ state } = settle(state, { requests, confirmations }));
    }
    const key = { scope: "size/live", subject };
    await subjects().write(key, { version: 1, state }, MIDNIGHT);
    const item = await local.item("state", dynamoKey("subject", key.scope, subject), "-");
    return JSON.stringify(item).length;
  }

  test.each([false, true])(
    "a subject that asks ten thousand times fits into a kilobyte, answered: %s",
    async (isAnswered) => {
      const [once, often] = [
        await sizeAfter(12, isAnswered, `a-${isAnswered}`),
        await sizeAfter(10_000, isAnswered, `b-${isAnswered}`),
      ];
      expect(often).toBeLessThanOrEqual(1024);
      expect(often).toBeLessThan(once + 100);
    },
  );

  test("an event costs one write unit and half a read unit", async () => {
    const { capacity, send } = meter();
    const key = { scope: "units/live", subject: "ann" };
    const first = settle(NEW_SUBJECT, { requests: [asked("r", MIDNIGHT)], confirmations: [] });
    await send.read(key, false);
    await send.write(key, { version: 1, state: first.state }, MIDNIGHT);
    expect(capacity).toMatchObject({ writeUnits: 1, readUnits: 0.5 });
    const second = settle(first.state, { requests: [], confirmations: [typed("c", MIDNIGHT + 1)] });
    await send.read(key, false);
    await send.write(key, { version: 2, state: second.state }, MIDNIGHT);
    expect(capacity).toMatchObject({ writeUnits: 2, readUnits: 1 });
  });

  const meter = () => ({
    capacity: metered(local.client),
    send: dynamoSubjectStore(local.client, local.tables.state),
  });

  test("in background traffic a request costs one write unit, a confirmation one, and its address one", async () => {
    const capacity = metered(local.client);
    const deps = dynamoPairing(
      local.client,
      local.tables.state,
      pseudonymsBy("a key of this test"),
    );
    const account = "999900001111";
    const at = MIDNIGHT + DAY_MS;
    const people = Array.from({ length: 240 }, (_, i) => {
      const known = {
        account,
        subject: `${1000 + i}0000-0000-4000-8000-000000000000`,
        ip: `192.0.2.${i}`,
      };
      const request = asked(`r${i}`, at + i * 1_000, known);
      return [request, typed(`c${i}`, request.atMs + 30_000, known)];
    });
    const pair = (batch: readonly Observation[]) =>
      pairConfirmations(batch, at, deps, parseConfig({}));
    await pair([opening({ account })]);
    const events = people.flat().sort((a, b) => a.atMs - b.atMs);
    const before = { ...capacity };
    let counted = 0;
    for (let i = 0; i < events.length; i += 60) {
      const left = await pair(events.slice(i, i + 60));
      counted += left.filter(({ answersMs }) => answersMs !== undefined).length;
    }
    expect(counted).toBe(240);
    const perEvent = (units: number): number => units / events.length;
    // Who asks and confirms in one batch is written once.
    expect(perEvent(capacity.writeUnits - before.writeUnits)).toBeLessThan(1.5);
    expect(perEvent(capacity.readUnits - before.readUnits)).toBeLessThan(0.55);
  });
});
