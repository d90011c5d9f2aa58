import { memoryLearningStore } from "../../../../lambda/adapters/memory/counting";
import { memoryDeps } from "../../../../lambda/adapters/deps";
import { parseConfig } from "../../../../lambda/core/model/config";
import { inOrder, replay } from "../../../../lambda/core/replay";
import { DAY_MS, HOUR_MS } from "../../../../lambda/core/model/time";
import { NIGHT, observed, outbox, replayed, trips } from "../../../support/incidents";
import { cognitoCall, type CognitoCall } from "../../../support/records";

const RULE = "cognito-admin-burst";
const SECOND = 1000;
/** From the first second of a minute to the last of the sixtieth. */
const WINDOW = 3599 * SECOND;
const INVITER = "arn:aws:iam::111122223333:role/inviter";

/** A past peak is the largest hour of the clock. */
const FULL_HOUR = NIGHT - (NIGHT % HOUR_MS);

interface Invitation extends CognitoCall {
  readonly at?: number;
}

const invitations = (count: number, within: number, common: Invitation = {}) =>
  Array.from({ length: count }, (_, i) =>
    cognitoCall({
      action: "AdminCreateUser",
      role: "inviter",
      medium: "SMS",
      ...common,
      at: (common.at ?? NIGHT) + Math.floor((i * within) / (count - 1) / SECOND) * SECOND,
    }),
  );

test("201 invitations of one principal within sixty whole minutes fire", async () => {
  expect(await trips(RULE, invitations(201, WINDOW))).toMatchObject([
    { entity: { type: "principal", value: INVITER }, target: `principal:${INVITER}`, count: 201 },
  ]);
});

test("200, or 201 that reach into the next minute, do not", async () => {
  expect(await trips(RULE, invitations(200, WINDOW))).toEqual([]);
  expect(await trips(RULE, invitations(201, WINDOW + SECOND))).toEqual([]);
});

test("resets, refused calls and other pools count together", async () => {
  const resets = invitations(67, WINDOW, { action: "AdminResetUserPassword" });
  const refused = invitations(67, WINDOW, { outcome: "throttled" });
  const elsewhere = invitations(67, WINDOW, { userPoolId: "us-east-1_Other1234" });
  expect(await trips(RULE, [...resets, ...refused])).toEqual([]);
  expect(await trips(RULE, [...resets, ...refused, ...elsewhere])).toMatchObject([{ count: 201 }]);
});

test("what people ask for themselves, and what sends no text, never counts", async () => {
  expect(await trips(RULE, invitations(300, WINDOW, { action: "ForgotPassword" }))).toEqual([]);
  expect(await trips(RULE, invitations(300, WINDOW, { medium: "EMAIL" }))).toEqual([]);
});

test("two principals are counted apart", async () => {
  const other = invitations(150, WINDOW, { role: "help-desk" });
  expect(await trips(RULE, [...invitations(150, WINDOW), ...other])).toEqual([]);
});

test("a backend is compared with its own past", async () => {
  const past = [300, 100, 100].flatMap((count, day) =>
    invitations(count, WINDOW, { at: FULL_HOUR - (day + 1) * DAY_MS }),
  );
  const today = async (count: number) =>
    (await trips(RULE, [...past, ...invitations(count, WINDOW)])).filter(
      ({ firstSeen }) => firstSeen >= NIGHT,
    );
  expect(await today(300)).toEqual([]);
  expect(await today(301)).toMatchObject([{ usual: { peak: 100 }, measure: { threshold: 300 } }]);
});

describe("in an account whose learning is over", () => {
  const LEARNED = invitations(2, HOUR_MS, { role: "other", at: NIGHT - 10 * DAY_MS });

  async function paged(records: readonly ReturnType<typeof cognitoCall>[]) {
    const config = parseConfig({});
    const deps = { ...memoryDeps(config, outbox().mailer), learning: memoryLearningStore() };
    const { findings } = await replay(inOrder(observed([...LEARNED, ...records], config)), deps);
    return findings.filter(({ notify }) => notify === "page").map(({ ruleId }) => ruleId);
  }

  test("120 invitations in an hour or in a minute page nobody, the first time they happen", async () => {
    expect(await paged(invitations(120, WINDOW))).toEqual([]);
    expect(await paged(invitations(120, 59 * SECOND))).toEqual([]);
  });

  test("a help desk with 30 resets a day pages nobody", async () => {
    const days = [0, 1, 2, 3, 4].flatMap((day) =>
      invitations(30, 8 * HOUR_MS, {
        action: "AdminResetUserPassword",
        role: "help-desk",
        at: NIGHT + day * DAY_MS,
      }),
    );
    expect(await paged(days)).toEqual([]);
  });

  test("a stolen key that invites one user a second pages", async () => {
    expect(await paged(invitations(600, 600 * SECOND))).toContain(RULE);
  });
});

test("its e-mail names the principal and what to do about its key", async () => {
  const { mails } = await replayed(invitations(600, 600 * SECOND));
  const body = mails.find((mail) => mail.body.includes(RULE))!.body;
  expect(body).toContain(`WHO    ${INVITER.slice(0, 40)}`);
  expect(body).toContain("Not yours? Deactivate its key");
});
