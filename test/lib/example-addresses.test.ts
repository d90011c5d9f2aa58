import { exampleProblems, isAsShipped } from "../../lib/example-addresses";

const refused = (input: object): readonly string[] =>
  exampleProblems(input).map((line) => line.split(":")[0] ?? "");

test.each([
  "oncall@example.com",
  "oncall@EXAMPLE.org",
  "oncall@mail.example.net",
  "oncall@company.example",
  "oncall@company.invalid",
  "oncall@company.test",
  "oncall@localhost",
  "oncall@mail.localhost",
])("%s reaches nobody", (address) => {
  expect(refused({ onCallEmails: [address] })).toEqual(["onCallEmails.0"]);
});

test.each([
  "oncall@example.co.uk",
  "oncall@myexample.com",
  "example.com@smspump.dev",
  "oncall@example.com.smspump.dev",
  "oncall@contest.io",
  "localhost@smspump.dev",
])("%s may reach somebody", (address) => {
  expect(refused({ onCallEmails: [address] })).toEqual([]);
});

test("every list of addresses is looked at, one that comes later too", () => {
  const somebody = "a@smspump.dev";
  const lists = { onCallEmails: [somebody, "b@example.com"], auditEmails: ["c@example.com"] };
  expect(refused({ ...lists, drillEmails: [somebody] })).toEqual([
    "onCallEmails.1",
    "auditEmails.0",
  ]);
});

test("so are the addresses that a function sends to and e-mails link", () => {
  expect(
    refused({
      elastic: { endpoint: "https://elastic.example.com:9243", secret: "example.com" },
      detector: { runbookUrl: "https://wiki.example/x", dashboardUrl: "https://grafana.test" },
    }),
  ).toEqual(["elastic.endpoint", "detector.runbookUrl", "detector.dashboardUrl"]);
  for (const endpoint of ["http://127.0.0.1:9200", "http://localhost:9200", "http://[::1]:9200"]) {
    expect(refused({ elastic: { endpoint } })).toEqual(["elastic.endpoint"]);
  }
  const endpoint = "https://example.es.eu-west-1.aws.elastic.cloud";
  expect(
    refused({ elastic: { endpoint }, detector: { runbookUrl: "https://smspump.dev/" } }),
  ).toEqual([]);
});

test.each([
  [undefined],
  ["x"],
  [{ onCallEmails: "x@example.com", elastic: 1 }],
  [{ onCallEmails: [1] }],
])("has nothing to say of %j: the parser has", (input) => {
  expect(exampleProblems(input)).toEqual([]);
});

test("a file is as shipped until one address in it is real", () => {
  const shipped = { onCallEmails: ["a@example.com"], costOwnerEmails: ["b@example.com"] };
  expect(isAsShipped(shipped)).toBe(true);
  expect(isAsShipped({ ...shipped, costOwnerEmails: ["b@smspump.dev"] })).toBe(false);
  expect(isAsShipped({})).toBe(false);
});
