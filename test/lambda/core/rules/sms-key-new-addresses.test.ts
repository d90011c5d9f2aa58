import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { DAY_MS, HOUR_MS } from "../../../../lambda/core/model/time";
import { NIGHT, replayed, trips } from "../../../support/incidents";
import { cognitoCall, sendTextMessage, userArn, type Common } from "../../../support/records";

const RULE = "sms-key-new-addresses";
const SECOND = 1000;
/** From the first second of a minute to the last of the sixtieth. */
const WINDOW = 3599 * SECOND;
/** A past peak is the largest hour of the clock. */
const FULL_HOUR = NIGHT - (NIGHT % HOUR_MS);

interface Sends extends Common {
  readonly at?: number;
  /** The number of the first address. */
  readonly from?: number;
  readonly make?: (common: Common) => JsonObject;
}

/** Each from an address of its own. */
const sends = (
  count: number,
  within: number,
  { at = NIGHT, from = 0, make = sendTextMessage, ...common }: Sends = {},
): readonly JsonObject[] =>
  Array.from({ length: count }, (_, i) =>
    make({
      user: "deploy-bot",
      ip: `198.51.${100 + Math.floor((from + i) / 250)}.${(from + i) % 250}`,
      at: at + Math.floor((i * within) / Math.max(1, count - 1) / SECOND) * SECOND,
      ...common,
    }),
  );

test("21 new addresses of one principal within sixty whole minutes fire", async () => {
  expect(await trips(RULE, sends(21, WINDOW))).toMatchObject([
    {
      entity: { type: "principal", value: userArn("deploy-bot") },
      target: `principal:${userArn("deploy-bot")}`,
      count: 21,
    },
  ]);
});

test("20, or 21 that reach into the next minute, do not", async () => {
  expect(await trips(RULE, sends(20, WINDOW))).toEqual([]);
  expect(await trips(RULE, sends(21, WINDOW + SECOND))).toEqual([]);
});

test("an address counts once, however much it sends", async () => {
  const twenty = [0, 1, 2, 3].flatMap((i) =>
    sends(20, WINDOW - 60_000, { at: NIGHT + i * SECOND }),
  );
  expect(await trips(RULE, twenty)).toEqual([]);
  const more = sends(1, 0, { at: NIGHT + 60 * SECOND, from: 20 });
  expect(await trips(RULE, [...twenty, ...more])).toMatchObject([{ count: 21 }]);
});

test("addresses of the fourteen days before do not count, older ones do", async () => {
  const before = sends(21, 2 * DAY_MS, { at: NIGHT - 14 * DAY_MS });
  expect(await trips(RULE, [...before, ...sends(40, WINDOW)])).toEqual([]);
  const longBefore = sends(21, 2 * DAY_MS, { at: NIGHT - 18 * DAY_MS });
  expect(await trips(RULE, [...longBefore, ...sends(21, WINDOW)])).toHaveLength(1);
});

test("a move to one new gateway counts once, however busy the backend is", async () => {
  const moved = sends(1000, WINDOW, { ip: "203.0.113.200" });
  expect(await trips(RULE, moved)).toEqual([]);
});

test("what has new addresses all day is compared with its own past", async () => {
  const past = [90, 30, 30].flatMap((count, day) =>
    sends(count, WINDOW, { at: FULL_HOUR - (day + 1) * DAY_MS, from: 1000 * (day + 1) }),
  );
  const today = async (count: number) =>
    (await trips(RULE, [...past, ...sends(count, WINDOW)])).filter(
      ({ firstSeen }) => firstSeen >= NIGHT,
    );
  expect(await today(90)).toEqual([]);
  expect(await today(91)).toMatchObject([{ usual: { peak: 30 }, measure: { threshold: 90 } }]);
});

describe("a backend that has sent from one address", () => {
  const HALF_HOUR = 1799 * SECOND;

  /** What it sent in the hours of the days before, and each of its findings of today. */
  const afterwards = async (perDay: number, today: readonly JsonObject[]) => {
    const past = [1, 2, 3, 4].flatMap((day) =>
      sends(perDay, WINDOW, { at: FULL_HOUR - day * DAY_MS, ip: "203.0.113.7" }),
    );
    const found = await trips(RULE, [...past, ...today]);
    return found.map(({ notify }) => notify);
  };

  test("and moves to an address for each run is recorded, as long as it sends no more", async () => {
    expect(await afterwards(120, sends(120, HALF_HOUR))).toEqual(["record"]);
    expect(await afterwards(120, sends(120, WINDOW))).toEqual(["record"]);
  });

  test("pages once new addresses send far more than it used to at that time of day", async () => {
    expect(await afterwards(120, sends(300, WINDOW))).toEqual(["page"]);
    expect(await afterwards(120, sends(60, 59 * SECOND))).toEqual(["page"]);
    const atOtherHours = sends(120, WINDOW, { at: NIGHT + 12 * HOUR_MS });
    expect(await afterwards(120, atOtherHours)).toEqual(["page"]);
  });

  test("pages once few new addresses bring far more texts in all", async () => {
    const again = (count: number) =>
      Array.from({ length: count }, (_, i) => sends(30, HALF_HOUR, { at: NIGHT + i * SECOND }));
    expect(await afterwards(120, again(6).flat())).toEqual(["record"]);
    expect(await afterwards(120, again(16).flat())).toEqual(["page"]);
  });
});

test("calls for administrators count, what people ask for themselves does not", async () => {
  const invite = (common: Common) => cognitoCall({ ...common, action: "AdminCreateUser" });
  const ask = ({ at = NIGHT, ip = "192.0.2.1" }: Common) =>
    cognitoCall({ at, ip, action: "SignUp" });
  expect(await trips(RULE, sends(21, WINDOW, { make: invite }))).toHaveLength(1);
  expect(await trips(RULE, sends(60, WINDOW, { make: ask }))).toEqual([]);
});

test("its e-mail says from how many new addresses the key sent", async () => {
  const { mails } = await replayed(sends(30, 30 * 60 * SECOND));
  const body = mails.at(-1)!.body;
  expect(body).toContain("30 first sends from");
  expect(body).toContain("COST   at least $3.00");
  expect(body).toContain(`${RULE}: 30 new addresses in 60 min from one sender; alarm above 20.`);
  expect(body).toContain(
    "This sender had a new address on fewer than three of the 14 days before.",
  );
  expect(body).toContain("This key from 30 new addresses: it was at none of them in the 14 days");
});

test("beside the total it is one incident, whose e-mail still tells the new addresses", async () => {
  const { incidents, mails } = await replayed(sends(300, 300 * SECOND));
  expect(incidents).toHaveLength(1);
  expect(incidents[0]!.rules.map(({ ruleId }) => ruleId)).toEqual(["sms-principal-burst", RULE]);
  expect(mails.at(-1)!.body).toContain("This key from 300 new addresses");
});
