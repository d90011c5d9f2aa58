import { unwrap } from "../../../../../lambda/core/sources/records/unwrap";
import { fixture } from "../../../../support/fixtures";

const SUCCESS = fixture("cloudtrail/cognito-idp/forgot-password-success");
const THROTTLED = fixture("cloudtrail/cognito-idp/forgot-password-throttled");
const TEXT = fixture("cloudtrail/sms-voice/send-text-message");
const HOSTED = fixture("cloudtrail/cognito-idp/hosted-ui-signup-post");

const wrapping = (name: string) => [...unwrap(fixture(`wrappings/${name}`))];
const reasons = (value: unknown) =>
  [...unwrap(value)].map((inner) =>
    inner.shape === "unknown" ? `${inner.verdict}: ${inner.reason}` : inner.shape,
  );

describe("unwrap", () => {
  it("takes a bare record as it is", () => {
    expect([...unwrap(SUCCESS)]).toEqual([{ shape: "cloudtrail", record: SUCCESS }]);
  });

  it("takes the detail of an EventBridge event and remembers the envelope's account", () => {
    expect(wrapping("eventbridge-api-call")).toEqual([
      { shape: "cloudtrail", record: SUCCESS, account: "111122223333" },
    ]);
    expect(wrapping("eventbridge-drill")[0]).toMatchObject({ account: "444455556666" });
  });

  it("takes hosted UI events, which come under another detail-type", () => {
    expect(wrapping("eventbridge-service-event")).toMatchObject([
      { shape: "cloudtrail", record: HOSTED },
    ]);
  });

  it("takes a change of an alarm's state with its envelope, which alone says where and when", () => {
    const event = fixture("cloudwatch/money-fast-alarm");
    expect([...unwrap([event])]).toEqual([{ shape: "alarm", event }]);
  });

  it("takes each record of a CloudTrail file in its order", () => {
    expect(wrapping("cloudtrail-file").map((inner) => "record" in inner && inner.record)).toEqual([
      SUCCESS,
      THROTTLED,
      TEXT,
    ]);
  });

  it("parses the text in which lookup-events returns each record", () => {
    expect(wrapping("lookup-events").map((inner) => "record" in inner && inner.record)).toEqual([
      SUCCESS,
      THROTTLED,
    ]);
    expect(wrapping("lookup-events-element")).toMatchObject([{ record: SUCCESS }]);
  });

  it("takes the document of an Elastic hit with its id", () => {
    const hit = fixture("wrappings/elastic-hit-web");
    expect([...unwrap(hit)]).toEqual([
      { shape: "ecs", document: hit._source, documentId: "AZq3EXAMPLE0001" },
    ]);
  });

  it("takes the original record out of a document of Elastic's CloudTrail integration", () => {
    const expected = [
      { shape: "cloudtrail", record: SUCCESS, documentId: "AZq3EXAMPLE0002" },
    ] as const;
    expect(wrapping("elastic-hit-cloudtrail")).toEqual(expected);
    const bare = fixture("wrappings/elastic-hit-cloudtrail")._source;
    expect([...unwrap(bare)]).toEqual([{ shape: "cloudtrail", record: SUCCESS }]);
  });

  it("knows the CloudTrail integration by dotted keys as well", () => {
    const original = JSON.stringify(SUCCESS);
    expect([
      ...unwrap({ "@timestamp": 1, "event.dataset": "aws.cloudtrail", "event.original": original }),
      ...unwrap({ "@timestamp": 1, "aws.cloudtrail.read_only": true, event: { original } }),
    ]).toMatchObject([{ record: SUCCESS }, { record: SUCCESS }]);
  });

  it("says what to switch on when the CloudTrail integration dropped the original record", () => {
    expect(reasons(fixture("wrappings/elastic-hit-cloudtrail-without-original"))).toEqual([
      "foreign: an aws.cloudtrail document without event.original: switch on preserve_original_event",
    ]);
  });

  it("takes a raw CloudTrail record that was indexed as it is", () => {
    expect(wrapping("elastic-hit-raw-record")).toEqual([
      { shape: "cloudtrail", record: SUCCESS, documentId: "AZq3EXAMPLE0004" },
    ]);
  });

  it("takes every hit of a search response", () => {
    expect(reasons(fixture("wrappings/elastic-search-response"))).toEqual([
      "ecs",
      "cloudtrail",
      "cloudtrail",
    ]);
  });

  it("takes a list of differently wrapped records", () => {
    expect(reasons(fixture("wrappings/list"))).toEqual([
      "cloudtrail",
      "cloudtrail",
      "cloudtrail",
      "ecs",
    ]);
  });

  it("takes a web document without any wrapping", () => {
    const document = fixture("ecs/minimal");
    expect([...unwrap(document)]).toEqual([{ shape: "ecs", document }]);
    expect(reasons({ url: { path: "/otp" } })).toEqual(["ecs"]);
    expect(reasons({ "http.request.method": "POST" })).toEqual(["ecs"]);
  });

  it("yields nothing for an empty file", () => {
    expect([...unwrap({ Records: [] }), ...unwrap([]), ...unwrap({ Events: [] })]).toEqual([]);
  });

  it.each([
    [{ "detail-type": "EC2 Spot Interruption" }, /^irrelevant: .*: EC2 Spot Interruption$/],
    [{ "detail-type": { a: 1 }, detail: SUCCESS }, /^irrelevant: .*an object$/],
    [
      { "detail-type": "AWS API Call via CloudTrail", detail: [SUCCESS] },
      "malformed: detail is not a CloudTrail record",
    ],
    [{ CloudTrailEvent: "{" }, "malformed: CloudTrailEvent is not JSON"],
    [{ CloudTrailEvent: "[1]" }, "malformed: CloudTrailEvent is not a CloudTrail record"],
    [{ Records: [null] }, "malformed: neither an object nor a list"],
    [null, "malformed: neither an object nor a list"],
    ["text", "malformed: neither an object nor a list"],
    [12, "malformed: neither an object nor a list"],
    [undefined, "malformed: neither an object nor a list"],
  ])("refuses what is no record: %j", (value, reason) => {
    expect(reasons(value)).toEqual([
      typeof reason === "string" ? reason : expect.stringMatching(reason),
    ]);
  });

  it.each([[{ version: "0" }], [{ Records: "none" }], [{ records: "none", tables: {} }]])(
    "leaves what may be of any source to them: %j",
    (record) => {
      expect([...unwrap(record)]).toEqual([{ shape: "record", record, wrapping: {} }]);
    },
  );

  it("finds the records of exports, queries and answers in lists of other names", () => {
    const records = [{ a: 1 }, { b: 2 }];
    const expected = records.map((record) => ({ shape: "record", record, wrapping: {} }));
    expect([...unwrap({ records })]).toEqual(expected);
    expect([...unwrap({ messages: records, page: 0 })]).toEqual(expected);
    const columns = [{ name: "a" }, { name: "b" }];
    expect([...unwrap({ tables: [{ columns, rows: [[1, 2]] }, null, {}] })]).toEqual([
      { shape: "record", record: { a: 1, b: 2 }, wrapping: {} },
    ]);
  });

  it("finds the events of a subscription, but those that only test it", () => {
    const [line, waf] = [...unwrap(fixture("access/subscription"))];
    const account = "111122223333";
    const logEventId: unknown = expect.stringMatching(/^\d{56}$/);
    expect(line).toMatchObject({ shape: "line", wrapping: { account, logEventId } });
    expect(waf).toMatchObject({ shape: "record", wrapping: { account, logEventId } });
    expect(reasons(fixture("access/subscription-control"))).toEqual([
      "irrelevant: a control message of CloudWatch Logs",
    ]);
    expect(reasons({ logEvents: [{}, { message: "m".repeat(1_048_577) }] })).toEqual([
      "malformed: a log event without a message",
      "malformed: a log event is over a megabyte",
    ]);
  });

  it("refuses lists in lists beyond any real nesting", () => {
    let nested: unknown = SUCCESS;
    for (let depth = 0; depth < 10_000; depth++)
      nested = depth % 2 ? [nested] : { Records: [nested] };
    expect(reasons(nested)).toEqual(["malformed: wrapped too deeply"]);
  });

  it("refuses to parse a text longer than any record", () => {
    const text = JSON.stringify({ ...SUCCESS, padding: "x".repeat(1_048_576) });
    expect(reasons({ CloudTrailEvent: text })).toEqual([
      "malformed: CloudTrailEvent is over a megabyte",
    ]);
    const document = { "event.dataset": "aws.cloudtrail", "@timestamp": 1, "event.original": text };
    expect(reasons(document)).toEqual(["malformed: event.original is over a megabyte"]);
  });
});
