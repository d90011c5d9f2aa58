import type { Finding } from "../../../../lambda/core/findings/finding";
import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { DAY_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { NIGHT, trips } from "../../../support/incidents";
import { CLIENT_ID, cognitoCall } from "../../../support/records";

const RULE = "cognito-reset-unconverted";
const SECOND = 1000;

/** Somebody of his own for each request. */
const subjectAt = (at: number): string => `00000000-0000-4000-8000-${String(at).slice(-12)}`;

const resets = (count: number, confirmed: number, startMs = NIGHT, everyMs = SECOND) =>
  Array.from({ length: count }, (_, i): readonly JsonObject[] => {
    const at = startMs + i * everyMs;
    const ip = `198.51.${Math.floor(i / 250)}.${i % 250}`;
    const sub = subjectAt(at);
    const request = cognitoCall({ at, action: "ForgotPassword", ip, sub, medium: "SMS" });
    const typed = cognitoCall({ at: at + 20 * SECOND, action: "ConfirmForgotPassword", ip, sub });
    return (i * confirmed) % count < confirmed ? [request, typed] : [request];
  }).flat();

/** The day before, on which 400 resets were asked for and so many of them finished. */
const past = (confirmed: number): readonly JsonObject[] =>
  resets(400, confirmed, Math.floor(NIGHT / DAY_MS - 1) * DAY_MS, 3 * MINUTE_MS);

const today = async (records: readonly JsonObject[]): Promise<readonly Finding[]> =>
  (await trips(RULE, records)).filter(({ firstFiring }) => firstFiring >= NIGHT);

test("resets of which half is usually finished fire at 30 that are missing", async () => {
  expect(await today([...past(200), ...resets(59, 0)])).toEqual([]);
  expect(await today([...past(200), ...resets(60, 0)])).toMatchObject([
    { entity: { type: "app-client", value: CLIENT_ID }, count: 60, notify: "page" },
  ]);
});

test("a campaign that half of the people finish is left in peace where 80 % are usual", async () => {
  expect(await today([...past(320), ...resets(900, 450, NIGHT, 4 * SECOND)])).toEqual([]);
  expect(await today([...past(320), ...resets(900, 360, NIGHT, 4 * SECOND)])).toHaveLength(1);
});

test("sign-ups are not counted", async () => {
  const calls = Array.from({ length: 200 }, (_, i) =>
    cognitoCall({ action: "SignUp", at: NIGHT + i * SECOND, ip: `198.51.100.${i}`, medium: "SMS" }),
  );
  expect(await today([...past(320), ...calls])).toEqual([]);
});
