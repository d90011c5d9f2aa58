import fc from "fast-check";
import { memoryClientStore } from "../../../../../lambda/adapters/memory/clients";
import type { ClientStore } from "../../../../../lambda/core/counting/clients/client-store";
import { nameClients } from "../../../../../lambda/core/counting/clients/name-clients";
import { parseConfig } from "../../../../../lambda/core/model/config";
import type { Observation } from "../../../../../lambda/core/model/observation";
import { DAY_MS, HOUR_MS } from "../../../../../lambda/core/model/time";
import { byAppClient, cognitoTarget } from "../../../../../lambda/core/rules/matching";
import { ACCOUNT, MIDNIGHT, request } from "../../../../support/observations";
import { runs } from "../../../../support/runs";

const POOL = "us-east-1_Example";
const LISTED = "listed";
const config = parseConfig({ userPools: { [POOL]: { delivers: "sms", clients: [LISTED] } } });

let ids = 0;
const call = (known: Partial<Observation>): Observation =>
  request({ id: `e${++ids}`, atMs: MIDNIGHT, ...known });

const refused = (clientId: string, known: Partial<Observation> = {}): Observation =>
  call({ clientId, outcome: "failure", ...known });
const accepted = (clientId: string, known: Partial<Observation> = {}): Observation =>
  call({ clientId, outcome: "success", ...known });
const page = (clientId: string, known: Partial<Observation> = {}): Observation =>
  call({ clientId, source: "cognito-hosted-ui", userPoolId: "us-east-1_Told", ...known });

/** The targets that a batch is counted under. */
async function targets(
  batch: readonly Observation[],
  appClients: ClientStore = memoryClientStore(),
  drill?: string,
): Promise<readonly string[]> {
  const { observations } = await nameClients(batch, MIDNIGHT, { config, appClients }, drill);
  return observations.map(cognitoTarget);
}

const UNNAMED = "cognito:unnamed";

test("refused calls with invented clients share one target, and one entity", async () => {
  const batch = ["invented1", "invented2", LISTED].map((id) => refused(id));
  expect(await targets(batch)).toEqual([UNNAMED, UNNAMED, `client:${LISTED}`]);
  const deps = { config, appClients: memoryClientStore() };
  const { observations } = await nameClients(batch, MIDNIGHT, deps, undefined);
  expect(observations.map(byAppClient)).toEqual([
    { type: "app-client", value: "unnamed" },
    { type: "app-client", value: "unnamed" },
    { type: "app-client", value: LISTED },
  ]);
  expect(observations[0]).toMatchObject({ unnamedClientId: "invented1" });
});

test("a throttled call proves no more than a refused one", async () => {
  expect(await targets([call({ clientId: "a", outcome: "throttled" })])).toEqual([UNNAMED]);
});

test("one accepted call names its client for the whole batch, and from then on", async () => {
  const store = memoryClientStore();
  expect(await targets([refused("app"), accepted("app")], store)).toEqual([
    "client:app",
    "client:app",
  ]);
  expect(await targets([refused("app")], store)).toEqual(["client:app"]);
  expect(await targets([refused("app", { account: "999988887777" })], store)).toEqual([UNNAMED]);
});

test.each<[string, Partial<Observation>]>([
  ["a typed-in code", { kind: "sms-confirmed", delivery: "none" }],
  ["a sign-in", { kind: "sign-in", delivery: "possible" }],
])("%s names its client too", async (_, known) => {
  expect(await targets([accepted("app", known)])).toEqual(["client:app"]);
});

test("a page belongs to the pool that AWS names, accepted or not, until the API names its client", async () => {
  const store = memoryClientStore();
  const pages = [page("web"), page("web", { outcome: "failure" })];
  expect(await targets(pages, store)).toEqual(["pool:us-east-1_Told", "pool:us-east-1_Told"]);
  expect(await targets([page("web", { userPoolId: undefined })], store)).toEqual([UNNAMED]);
  await targets([accepted("web")], store);
  expect(await targets(pages, store)).toEqual(["client:web", "client:web"]);
});

test("what a refused call says of its pool is its caller's text as well", async () => {
  expect(await targets([refused("invented", { userPoolId: "eu-west-1_Invented" })])).toEqual([
    UNNAMED,
  ]);
});

test("calls without a client, and calls of other services, stay as they are", async () => {
  const batch = [
    call({ clientId: undefined, userPoolId: POOL }),
    call({ clientId: undefined }),
    call({ source: "sms-voice-send", clientId: undefined }),
  ];
  const deps = { config, appClients: memoryClientStore() };
  const { observations } = await nameClients(batch, MIDNIGHT, deps, undefined);
  expect(observations).toEqual(batch);
});

test("without a store every client is believed", async () => {
  const batch = [refused("invented")];
  const { observations, firstSeenOf } = await nameClients(batch, 0, { config }, undefined);
  expect(observations).toBe(batch);
  expect(firstSeenOf(batch[0]!)).toBeUndefined();
});

test("every client is named in a drill, and no drill names one for live traffic", async () => {
  const store = memoryClientStore();
  await targets([accepted("real")], store);
  expect(await targets([accepted("drilled"), refused("real")], store, "d1")).toEqual([
    "client:drilled",
    "client:real",
  ]);
  expect(await targets([refused("drilled")], store, "d1")).toEqual(["client:drilled"]);
  expect(await targets([refused("drilled")], store, "d2")).toEqual(["client:drilled"]);
  expect(await targets([refused("drilled")], store)).toEqual([UNNAMED]);
  expect((await store.clientsOf(ACCOUNT)).map(({ clientId }) => clientId)).toEqual(["real"]);
});

test("when a client was first seen lies neither in the future nor further back than a record is late", async () => {
  const store = memoryClientStore();
  const deps = { config, appClients: store };
  const batch = [
    accepted("ahead", { atMs: MIDNIGHT + HOUR_MS }),
    accepted("redriven", { atMs: MIDNIGHT - 20 * DAY_MS }),
    accepted("late", { atMs: MIDNIGHT - HOUR_MS }),
  ];
  const { firstSeenOf } = await nameClients(batch, MIDNIGHT, deps, undefined);
  const seen = [MIDNIGHT, MIDNIGHT - DAY_MS, MIDNIGHT - HOUR_MS];
  expect(batch.map(firstSeenOf)).toEqual(seen);
});

test("a named client is written once, and its pool when it is first told", async () => {
  const store = memoryClientStore();
  const written: unknown[] = [];
  const counting: ClientStore = {
    ...store,
    name: (account, client) => {
      written.push(client);
      return store.name(account, client);
    },
  };
  const batch = [accepted("app", { atMs: MIDNIGHT - 1 }), accepted("app")];
  await targets(batch, counting);
  await targets(batch, counting);
  expect(written).toEqual([{ clientId: "app", userPoolId: undefined, firstSeenMs: MIDNIGHT - 1 }]);
  await targets([accepted("app", { userPoolId: POOL })], counting);
  await targets([accepted("app", { userPoolId: POOL })], counting);
  expect(written).toHaveLength(2);
  expect(await store.clientsOf(ACCOUNT)).toEqual([
    { clientId: "app", userPoolId: POOL, firstSeenMs: MIDNIGHT - 1 },
  ]);
});

const anyCall = fc.record({
  clientId: fc.constantFrom("a", "b", "c", LISTED),
  outcome: fc.constantFrom<Observation["outcome"]>("success", "failure", "throttled"),
  source: fc.constantFrom<Observation["source"]>("cognito-api", "cognito-hosted-ui"),
});

test("a batch names the same clients in any order, delivered once or twice", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyCall, { maxLength: 12 }),
      fc.integer({ min: 0, max: 12 }),
      async (calls, turn) => {
        const batch = calls.map((known) => call(known));
        const namable = new Set([
          LISTED,
          ...batch
            .filter(({ source, outcome }) => source === "cognito-api" && outcome === "success")
            .map(({ clientId }) => clientId),
        ]);
        const expected = (each: Observation) => namable.has(each.clientId);
        const store = memoryClientStore();
        for (const order of [batch, [...batch.slice(turn), ...batch.slice(0, turn)], batch]) {
          const named = await targets(order, store);
          expect(named.map((target) => target.startsWith("client:"))).toEqual(order.map(expected));
        }
      },
    ),
    { numRuns: runs(500) },
  );
});
