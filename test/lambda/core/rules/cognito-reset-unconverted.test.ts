import type { Finding } from "../../../../lambda/core/findings/finding";
import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { codes, foundTonight, past as pastOf, RESETS } from "../../../support/codes";
import { NIGHT } from "../../../support/incidents";
import { CLIENT_ID, cognitoCall } from "../../../support/records";

const RULE = "cognito-reset-unconverted";
const SECOND = 1000;

const resets = (count: number, confirmed: number, startMs = NIGHT, everyMs = SECOND) =>
  codes({ ...RESETS, count, confirmed, startMs, everyMs });

/** The day before, on which 400 resets were asked for and so many of them finished. */
const past = (confirmed: number): readonly JsonObject[] => pastOf(confirmed, RESETS);

const today = (records: readonly JsonObject[]): Promise<readonly Finding[]> =>
  foundTonight(RULE, records);

test("resets of which half is usually finished fire at 30 that are missing", async () => {
  expect(await today([...past(200), ...resets(59, 0)])).toEqual([]);
  expect(await today([...past(200), ...resets(60, 0)])).toMatchObject([
    { entity: { type: "app-client", value: CLIENT_ID }, count: 60, notify: "page" },
  ]);
});

test("a campaign that half of the people finish is left in peace where 80 % are usual", async () => {
  expect(await today([...past(320), ...resets(900, 450, NIGHT, 4 * SECOND)])).toEqual([]);
  // 44 % of 900 are 396, of which chance may take 37.
  expect(await today([...past(320), ...resets(900, 360, NIGHT, 4 * SECOND)])).toEqual([]);
  expect(await today([...past(320), ...resets(900, 350, NIGHT, 4 * SECOND)])).toHaveLength(1);
});

test("sign-ups are not counted", async () => {
  const calls = Array.from({ length: 200 }, (_, i) =>
    cognitoCall({ action: "SignUp", at: NIGHT + i * SECOND, ip: `198.51.100.${i}`, medium: "SMS" }),
  );
  expect(await today([...past(320), ...calls])).toEqual([]);
});
