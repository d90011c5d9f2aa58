import type { Finding } from "../../../../lambda/core/findings/finding";
import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { DAY_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { NIGHT, trips } from "../../../support/incidents";
import { cognitoCall } from "../../../support/records";

const RULE = "cognito-account-unconverted";
const SECOND = 1000;

const CLIENTS = [
  "1example0000000000000000a",
  "2example0000000000000000b",
  "3example0000000000000000c",
];

interface Codes {
  readonly clientId: string;
  readonly count: number;
  readonly confirmed?: number;
  readonly startMs?: number;
  readonly everyMs?: number;
}

/** Sign-ups from an address of their own each, of which so many are confirmed, evenly spread. */
const codes = ({ clientId, count, confirmed = 0, startMs = NIGHT, everyMs = SECOND }: Codes) =>
  Array.from({ length: count }, (_, i): readonly JsonObject[] => {
    const at = startMs + i * everyMs;
    const sub = `00000000-0000-4000-8000-${String(at).slice(-12)}`;
    const call = { clientId, sub, ip: `198.51.${Math.floor(i / 250)}.${i % 250}` };
    const request = cognitoCall({ ...call, at, action: "SignUp", medium: "SMS" });
    const typed = cognitoCall({ ...call, at: at + 20 * SECOND, action: "ConfirmSignUp" });
    return (i * confirmed) % count < confirmed ? [request, typed] : [request];
  }).flat();

const today = async (records: readonly JsonObject[]): Promise<readonly Finding[]> =>
  (await trips(RULE, records)).filter(({ firstFiring }) => firstFiring >= NIGHT);

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
  const past = codes({
    clientId: first,
    count: 400,
    confirmed: 320,
    startMs: Math.floor(NIGHT / DAY_MS - 1) * DAY_MS,
    everyMs: 3 * MINUTE_MS,
  });
  const crowd = codes({ clientId: first, count: 600, confirmed: 480, everyMs: 100 });
  const trickle = [second, third].flatMap((clientId) => codes({ clientId, count: 52 }));
  expect(await today([...past, ...crowd])).toEqual([]);
  expect(await today([...past, ...crowd, ...trickle])).toHaveLength(1);
});

test("clients whose people confirm as usual are left in peace, however many they are", async () => {
  const each = CLIENTS.flatMap((clientId) => codes({ clientId, count: 200, confirmed: 120 }));
  expect(await today(each)).toEqual([]);
});
