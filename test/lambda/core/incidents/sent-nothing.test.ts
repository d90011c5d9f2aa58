import { documentOf } from "../../../../lambda/core/elastic/document";
import type { Finding } from "../../../../lambda/core/findings/finding";
import { summarise } from "../../../../lambda/core/incidents/summary";
import { incidentRecord } from "../../../../lambda/core/incidents/published";
import { parseConfig } from "../../../../lambda/core/model/config";
import { DAY_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { dueAt } from "../../../../lambda/core/notifications/pace";
import { incidentTrigger } from "../../../../lambda/core/notifications/pagerduty/event";
import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { findingOf, incidentFrom, NIGHT, replayed } from "../../../support/incidents";
import {
  CLIENT_ID,
  cognitoCall,
  sendTextMessage,
  type CognitoCall,
} from "../../../support/records";

const SECOND = 1000;
/** Refused calls name a client only where it is known to be somebody's. */
const KNOWN = ["other0", "other1", "other2", "other3", "other4", "other5"];
const SETTINGS = {
  userPools: { "us-east-1_Example": { delivers: "both", clients: [CLIENT_ID, ...KNOWN] } },
};

const REFUSALS = ["ForbiddenException", "UserNotFoundException", "throttled"];

/** Calls of one address, faster than people are; nobody types a code in. */
const flood = (count: number, startMs: number, call: CognitoCall): readonly JsonObject[] =>
  Array.from({ length: count }, (_, i) =>
    cognitoCall({
      action: "ForgotPassword",
      ip: "203.0.113.7",
      medium: "SMS",
      ...call,
      at: NIGHT + startMs + i * 400,
    }),
  );

const firstLine = (body: string | undefined): string => body?.split("\n")[0] ?? "";

test.each(REFUSALS)(
  "a flood of %s says first that nothing was sent, and is medium",
  async (outcome) => {
    const { incidents, findings, mails } = await replayed(flood(90, 0, { outcome }), SETTINGS);
    expect(incidents).toMatchObject([{ severity: "medium", sentNothing: true, paid: 0 }]);
    expect(findings.length).toBeGreaterThan(3);
    for (const finding of findings) {
      expect(finding).toMatchObject({ severity: "medium", sentNothing: true, notify: "page" });
    }
    expect(mails[0]?.subject).toMatch(/^\[MEDIUM\]/);
    for (const { body } of mails) expect(firstLine(body)).toMatch(/^NOTHING (IS|WAS) SENT/);
  },
);

test("errors that leave open what was sent change nothing", async () => {
  for (const outcome of ["CodeDeliveryFailureException", "InternalErrorException"]) {
    const { incidents, mails } = await replayed(flood(30, 0, { outcome }), SETTINGS);
    expect(incidents).toMatchObject([{ severity: "high", sentNothing: undefined }]);
    expect(firstLine(mails[0]?.body)).toMatch(/^ONGOING/);
  }
});

test("once a text may go out people are told, and it is as grave as ever", async () => {
  const refused = flood(40, 0, { outcome: "ForbiddenException" });
  const sent = flood(40, 20 * MINUTE_MS, {});
  const { incidents, mails } = await replayed([...refused, ...sent], SETTINGS);
  expect(incidents).toMatchObject([{ severity: "high", sentNothing: undefined }]);
  const escalated = mails.find(({ body }) => body.startsWith("ESCALATED to HIGH"));
  expect(escalated?.body).toContain("COST   about $");
  // A thread of its own: nobody opens what says [MEDIUM] for the third time.
  expect(escalated?.subject).toMatch(/^\[HIGH\]/);
  expect(mails.at(-1)?.subject).toBe(escalated?.subject);
  const reverse = await replayed(
    [...flood(40, 0, {}), ...flood(40, 20 * MINUTE_MS, { outcome: "ForbiddenException" })],
    SETTINGS,
  );
  expect(reverse.incidents).toMatchObject([{ severity: "high", sentNothing: undefined }]);
  expect(reverse.mails.some(({ body }) => body.includes("NOTHING"))).toBe(false);
});

test("refused calls that come first win no quarter of an hour without a word", async () => {
  const refused = flood(40, 0, { outcome: "ForbiddenException" });
  const { mails } = await replayed([...refused, ...flood(900, 2 * MINUTE_MS, {})], SETTINGS);
  const [first, second] = mails;
  expect(firstLine(first?.body)).toMatch(/^NOTHING IS SENT/);
  expect(firstLine(second?.body)).toMatch(
    /^ESCALATED to CRITICAL, ONGOING since .*, [23] min so far;/,
  );
});

test("floods of refused calls leave all but one of the hour's e-mails to what sends", async () => {
  const others = KNOWN.map((clientId, i) =>
    flood(30, i * SECOND, {
      outcome: "ForbiddenException",
      clientId,
      ip: `198.51.100.${i}`,
    }),
  );
  const { mails } = await replayed([...others.flat(), ...flood(60, 2 * MINUTE_MS, {})], SETTINGS);
  const subjects = mails.slice(0, 4).map(({ subject }) => subject.slice(0, 24));
  expect(subjects.filter((subject) => subject.startsWith("[MEDIUM]"))).toHaveLength(2);
  expect(subjects.at(-1)).toMatch(/^\[HIGH\] SMS pumping: unco/);
  const crowd = mails.find(({ subject }) => subject.includes("more incidents than e-mails"));
  expect(crowd?.body).toContain("at most 1 of them may send in 12 hours");
});

test("refused sends of a principal have sent nothing, an accepted one has", async () => {
  const sends = (last: string) =>
    Array.from({ length: 30 }, (_, i) =>
      sendTextMessage({
        at: NIGHT + i * SECOND,
        outcome: i < 29 ? "AccessDeniedException" : last,
      }),
    );
  const refused = await replayed(sends("AccessDeniedException"));
  expect(refused.incidents).toMatchObject([{ severity: "medium", sentNothing: true }]);
  const one = await replayed(sends("success"));
  expect(one.incidents).toMatchObject([{ severity: "high", sentNothing: undefined }]);
});

const UNSENT = { severity: "medium", severityIfSent: "high", sentNothing: true, paid: 0 } as const;
const unsent = incidentFrom(findingOf(UNSENT));

test("a flood that is only recorded, and may send, ends the claim that nothing is sent", () => {
  const recorded = findingOf({ id: "F3", ruleId: "cognito-client-unconverted", notify: "record" });
  const beside = (other: Finding) => summarise([findingOf(UNSENT)], [other], parseConfig({}));
  expect(beside(recorded)).toMatchObject({ severity: "medium", sentNothing: undefined });
  expect(beside({ ...recorded, ...UNSENT })).toMatchObject({ sentNothing: true });
});

test("an incident has sent nothing only where none of its paging findings has", () => {
  const other = findingOf({ id: "F2", ruleId: "cognito-network-burst" });
  expect(unsent.sentNothing).toBe(true);
  expect(incidentFrom(findingOf()).sentNothing).toBeUndefined();
  expect(incidentRecord(unsent)).toMatchObject({ sentNothing: true, severity: "medium" });
  expect(incidentRecord(incidentFrom(other))).toMatchObject({ sentNothing: false });
});

test("the pager says so, and is told no more than a warning", () => {
  const { payload } = incidentTrigger(unsent, parseConfig({}));
  expect(payload.severity).toBe("warning");
  expect(payload.summary).toContain(" NOTHING IS SENT so far: ");
  expect(payload.custom_details).toMatchObject({ sentNothing: true });
  const sent = incidentTrigger(incidentFrom(findingOf()), parseConfig({}));
  expect(sent.payload.summary).not.toContain("NOTHING");
  expect(sent.payload.custom_details).not.toHaveProperty("sentNothing");
});

test("so does its document in Elastic", () => {
  const context = { ingestedMs: NIGHT, namespace: "default" };
  const bodyOf = (incident: typeof unsent) =>
    documentOf({ type: "incident", reasons: ["opened"], atMs: NIGHT, incident }, context).body;
  expect(bodyOf(unsent)).toMatchObject({
    event: { severity: 47, reason: expect.stringMatching(/; nothing sent: /) as string },
    sms_pumping: { sent_nothing: true },
  });
  expect(JSON.stringify(bodyOf(incidentFrom(findingOf())))).not.toMatch(/nothing/);
});

test("the first text ends every wait, also that for a target whose incidents keep coming back", () => {
  const sibling = { ...unsent, id: "OLD", status: "closed", lastSeen: NIGHT } as const;
  const now = { ...incidentFrom(findingOf()), id: "NEW" };
  const last = {
    incidentId: "NEW",
    revision: 1,
    level: 0,
    status: "open",
    atMs: NIGHT,
    sentNothing: true,
  } as const;
  const config = parseConfig({});
  const due = (known: object): number =>
    dueAt({ ...now, ...known }, [sibling], [last], NIGHT, config) - NIGHT;
  expect(due({})).toBe(0);
  expect(due({ sentNothing: true })).toBe(60 * MINUTE_MS);
  expect(due({ sentNothing: true })).toBeLessThan(DAY_MS);
});
