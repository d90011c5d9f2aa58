import { endpointOrigin, endpointProblem } from "../../../lib/elastic/elastic-endpoint";

const cloudId = `production:${Buffer.from("us-east-1.aws.example.io$0123abcd$4567ef89").toString("base64")}`;

test.each([
  "https://elastic.example.com",
  "https://elastic.example.com/",
  "https://deployment.es.us-east-1.aws.example.io:9243",
  "https://192.0.2.10:9200",
  "HTTPS://Elastic.Example.com",
  "http://127.0.0.1:9200",
  "http://localhost:9200",
  "http://[::1]:9200",
])("%s is an endpoint", (value) => {
  expect(endpointProblem(value)).toBeUndefined();
});

test.each([
  ["https://elastic.example.com/", "https://elastic.example.com"],
  ["HTTPS://Elastic.Example.com:443", "https://elastic.example.com"],
  ["http://[::1]:9200", "http://[::1]:9200"],
])("%s gets a form that paths can be put behind", (value, origin) => {
  expect(endpointOrigin(value)).toBe(origin);
});

test.each([
  ["one without a scheme", "elastic.example.com:443", /^give it with https:\/\/ in front/],
  ["an empty one", "", /^give an address/],
  ["another scheme", "ftp://elastic.example.com", /^give it with https:\/\/ in front/],
  ["a Cloud ID", cloudId, /^that is a Cloud ID; give the address in it, https:/],
  ["a Cloud ID without a name", cloudId.replace("production", ""), /^that is a Cloud ID/],
  ["no host", "https://", /^give an address/],
  ["Kibana's port", "https://kibana.example.com:5601", /^that is Kibana's address; give Elastic/],
  [
    "Kibana on Elastic Cloud",
    "https://deployment.kb.us-east-1.aws.example.io",
    /^that is Kibana's address; give Elasticsearch's/,
  ],
  ["a page of Kibana", "https://example.com/app/security", /^that is Kibana's address/],
  ["a path", "https://example.com/elastic", /^give it without a path/],
  ["a query", "https://example.com/?a=b", /^give it without a path, a query/],
  ["a fragment", "https://example.com/#a", /^give it without a path/],
  ["plain HTTP", "http://elastic.example.com", /^give https:\/\//],
  ["plain HTTP to what begins as this machine", "http://127.0.0.1.example.com", /^give https/],
])("refuses %s and says what to give", (_, value, text) => {
  const problem = endpointProblem(value);
  expect(problem?.text).toMatch(text);
  expect(problem?.isHidden).toBe(false);
});

test.each(["https://elastic:secret@example.com", "https://:secret@example.com"])(
  "refuses a user or a password, which is not to be shown",
  (value) => {
    const problem = endpointProblem(value);
    expect(problem?.text).toMatch(/^give it without a user or a password/);
    expect(problem?.isHidden).toBe(true);
  },
);
