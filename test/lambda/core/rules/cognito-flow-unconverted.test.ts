import type { Finding } from "../../../../lambda/core/findings/finding";
import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { MINUTE_MS } from "../../../../lambda/core/model/time";
import { codes, foundTonight, past, RESETS } from "../../../support/codes";
import { NIGHT } from "../../../support/incidents";
import { CLIENT_ID, cognitoCall } from "../../../support/records";

const RULE = "cognito-flow-unconverted";
const SECOND = 1000;

const today = (records: readonly JsonObject[]): Promise<readonly Finding[]> =>
  foundTonight(RULE, records);

test("sign-ups of which half is usually confirmed fire at 30 confirmations that are missing", async () => {
  expect(await today([...past(200), ...codes({ count: 59 })])).toEqual([]);
  expect(await today([...past(200), ...codes({ count: 60 })])).toMatchObject([
    {
      entity: { type: "client-flow", value: `sign-up at ${CLIENT_ID}` },
      count: 60,
      usual: { confirmedShare: 0.5 },
      notify: "page",
    },
  ]);
});

test("what customers do otherwise hides nothing: sign-ups are compared with sign-ups", async () => {
  const crowd = codes({ count: 400, confirmed: 320, ...RESETS });
  const found = await today([
    ...past(320),
    ...past(320, RESETS),
    ...crowd,
    ...codes({ count: 60 }),
  ]);
  expect(found).toMatchObject([{ count: 60, confirmed: 0 }]);
});

test("password resets belong to the rule that gives campaigns room", async () => {
  expect(await today([...past(320), ...codes({ count: 200, action: "ForgotPassword" })])).toEqual(
    [],
  );
});

test("a lack that is too small for any hour adds up over a day", async () => {
  const trickle = codes({ count: 120, confirmed: 60, everyMs: 8 * MINUTE_MS });
  const usual = codes({ count: 120, confirmed: 110, everyMs: 8 * MINUTE_MS });
  expect(await today([...past(370), ...usual])).toEqual([]);
  expect(await today([...past(370), ...trickle])).toHaveLength(1);
});

test("codes for an attribute that carry an access token are the account's", async () => {
  const token = { action: "GetUserAttributeVerificationCode" };
  const calls = Array.from({ length: 100 }, (_, i) =>
    cognitoCall({ ...token, at: NIGHT + i * SECOND, ip: `198.51.100.${i}`, medium: "SMS" }),
  );
  expect(await today(calls)).toMatchObject([
    { target: "cognito", entity: { value: "attribute at 111122223333" }, count: 100 },
  ]);
});

test("invitations that a principal of the account sends are nobody's request", async () => {
  const invitations = Array.from({ length: 200 }, (_, i) =>
    cognitoCall({ action: "AdminCreateUser", at: NIGHT + i * SECOND, medium: "SMS", role: "hr" }),
  );
  expect(await today(invitations)).toEqual([]);
});
