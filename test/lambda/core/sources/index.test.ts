import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ParseResult } from "../../../../lambda/core/sources/records/source";
import {
  neededTexts,
  parseRecord,
  RELEVANT_EVENT_SOURCES,
  sources,
} from "../../../../lambda/core/sources";
import { fixture, fixturesIn } from "../../../support/fixtures";
import { parseConfig } from "../../../../lambda/core/model/config";
import { contextOf, reasonOf } from "../../../support/parsing";

const SOURCES = join(__dirname, "../../../../lambda/core/sources");

const idsIn = (results: readonly ParseResult[]) =>
  results.map((result) =>
    result.kind === "observations" ? result.observations.map(({ id }) => id).join() : result.kind,
  );

const parse = (value: unknown) => parseRecord(value, contextOf());

describe("parseRecord", () => {
  it("gives an event the same identity in whatever it is wrapped", () => {
    const id = "ct:a1b2c3d4-5678-90ab-cdef-EXAMPLE00001";
    for (const wrapping of [
      "eventbridge-api-call",
      "lookup-events-element",
      "elastic-hit-cloudtrail",
      "elastic-hit-raw-record",
    ]) {
      expect(idsIn(parse(fixture(`wrappings/${wrapping}`)))).toEqual([id]);
    }
    expect(idsIn(parse(fixture("wrappings/cloudtrail-file")))[0]).toBe(id);
    expect(idsIn(parse(fixture("wrappings/lookup-events")))[0]).toBe(id);
    expect(idsIn(parse(fixture("wrappings/elastic-search-response")))[1]).toBe(id);
    expect(idsIn(parse(fixture("cloudtrail/cognito-idp/forgot-password-success")))).toEqual([id]);
  });

  it("gives one result for each record, in their order", () => {
    expect(idsIn(parse(fixture("wrappings/list")))).toEqual([
      "ct:a1b2c3d4-5678-90ab-cdef-EXAMPLE00001",
      expect.stringMatching(/^ct:/),
      "ct:a1b2c3d4-5678-90ab-cdef-EXAMPLE00001",
      "ecs:Root=1-6920f3ac-5e6f7a8b9c0dEXAMPLE",
    ]);
    expect(idsIn(parse([{}, 7, fixture("ecs/minimal")]))).toEqual([
      "irrelevant",
      "malformed",
      "at:file.json:120/2",
    ]);
  });

  it("gives the account of a drill, which only its envelope names", () => {
    expect(parse(fixture("wrappings/eventbridge-drill"))).toMatchObject([
      { observations: [{ account: "444455556666" }] },
    ]);
  });

  it("names a document without an id by Elastic's", () => {
    expect(idsIn(parse(fixture("wrappings/elastic-hit-web")))).toEqual(["es:AZq3EXAMPLE0001"]);
  });

  it("leaves out the calls of other services, by their exact names", () => {
    const record = fixture("cloudtrail/cognito-idp/sign-up-sms");
    for (const eventSource of ["s3.amazonaws.com", "sns.us-east-1.amazonaws.com", "__proto__"]) {
      expect(parse({ ...record, eventSource }).map(reasonOf)).toEqual([
        `irrelevant: calls of another service: ${eventSource}`,
      ]);
    }
  });

  it("refuses a record whose eventSource is no text", () => {
    const record = fixture("cloudtrail/cognito-idp/sign-up-sms");
    for (const eventSource of [null, "", 7, ["sns.amazonaws.com"]]) {
      expect(parse({ ...record, eventSource }).map(reasonOf)).toEqual([
        "malformed: eventSource is no text",
      ]);
    }
  });

  it.each([
    ["cognito-idp/sign-up-sms", "cognito-api"],
    ["cognito-idp/hosted-ui-signup-post", "cognito-hosted-ui"],
    ["sns/publish-to-phone-number", "sns-publish"],
    ["sns/get-sms-attributes", "sms-control-plane"],
    ["sms-voice/send-text-message", "sms-voice-send"],
    ["sms-voice/describe-spend-limits", "sms-control-plane"],
    ["servicequotas/request-sms-spend", "sms-control-plane"],
  ])("gives %s to %s, though a service may have two sources", (path, source) => {
    expect(parse(fixture(`cloudtrail/${path}`))).toMatchObject([{ observations: [{ source }] }]);
  });

  it("names the event sources that it reads: those of the recorded calls that it observes", () => {
    const own = contextOf({ ownResources: ["SmsPumpingDetection-*", "SmsPumpingSpend-*"] });
    const observed = fixturesIn("cloudtrail")
      .map((path) => fixture(path))
      .filter((record) => parseRecord(record, own).some(({ kind }) => kind === "observations"))
      .map(({ eventSource }) => eventSource);
    expect([...RELEVANT_EVENT_SOURCES].sort()).toEqual([...new Set(observed)].sort());
  });

  it("reads every fixture as something other than malformed", () => {
    const all = ["access", "cloudtrail", "cloudwatch", "ecs", "messages", "wrappings"].flatMap(
      fixturesIn,
    );
    expect(all.length).toBeGreaterThan(70);
    for (const path of all) {
      expect(parse(fixture(path)).filter((result) => result.kind === "malformed")).toEqual([]);
    }
  });
});

describe("sources", () => {
  it("each bear the id of their file, once, and say what they need", () => {
    const ids = sources.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, needs } of sources) {
      expect(existsSync(join(SOURCES, `${id}.ts`))).toBe(true);
      expect(needs).not.toBe("");
    }
  });
});

describe("neededTexts", () => {
  it("asks for a number in what is published, unless topics that text are configured", () => {
    const topic = "arn:aws:sns:us-east-1:111122223333:alerts";
    const needed = (settings: object) => neededTexts(parseConfig(settings)).get("Publish");
    expect(needed({})).toEqual(["phoneNumber"]);
    expect(needed({ smsTopics: [topic] })).toEqual([]);
  });

  it("asks for calls on any resource only where this stack names its own", () => {
    const names = (settings: object) => [...neededTexts(parseConfig(settings)).keys()];
    expect(names({})).not.toContain("DeleteRule");
    expect(names({ ownResources: ["SmsPumpingDetection-*"] })).toContain("DeleteRule");
  });
});
