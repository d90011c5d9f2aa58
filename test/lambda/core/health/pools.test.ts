import { inventoryOf } from "../../../../lambda/core/health/pools";
import { soundPool } from "../../../support/health-facts";

test.each([
  ["verifies by text or e-mail", {}, { delivers: "both", smsMfa: false }],
  ["never uses e-mail", { isNeverByEmail: true }, { delivers: "sms", smsMfa: false }],
  [
    "asks for a text at every sign-in",
    { isSmsSignInOnly: true },
    { delivers: "both", smsMfa: true },
  ],
  [
    "texts at sign-in alone",
    { isSmsVerified: false, isNeverByEmail: true },
    { delivers: "both", smsMfa: false },
  ],
])("a pool that %s", (_, change, expected) => {
  const { id, clients } = soundPool;
  expect(inventoryOf([{ ...soundPool, ...change }])).toEqual({ [id]: { ...expected, clients } });
});

test("a pool that sends no text is left out: it may send some tomorrow", () => {
  expect(inventoryOf([{ ...soundPool, hasSmsRole: false }])).toEqual({});
  expect(inventoryOf([{ ...soundPool, isSmsSignIn: false, isSmsVerified: false }])).toEqual({});
});
