import type { Finding } from "../../../../lambda/core/findings/finding";
import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { codes, foundTonight, past } from "../../../support/codes";

const RULE = "cognito-account-unconverted";
const SECOND = 1000;

const CLIENTS = [
  "1example0000000000000000a",
  "2example0000000000000000b",
  "3example0000000000000000c",
];

const today = (records: readonly JsonObject[]): Promise<readonly Finding[]> =>
  foundTonight(RULE, records);

const [first = "", second = "", third = ""] = CLIENTS;

test("three clients that lack a little each fire when it is sixty together", async () => {
  const each = (count: number) => CLIENTS.flatMap((clientId) => codes({ clientId, count }));
  expect(await today(each(33))).toEqual([]);
  expect(await today(each(34))).toMatchObject([
    {
      target: "cognito:account",
      entity: { type: "account", value: "111122223333" },
      count: 102,
      notify: "page",
    },
  ]);
});

test("one that lacks most of it is left to its own rules", async () => {
  const most = codes({ clientId: first, count: 300 });
  const slowly = { count: 34, everyMs: 9 * SECOND };
  const rest = [second, third].flatMap((clientId) => codes({ clientId, ...slowly }));
  expect(await today([...most, ...rest])).toEqual([]);
});

test("a busy client with its usual confirmations hides nothing", async () => {
  const before = past(320, { clientId: first });
  const crowd = codes({ clientId: first, count: 600, confirmed: 480, everyMs: 100 });
  const trickle = [second, third].flatMap((clientId) => codes({ clientId, count: 52 }));
  expect(await today([...before, ...crowd])).toEqual([]);
  expect(await today([...before, ...crowd, ...trickle])).toHaveLength(1);
});

test("clients whose people confirm as usual are left in peace, however many they are", async () => {
  const each = CLIENTS.flatMap((clientId) => codes({ clientId, count: 200, confirmed: 120 }));
  expect(await today(each)).toEqual([]);
});
