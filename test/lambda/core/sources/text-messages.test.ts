import fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Observation } from "../../../../lambda/core/model/observation";
import { inOrder } from "../../../../lambda/core/replay";
import { neededTexts, parseLine, parseRecord } from "../../../../lambda/core/sources";
import { lineReader } from "../../../../lambda/core/sources/lines";
import type { ParseResult } from "../../../../lambda/core/sources/records/source";
import { readMessage } from "../../../../lambda/detect/message";
import { fixture } from "../../../support/fixtures";
import { contextOf, reasonOf } from "../../../support/parsing";
import { runs } from "../../../support/runs";

const CONTEXT = contextOf();
const AT_MS = Date.parse("2026-11-22T03:10:04.512Z");
const TWILIO_SERVICE = "twilio#MG000000000000000000000000000000a2";

const seen = (results: readonly (ParseResult | undefined)[]): readonly Observation[] =>
  results.flatMap((result) => (result?.kind === "observations" ? result.observations : []));
const from = (name: string): readonly Observation[] =>
  seen(parseRecord(fixture(`messages/${name}`), CONTEXT));
const reasons = (name: string) => parseRecord(fixture(`messages/${name}`), CONTEXT).map(reasonOf);

describe("sms-event", () => {
  const text = {
    id: "msg:5a1b2c3d-0000-4000-8000-00000EXAMPLE",
    atMs: AT_MS,
    source: "sms-event",
    kind: "sms-sent",
    action: "TextMessage",
    delivery: "sms",
  };

  it("reads a configuration set's record with its number, raw or in a notification", () => {
    const expected = {
      ...text,
      outcome: "success",
      destination: "+12025550107",
      principal: "sms-voice",
    };
    expect(from("sms-event-delivered")).toMatchObject([expected]);
    expect(from("sns-notification")).toEqual(from("sms-event-delivered"));
  });

  it("reads EventBridge's event, which shows no number, with account and Region", () => {
    expect(from("eventbridge-delivered")).toMatchObject([
      {
        ...text,
        account: "111122223333",
        region: "us-east-1",
        destination: undefined,
        principal: "sms-voice#111122223333",
      },
    ]);
  });

  it("gives all events of a message one identity and one time", () => {
    const all = ["sms-event-queued", "sms-event-delivered", "eventbridge-delivered"].flatMap(from);
    expect(all).toHaveLength(3);
    expect(inOrder(all)).toHaveLength(1);
  });

  it("makes AWS's verdict an observation of its own, and no country's block", () => {
    expect(from("eventbridge-pumping")).toMatchObject([
      { ...text, outcome: "failure" },
      {
        id: `${text.id}!AIT_SUSPECTED`,
        kind: "provider-verdict",
        action: "AIT_SUSPECTED",
        delivery: "none",
        principal: "sms-voice#111122223333",
      },
    ]);
    expect(from("eventbridge-blocked-country")).toMatchObject([{ ...text, outcome: "failure" }]);
  });
});

describe("sns-delivery", () => {
  it("reads success and failure, by the time that stands there without a zone", () => {
    const text = {
      id: "msg:7d1e2f3a-0000-5000-8000-00000EXAMPLE",
      atMs: AT_MS,
      kind: "sms-sent",
      action: "Publish",
      delivery: "sms",
      destination: "+12025550107",
      principal: "sns",
    };
    expect(from("sns-delivery-success")).toMatchObject([{ ...text, outcome: "success" }]);
    expect(from("sns-delivery-failure")).toMatchObject([{ ...text, outcome: "failure" }]);
  });

  it("takes account and Region from the log group, and the message's own id", () => {
    expect(from("sns-delivery-subscription")).toMatchObject([
      {
        id: "msg:7d1e2f3a-0000-5000-8000-00000EXAMPLE",
        account: "111122223333",
        region: "us-east-1",
        principal: "sns#111122223333",
      },
    ]);
  });
});

describe("twilio", () => {
  const text = {
    id: "tw:SM000000000000000000000000000000b1",
    atMs: AT_MS,
    kind: "sms-sent",
    outcome: "success",
    destination: "+12025550107",
    principal: TWILIO_SERVICE,
  };

  it("counts one of a message's events, and the same message in Messages.json once", () => {
    expect(from("twilio-messages")).toMatchObject([text]);
    const [listed] = from("twilio-messages-list");
    expect(listed).toMatchObject({ ...text, atMs: Date.parse("2026-11-22T03:10:04Z") });
    expect(inOrder([...from("twilio-messages"), listed!])).toHaveLength(1);
  });

  it("never looks at a body", () => {
    const all = ["twilio-messages", "twilio-messages-list"].flatMap(from);
    expect(JSON.stringify(all)).not.toContain("123456");
  });

  it("reads the verdicts of events, lists, callbacks and its log of errors", () => {
    const verdicts = [
      ...from("twilio-pumping"),
      ...from("twilio-messages-list"),
      ...from("twilio-callback"),
      ...from("twilio-error.not-recorded"),
    ].filter(({ kind }) => kind === "provider-verdict");
    expect(verdicts.map(({ action, principal }) => [action, principal])).toEqual([
      ["Twilio-30450", TWILIO_SERVICE],
      ["Twilio-30453", "twilio#AC000000000000000000000000000000a1"],
      ["Twilio-30450", "twilio#AC000000000000000000000000000000a1"],
      ["Twilio-60410", "twilio#AC000000000000000000000000000000a1"],
    ]);
    expect(from("twilio-unreachable")).toEqual([]);
  });

  it("reads a callback as the form in which it comes", () => {
    const [line = ""] = readFileSync(
      join(__dirname, "../../../fixtures/logs/twilio-callback.log"),
      "utf8",
    ).split("\n");
    expect(seen([parseLine(line, lineReader(), CONTEXT)])).toEqual(from("twilio-callback"));
  });

  it("reads codes of Verify by text and those typed in", () => {
    expect(from("twilio-verify")).toMatchObject([
      {
        id: "tw:VL000000000000000000000000000000c2",
        kind: "sms-sent",
        action: "Verification",
        destination: "+12025550107",
        principal: "twilio#VA000000000000000000000000000000a3",
      },
      { kind: "sent-confirmed", delivery: "none" },
    ]);
    expect(reasons("twilio-verify-whatsapp")).toEqual([
      "irrelevant: a code by another channel: whatsapp",
    ]);
  });

  it("is not passed over by its `eventName`, which CloudTrail's records have too", () => {
    const text = JSON.stringify(fixture("messages/twilio-pumping"));
    const names = /"eventName":"([^"]+)"/.exec(text);
    expect(neededTexts(CONTEXT.config).has(names?.[1] ?? "")).toBe(true);
  });
});

describe("azure-sms", () => {
  const text = {
    id: "az:Outgoing_20261122031004EXAMPLE_noam",
    atMs: AT_MS,
    kind: "sms-sent",
    principal: "azure-sms",
  };

  it("counts what was sent, whose number is the sender's", () => {
    expect(from("azure-sms-log")).toMatchObject([
      { ...text, outcome: "success" },
      { outcome: "failure" },
    ]);
  });

  it("reads delivery reports of both schemas as the same message", () => {
    expect(from("event-grid")).toMatchObject([
      { ...text, outcome: "failure", destination: "+12025550107" },
    ]);
    expect(from("event-grid-cloudevent")).toMatchObject([
      { ...text, atMs: Date.parse("2026-11-22T03:10:09.285Z"), outcome: "success" },
    ]);
  });
});

describe("forms of numbers and senders", () => {
  it("keep nothing that is no number and no name", () => {
    const value = fc.string({ unit: "binary", maxLength: 40 });
    fc.assert(
      fc.property(value, value, (to, service) => {
        const [event] = fixture("messages/twilio-pumping") as unknown as Record<string, object>[];
        const data = { ...event!.data, to, messagingServiceSid: service };
        for (const { destination, principal } of seen(parseRecord([{ ...event, data }], CONTEXT))) {
          expect(destination ?? "+12025550107").toMatch(/^\+\d{7,15}$/);
          expect(principal).toMatch(/^twilio(?:#[\w.-]{1,64})?$/);
        }
      }),
      { numRuns: runs(300) },
    );
  });
});

describe("what the stack's own way in sends", () => {
  it.each([
    ["sns-delivery", "sns-delivery-success"],
    ["sms-events", "sms-event-delivered"],
    ["twilio", "twilio-callback"],
    ["event-grid", "event-grid-cloudevent"],
  ])("is read as replay reads %s", (format, name) => {
    const message = {
      intake: 1,
      format,
      records: [{ id: "x", record: fixture(`messages/${name}`) }],
    };
    const live = readMessage(JSON.stringify(message), false, CONTEXT);
    expect(live).toMatchObject({ kind: "observations", observations: from(name) });
  });
});
