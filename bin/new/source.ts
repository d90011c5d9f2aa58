import { before, importing, listing } from "./insertion";
import { type Name, nameOf } from "./name";
import { type Skeleton, SkeletonError } from "./skeleton";

const OBSERVATION = "lambda/core/model/observation.ts";
const INDEX = "lambda/core/sources/index.ts";

export interface SourceOptions {
  /** CloudTrail's `eventSource`, without `.amazonaws.com`. @default - the source's name */
  readonly service?: string;
  /** CloudTrail's `eventName` of the first call that is read. */
  readonly call: string;
}

interface Call {
  readonly service: string;
  readonly call: string;
}

const sourceText = ({ camel, constant, kebab }: Name, { call }: Call): string => `
import { stringAt, type JsonObject } from "./records/json";
import { excerpt } from "./records/excerpt";
import { irrelevant } from "./records/result";
import type { ParseResult, Source } from "./records/source";

/** The calls that are read. Cite the page that says what CloudTrail records of them. */
export const ${constant}_CALLS: readonly string[] = ["${call}"];

function parse(record: JsonObject): ParseResult {
  const action = stringAt(record, "eventName") ?? "";
  if (!${constant}_CALLS.includes(action)) return irrelevant(\`sends no text: \${excerpt(action)}\`);
  // Write me: readCall, then observed(observationOf(…)), as sms-voice-send.ts does.
  return irrelevant("not written yet");
}

export const ${camel}: Source = {
  id: "${kebab}",
  needs: "WRITE ME: which trail, with which events switched on",
  parse,
};
`;

const testText = ({ camel, kebab }: Name, { call, service }: Call, recorded: string): string => `
import { parseRecord } from "../../../../lambda/core/sources";
import { ${camel} } from "../../../../lambda/core/sources/${kebab}";
import { fixture } from "../../../support/fixtures";
import { contextOf, onlyObservation, reasonOf } from "../../../support/parsing";

const record = fixture("${recorded}");
const parse = (change: object = {}) => ${camel}.parse({ ...record, ...change }, contextOf());

describe("${kebab}", () => {
  it("reads ${call} whole", () => {
    const result = parse();
    if (result.kind !== "observations") {
      throw new Error(
        "write me: parse of lambda/core/sources/${kebab}.ts, a real record in test/fixtures/${recorded}.json, and here all that is observed",
      );
    }
    expect(onlyObservation(result)).toMatchObject({ source: "${kebab}", action: "${call}" });
  });

  it("leaves out calls of ${service} that it does not know", () => {
    expect(reasonOf(parse({ eventName: "DescribeNothing" }))).toBe(
      "irrelevant: sends no text: DescribeNothing",
    );
  });

  it("is given its records wherever they come from", () => {
    const [result] = parseRecord(record, contextOf());
    if (result?.kind !== "observations") {
      throw new Error("write me: ${service} in lambda/core/sources/index.ts and feed-patterns.ts");
    }
    expect(onlyObservation(result).source).toBe("${kebab}");
  });

  it("reads refused and throttled calls, and what is hidden stays undefined", () => {
    throw new Error("write me: a fixture each for failure, throttling, hidden and missing fields");
  });
});
`;

const fixtureOf = ({ call, service }: Call): string =>
  `${JSON.stringify(
    {
      eventVersion: "1.11",
      userIdentity: {
        type: "IAMUser",
        arn: "arn:aws:iam::111122223333:user/example",
        accountId: "111122223333",
        accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      },
      eventTime: "2026-11-22T03:10:51Z",
      eventSource: `${service}.amazonaws.com`,
      eventName: call,
      awsRegion: "us-east-1",
      sourceIPAddress: "203.0.113.40",
      userAgent: "aws-cli/2.32.3",
      requestParameters: null,
      responseElements: null,
      eventID: "a1b2c3d4-5678-90ab-cdef-EXAMPLE00901",
      eventType: "AwsApiCall",
      recipientAccountId: "111122223333",
    },
    null,
    2,
  )}\n`;

const kebabOf = (call: string): string =>
  call.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();

const editsOf = ({ camel, constant, kebab }: Name): Skeleton["edits"] => [
  before(OBSERVATION, ";\n\n/**\n * What happened", `\n  | "${kebab}"`),
  importing(INDEX, `import { ${camel}, ${constant}_CALLS } from "./${kebab}";`),
  listing(INDEX, "export const sources: readonly Source[] = [\n", camel),
  before(INDEX, "...SMS_VOICE_CALLS,", `...${constant}_CALLS, `),
];

function callOf({ kebab }: Name, { service = kebab, call }: SourceOptions): Call {
  if (!/^[a-z][a-z0-9-]*$/.test(service)) {
    throw new SkeletonError(`"${service}" is no service: give it as in CloudTrail, such as sns`);
  }
  if (!/^[A-Z][A-Za-z0-9]*$/.test(call)) {
    throw new SkeletonError(`"${call}" is no call: give it as in CloudTrail, such as Publish`);
  }
  return { service, call };
}

/** A source that is asked for one call of a service in CloudTrail and observes nothing yet. */
export function sourceSkeleton(text: string, options: SourceOptions): Skeleton {
  const name = nameOf("source", text);
  const call = callOf(name, options);
  const recorded = `cloudtrail/${call.service}/${kebabOf(call.call)}`;
  const test = `test/lambda/core/sources/${name.kebab}.test.ts`;
  return {
    files: [
      { path: `lambda/core/sources/${name.kebab}.ts`, text: sourceText(name, call) },
      { path: test, text: testText(name, call, recorded) },
      { path: `test/fixtures/${recorded}.json`, text: fixtureOf(call) },
    ],
    edits: editsOf(name),
    todo: [
      `Put a whole recorded event, redacted, in test/fixtures/${recorded}.json, and variants beside it.`,
      `Write what says "write me": the source, then ${test} until it passes.`,
      `Have records reach it: BY_EVENT_SOURCE (or sourceOf, where the service has a source already) in ${INDEX}.`,
      `Have events reach it: pattern("…", "${call.service}", ${name.constant}_CALLS) in lib/feed/feed-patterns.ts; then write the rule down in test/lib/feed/feed.test.ts and test/lib/stacks/expected-posture.ts, and npm test -- test/lib -u.`,
      "Say in docs/what-cannot-be-seen.md what the source shows and hides.",
      "Run npm run generate, and add a line to CHANGELOG.md.",
    ],
  };
}
