import { memoryDeps } from "../../../../lambda/adapters/deps";
import type { Finding } from "../../../../lambda/core/findings/finding";
import { parseConfig } from "../../../../lambda/core/model/config";
import { DAY_MS } from "../../../../lambda/core/model/time";
import { inOrder, replay } from "../../../../lambda/core/replay";
import { codes as codesOf, past as pastOf } from "../../../support/codes";
import { NIGHT, observed, outbox, trips } from "../../../support/incidents";
import { CLIENT_ID } from "../../../support/records";

/** A day on which next to none of 200 codes were seen to be confirmed. */
const PAST = pastOf(10, { count: 200, startMs: NIGHT - 3 * DAY_MS });
const ATTACK = codesOf({ count: 120 });

const tonight = async (
  ruleId: string,
  confirmationsVisible: readonly string[],
  records = ATTACK,
): Promise<readonly Finding[]> =>
  (await trips(ruleId, [...PAST, ...records], { confirmationsVisible })).filter(
    ({ firstFiring }) => firstFiring >= NIGHT,
  );

const BY_VOLUME = { measure: { kind: "volume" }, usual: { isConfirmationInvisible: true } };
const BY_SHARE = {
  measure: { kind: "unconfirmed-excess" },
  usual: { confirmedShare: 0.6, isShareAssumed: true },
};

test("a client of which next to nothing was seen is judged by volume where others are told to be visible", async () => {
  expect(await tonight("cognito-client-unconverted", ["another"])).toMatchObject([BY_VOLUME]);
});

test.each([[["another", CLIENT_ID]], [["*"]]])(
  "%j has it judged by what is missing, as if its past were not known",
  async (ids) => {
    expect(await tonight("cognito-client-unconverted", ids)).toMatchObject([BY_SHARE]);
  },
);

test("as many confirmations as are assumed are left in peace", async () => {
  const confirmed = codesOf({ count: 200, confirmed: 120 });
  expect(await tonight("cognito-client-unconverted", [CLIENT_ID], confirmed)).toEqual([]);
  expect(await tonight("cognito-client-unconverted", [], confirmed)).toMatchObject([BY_VOLUME]);
});

test("it holds for its kinds of call as well", async () => {
  expect(await tonight("cognito-flow-unconverted", [CLIENT_ID])).toMatchObject([BY_SHARE]);
});

test("its addresses are no longer held against their own past", async () => {
  const records = ATTACK.map((record) => ({ ...record, sourceIPAddress: "203.0.113.9" }));
  const usualFor = async (confirmationsVisible: readonly string[]) => {
    const config = parseConfig({ confirmationsVisible });
    const rules = ["cognito-ip-slow", "cognito-client-unconverted"];
    const deps = memoryDeps(config, outbox().mailer, rules);
    const { findings } = await replay(inOrder(observed([...PAST, ...records], config)), deps);
    return findings.filter(({ ruleId }) => ruleId === rules[0]).map(({ usual }) => usual);
  };
  expect(await usualFor([])).toMatchObject([{ isConfirmationInvisible: true }]);
  expect(await usualFor([CLIENT_ID])).toEqual([{ confirmedShare: 0.6, isShareAssumed: true }]);
});
