import type { Email } from "../../lambda/core/notifications/mail";
import type { JsonObject } from "../../lambda/core/sources/records/json";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { codes, past, RESETS } from "./codes";
import { LINKED, NIGHT, replayed } from "./incidents";
import { cognitoCall, sendTextMessage, webRequest } from "./records";

const SECOND_MS = 1000;
const address = (i: number): string => `198.51.${100 + Math.floor(i / 250)}.${i % 250}`;
const times = <T>(count: number, make: (i: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** Each call by a program of its own, so that no rule on programs sees them. */
const mimicked = (records: readonly JsonObject[]): readonly JsonObject[] =>
  records.map((record, i) => ({ ...record, userAgent: `App/${i % 400} (Android 15)` }));

/** A key whose address changes with every text, from an account that knew it at one address. */
const rotatingKey = (everyMs: number): readonly JsonObject[] => {
  const user = "deploy-bot";
  const known = times(5, (day) =>
    sendTextMessage({ user, ip: "203.0.113.9", at: NIGHT - (day + 1) * DAY_MS }),
  );
  const stolen = times(212, (i) =>
    sendTextMessage({ user, ip: address(i), at: NIGHT + i * everyMs }),
  );
  return [...known, ...stolen];
};

const invitations = (): readonly JsonObject[] =>
  times(240, (i) =>
    cognitoCall({
      action: "AdminCreateUser",
      role: "inviter",
      medium: "SMS",
      at: NIGHT + i * 10 * SECOND_MS,
    }),
  );

/** Sign-ups that nobody finishes, beside resets that are finished as ever. */
const signUps = (): readonly JsonObject[] => [
  ...past(320),
  ...past(320, RESETS),
  ...codes({ ...RESETS, count: 400, confirmed: 320, everyMs: SECOND_MS }),
  ...codes({ count: 90, startMs: NIGHT + SECOND_MS / 2, everyMs: 4 * SECOND_MS }),
];

const resets = (): readonly JsonObject[] => [
  ...past(320),
  ...past(200, RESETS),
  ...codes({ count: 400, confirmed: 320, everyMs: SECOND_MS }),
  ...codes({ ...RESETS, count: 90, startMs: NIGHT + SECOND_MS / 2, everyMs: 4 * SECOND_MS }),
];

const threeClients = (): readonly JsonObject[] =>
  ["1example0000000000000000a", "2example0000000000000000b", "3example0000000000000000c"].flatMap(
    (clientId, i) => codes({ clientId, count: 40, startMs: NIGHT + i * 300 }),
  );

/** A site whose log shows who types a code in, and requests of which nobody does. */
const webForm = (): readonly JsonObject[] => {
  const people = times(400, (i) => {
    const at = NIGHT - 20 * HOUR_MS + i * 2 * MINUTE_MS;
    const request = webRequest({ at, ip: address(i) });
    const path = "/api/auth/verify-otp";
    const typed = webRequest({ at: at + 40 * SECOND_MS, ip: address(i), path });
    return i % 5 === 4 ? [request] : [request, typed];
  }).flat();
  const attack = times(300, (i) =>
    webRequest({ at: NIGHT + i * SECOND_MS, ip: `100.64.${Math.floor(i / 250)}.${i % 250}` }),
  );
  return [...people, ...attack];
};

/** The first e-mail that a rule leads and that holds a text. */
async function ledBy(rule: string, records: readonly JsonObject[], text = ""): Promise<Email> {
  const { mails } = await replayed(records, LINKED);
  const found = mails.find(
    ({ body }) => body.includes(`\nWHY    ${rule}: `) && body.includes(text),
  );
  if (found !== undefined) return found;
  const led = mails.map(({ body }) => /^WHY .*$/m.exec(body)?.[0]);
  throw new Error(`no e-mail with "${text}" is led by ${rule}: ${led.join(" | ")}`);
}

/** E-mails of the rules that count above addresses, by their golden file's name. */
export async function goldenTotals(): Promise<ReadonlyMap<string, Email>> {
  const stories: readonly (readonly [string, readonly JsonObject[], text?: string])[] = [
    ["sms-key-new-addresses", rotatingKey(10 * SECOND_MS)],
    ["sms-principal-burst", rotatingKey(SECOND_MS), "This key from 212 new addresses"],
    ["cognito-admin-burst", invitations()],
    ["cognito-flow-unconverted", mimicked(signUps())],
    ["cognito-reset-unconverted", mimicked(resets())],
    ["cognito-account-unconverted", mimicked(threeClients())],
    ["otp-site-unconverted", webForm()],
  ];
  const emails = new Map<string, Email>();
  for (const [rule, ...story] of stories) emails.set(rule, await ledBy(rule, ...story));
  return emails;
}
