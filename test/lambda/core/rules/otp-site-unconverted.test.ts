import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { NIGHT, replayed, trips } from "../../../support/incidents";
import { webRequest, type WebRequest } from "../../../support/records";

const RULE = "otp-site-unconverted";
const SECOND = 1000;
const NOON = NIGHT - (NIGHT % DAY_MS) + 12 * HOUR_MS;
const address = (i: number): string => `100.64.${Math.floor(i / 250)}.${i % 250}`;

const asks = (count: number, from: number, within: number, known: WebRequest = {}) =>
  Array.from({ length: count }, (_, i) =>
    webRequest({ at: from + Math.floor((i * within) / count), ip: address(i), ...known }),
  );

const VERIFY: WebRequest = { path: "/api/auth/verify-otp" };

/** People who ask one after the other and each, but every fifth, type after half a minute to a minute and a half. */
const people = (count: number, from: number, within: number, verify: WebRequest = VERIFY) =>
  Array.from({ length: count }, (_, i) => {
    const at = from + Math.floor((i * within) / count);
    const typed = webRequest({
      at: at + (30 + (i % 7) * 10) * SECOND,
      ip: address(i),
      ...verify,
    });
    return [webRequest({ at, ip: address(i) }), ...(i % 5 === 4 ? [] : [typed])];
  }).flat();

/** Ten days of a hundred requests in the four hours around noon. */
const past = (verify: WebRequest = VERIFY): readonly JsonObject[] =>
  Array.from({ length: 10 }, (_, day) =>
    people(100, NOON - (day + 1) * DAY_MS - 2 * HOUR_MS, 4 * HOUR_MS, verify),
  ).flat();

const today = async (records: readonly JsonObject[], settings: JsonObject = {}) =>
  (await trips(RULE, records, settings)).filter(({ lastSeen }) => lastSeen >= NOON - HOUR_MS);

test("sixty requests a minute from ever new addresses page within two minutes", async () => {
  const [finding] = await today([...past(), ...asks(600, NOON, 10 * MINUTE_MS)]);
  expect(finding).toMatchObject({ target: "web", entity: { type: "site" }, notify: "page" });
  expect(finding!.openedAt).toBeLessThan(NOON + 2 * MINUTE_MS);
});

test("four a minute page within half an hour", async () => {
  const [finding] = await today([...past(), ...asks(240, NOON, HOUR_MS)]);
  expect(finding!.openedAt).toBeLessThan(NOON + HOUR_MS / 2);
});

test.each([0, 20, 40, 50])(
  "a sale of 200 a minute that begins %i s into a minute is nothing",
  async (seconds) => {
    const sale = people(25 * 200, NOON + seconds * SECOND, 25 * MINUTE_MS);
    expect(await today([...past(), ...sale])).toEqual([]);
  },
);

test("requests to paths that send and refused codes confirm nothing", async () => {
  const attack = asks(600, NOON, 10 * MINUTE_MS);
  const answers = (known: WebRequest) => asks(600, NOON + 20 * SECOND, 10 * MINUTE_MS, known);
  expect(await today([...past(), ...attack, ...answers(VERIFY)])).toEqual([]);
  const useless: readonly WebRequest[] = [
    { ...VERIFY, status: 422 },
    { ...VERIFY, method: "GET" },
    { path: "/api/other" },
  ];
  for (const known of useless) {
    expect(await today([...past(), ...attack, ...answers(known)])).toHaveLength(1);
  }
});

test("verifyPaths replaces the list", async () => {
  const verify = { path: "/api/eingeben" };
  const sale = people(1000, NOON, 10 * MINUTE_MS, verify);
  const settings = { verifyPaths: ["*/eingeben"] };
  expect(await today([...past(verify), ...sale], settings)).toEqual([]);
});

describe("without requests to verify paths in the log", () => {
  const NONE: WebRequest = { path: "/api/other" };

  test("more than three times the own peak is recorded, ten times and 300 page", async () => {
    const notifyOf = async (count: number) =>
      (await today([...past(NONE), ...asks(count, NOON, 4 * MINUTE_MS)])).map(
        ({ notify }) => notify,
      );
    expect(await notifyOf(100)).toEqual([]);
    expect(await notifyOf(101)).toEqual(["record"]);
    expect(await notifyOf(290)).toEqual(["record"]);
    expect(await notifyOf(310)).toEqual(["page"]);
  });

  test("so it is where no past is known", async () => {
    expect(await today(asks(290, NOON, 4 * MINUTE_MS))).toMatchObject([{ notify: "record" }]);
    expect(await today(asks(310, NOON, 4 * MINUTE_MS))).toMatchObject([{ notify: "page" }]);
  });
});

test("its e-mail says what is missing and what is confirmed", async () => {
  const { mails } = await replayed([...past(), ...asks(600, NOON, 10 * MINUTE_MS)]);
  const body = mails.find((mail) => mail.body.includes(RULE))!.body;
  expect(body).toMatch(/no code confirmed|codes? confirmed \(/);
  expect(body).toMatch(/otp-site-unconverted: \d+ confirmations are missing; alarm at/);
  expect(body).toContain("This site confirmed");
});
