import type { Finding } from "../../../../lambda/core/findings/finding";
import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { parseConfig } from "../../../../lambda/core/model/config";
import { cognitoClientUnconverted } from "../../../../lambda/core/rules/cognito-client-unconverted";
import { HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { codes as codesOf, foundTonight, past as pastOf, RESETS } from "../../../support/codes";
import { NIGHT, TARGET } from "../../../support/incidents";
import { requestsAt } from "../../../support/observations";
import { CLIENT_ID, cognitoCall, type CognitoCall } from "../../../support/records";

const RULE = "cognito-client-unconverted";
const SECOND = 1000;

const codes = (count: number, confirmed: number, startMs = NIGHT, everyMs = SECOND) =>
  codesOf({ ...RESETS, count, confirmed, startMs, everyMs });

/** The day before, on which 200 codes were sent and so many of them confirmed. */
const past = (confirmed: number): readonly JsonObject[] =>
  pastOf(confirmed, { ...RESETS, count: 200, everyMs: 7 * MINUTE_MS });

const today = (records: readonly JsonObject[]): Promise<readonly Finding[]> =>
  foundTonight(RULE, records);

test("a client that usually confirms half fires at 30 confirmations that are missing", async () => {
  const known = past(100);
  expect(await today([...known, ...codes(59, 0)])).toEqual([]);
  expect(await today([...known, ...codes(60, 0)])).toMatchObject([
    {
      entity: { type: "app-client", value: CLIENT_ID },
      target: TARGET,
      count: 60,
      confirmed: 0,
      paid: 60,
      unexplained: 60,
      usual: { confirmedShare: 0.5 },
      notify: "page",
    },
  ]);
});

test("each code that is confirmed within three minutes stands for two requests", async () => {
  const known = past(100);
  expect(await today([...known, ...codes(60, 1, NIGHT, 900)])).toEqual([]);
  expect(await today([...known, ...codes(62, 1, NIGHT, 900)])).toMatchObject([
    { count: 62, confirmed: 1, unexplained: 60, paid: 60 },
  ]);
});

test("without a past six in ten are assumed and twice as many needed", async () => {
  expect(await today(codes(99, 0))).toEqual([]);
  expect(await today(codes(100, 0))).toMatchObject([
    { count: 100, usual: { confirmedShare: 0.6, isShareAssumed: true } },
  ]);
});

test("a client that usually confirms a fifth is compared by share, one below it by volume", async () => {
  const [byShare] = await today([...past(40), ...codes(250, 0)]);
  expect(byShare).toMatchObject({ measure: { kind: "unconfirmed-excess" } });
  const [byVolume] = await today([...past(39), ...codes(31, 0)]);
  expect(byVolume).toMatchObject({
    measure: { kind: "volume", threshold: 30 },
    usual: { isConfirmationInvisible: true },
    count: 31,
  });
  expect(await today([...past(39), ...codes(30, 0)])).toEqual([]);
});

test("a busy hour in which as many are confirmed as ever is left in peace", async () => {
  expect(await today([...past(150), ...codes(1500, 1125)])).toEqual([]);
});

test("a campaign of which half is confirmed is left in peace where 80 % are usual", async () => {
  expect(await today([...past(160), ...codes(900, 450, NIGHT, 4 * SECOND)])).toEqual([]);
  expect(await today([...past(160), ...codes(900, 360, NIGHT, 4 * SECOND)])).toHaveLength(1);
});

test("one that sends slowly is found over hours", async () => {
  const slow = codes(70, 0, NIGHT, 4 * MINUTE_MS);
  const [finding] = await today([...past(160), ...slow]);
  expect(finding!.openedAt).toBeLessThan(NIGHT + 3 * HOUR_MS);
});

test("refused calls count and are not priced, what sent an e-mail does not count", async () => {
  const call = (known: CognitoCall): readonly JsonObject[] =>
    Array.from({ length: 100 }, (_, i) =>
      cognitoCall({ at: NIGHT + i * SECOND, action: "ForgotPassword", ...known }),
    );
  const refused = call({ outcome: "throttled" });
  expect(await today([...past(100), ...refused])).toMatchObject([{ count: 100, paid: 0 }]);
  expect(await today([...past(100), ...call({ medium: "EMAIL" })])).toEqual([]);
});

test("each app client is counted by itself", async () => {
  const other = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      cognitoCall({
        at: NIGHT + i * SECOND,
        action: "ForgotPassword",
        medium: "SMS",
        clientId: "anotherclient0000000000000",
      }),
    );
  expect(await today([...past(100), ...codes(59, 0), ...other(99)])).toEqual([]);
});

test("a text that is sent is no code that was asked for, whoever it names", () => {
  const [request] = requestsAt([NIGHT]);
  const isHit = cognitoClientUnconverted.hits(parseConfig({}));
  expect(isHit(request!)).toBe(true);
  expect(isHit({ ...request!, kind: "sms-sent" })).toBe(false);
});
