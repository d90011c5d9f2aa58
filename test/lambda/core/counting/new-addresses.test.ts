import fc from "fast-check";
import { memoryAddressStore } from "../../../../lambda/adapters/memory/addresses";
import { withNewAddresses } from "../../../../lambda/core/counting/new-addresses";
import type { Observation } from "../../../../lambda/core/model/observation";
import { DAY_MS } from "../../../../lambda/core/model/time";
import { MIDNIGHT, request } from "../../../support/observations";
import { runs } from "../../../support/runs";

const ROLE = "arn:aws:iam::111122223333:role/order-updates";

const text = (id: string, known: Partial<Observation> = {}): Observation =>
  request({
    id,
    atMs: MIDNIGHT,
    source: "sms-voice-send",
    kind: "sms-sent",
    action: "SendTextMessage",
    ip: "203.0.113.10",
    principal: ROLE,
    clientId: undefined,
    ...known,
  });

const marked = (observations: readonly Observation[]): readonly string[] =>
  observations.filter(({ isNewAddress }) => isNewAddress === true).map(({ id }) => id);

const mark = async (
  batch: readonly Observation[],
  store = memoryAddressStore(),
  drill?: string,
): Promise<readonly string[]> => marked(await withNewAddresses(batch, store, drill));

test("of a batch the earliest event from each address is marked, and nothing else changes", async () => {
  const batch = [
    text("b", { atMs: MIDNIGHT + 2 }),
    text("a", { atMs: MIDNIGHT + 1 }),
    text("c", { ip: "203.0.113.11" }),
  ];
  const seen = await withNewAddresses(batch, memoryAddressStore(), undefined);
  expect(marked(seen)).toEqual(["a", "c"]);
  expect(seen.map((each) => ({ ...each, isNewAddress: undefined }))).toEqual(
    batch.map((each) => ({ ...each, isNewAddress: undefined })),
  );
});

test("a redelivered event is marked again, in whatever company; others are not", async () => {
  const store = memoryAddressStore();
  expect(await mark([text("a", { atMs: MIDNIGHT + 9 })], store)).toEqual(["a"]);
  const again = [text("earlier"), text("a", { atMs: MIDNIGHT + 9 }), text("later")];
  expect(await mark(again, store)).toEqual(["a"]);
  expect(await mark([text("earlier")], store)).toEqual([]);
});

test("an address is new again on the fifteenth day after its last", async () => {
  const store = memoryAddressStore();
  await mark([text("a")], store);
  expect(await mark([text("b", { atMs: MIDNIGHT + 14 * DAY_MS })], store)).toEqual([]);
  expect(await mark([text("c", { atMs: MIDNIGHT + 29 * DAY_MS })], store)).toEqual(["c"]);
});

test("addresses of one IPv6 /64 are one, those of two are two", async () => {
  const batch = [
    text("a", { ip: "2001:db8:1:2::1" }),
    text("b", { ip: "2001:db8:1:2:ffff::9" }),
    text("c", { ip: "2001:db8:1:3::1" }),
  ];
  expect(await mark(batch)).toEqual(["a", "c"]);
});

test("principals, accounts and drills have addresses of their own", async () => {
  const store = memoryAddressStore();
  const batch = [
    text("a"),
    text("b", { principal: `${ROLE}-2` }),
    text("c", { account: "444455556666" }),
  ];
  expect(await mark(batch, store)).toEqual(["a", "b", "c"]);
  expect(await mark([text("d")], store, "drill-1")).toEqual(["d"]);
  expect(await mark([text("e")], store)).toEqual([]);
});

test("signed calls for administrators count, people's own calls and services do not", async () => {
  const asks = { source: "cognito-api", kind: "sms-requested" } as const;
  expect(
    await mark([
      text("admin", { ...asks, action: "AdminCreateUser" }),
      text("person", { ...asks, action: "SignUp", principal: undefined, ip: "192.0.2.9" }),
      text("service", { ip: undefined }),
      text("dry run", { delivery: "none", ip: "192.0.2.10" }),
      text("typed in", { kind: "sent-confirmed", delivery: "none", ip: "192.0.2.11" }),
    ]),
  ).toEqual(["admin"]);
});

test("without a store no address is new", async () => {
  const batch = [text("a")];
  expect(await withNewAddresses(batch, undefined, undefined)).toBe(batch);
});

test("however events are cut into batches, ordered and repeated, each address counts once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ event: fc.integer({ min: 0, max: 30 }), isLast: fc.boolean() }), {
        minLength: 1,
        maxLength: 80,
      }),
      async (deliveries) => {
        const store = memoryAddressStore();
        const firsts = new Map<string, Set<string>>();
        let batch: Observation[] = [];
        for (const { event, isLast } of [...deliveries, { event: 0, isLast: true }]) {
          // An event is the same whenever it comes; they lie within thirteen days.
          const atMs = MIDNIGHT + ((event * 7) % 13) * DAY_MS;
          batch.push(text(`e${event}`, { atMs, ip: `203.0.113.${event % 5}` }));
          if (!isLast) continue;
          for (const each of await withNewAddresses(batch, store, undefined)) {
            const ids = firsts.get(each.ip!) ?? new Set();
            firsts.set(each.ip!, each.isNewAddress === true ? ids.add(each.id) : ids);
          }
          batch = [];
        }
        for (const ids of firsts.values()) expect(ids.size).toBe(1);
      },
    ),
    { numRuns: runs(300) },
  );
});
