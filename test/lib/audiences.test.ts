import { warnOfUnread } from "../../lib/audiences";
import { deployConfig, testStack } from "./synth";

function warnings(changes: object): readonly unknown[] {
  const stack = testStack();
  warnOfUnread(stack, deployConfig(changes));
  return stack.node.metadata
    .filter(({ type }) => type === "aws:cdk:warning")
    .map(({ data }) => data as unknown);
}

const drills: unknown = expect.stringContaining(
  "drillEmails names no address: nobody gets the e-mails of drills",
);
const pipeline: unknown = expect.stringContaining(
  "pipelineEmails names no address: nobody gets an e-mail",
);

test("names drills that nobody reads, unless there is no detection to drill", () => {
  expect(warnings({})).toEqual([drills]);
  expect(warnings({ detection: false })).toEqual([]);
});

test("names an empty list of those who mind the pipeline, wherever there is one", () => {
  expect(warnings({ pipelineEmails: [] })).toEqual([pipeline, drills]);
  expect(warnings({ pipelineEmails: [], detection: false })).toEqual([pipeline]);
});

test("says nothing where everybody has an address", () => {
  expect(warnings({ drillEmails: ["drills@example.com"] })).toEqual([]);
});

test("names what was asked for and is not made without detection", () => {
  const elastic = { endpoint: "https://elastic.example.com", secret: "sms-pumping/elastic" };
  const drillEmails = ["drills@example.com"];
  expect(warnings({ drillEmails, elastic, trail: true, detection: false })).toEqual([
    expect.stringContaining("elastic: nothing is forwarded while detection is false"),
    expect.stringContaining("trail: no trail is made while detection is false; give trailStack"),
  ]);
  expect(warnings({ drillEmails, elastic, trail: true })).toEqual([]);
});
