import { leavesOf } from "../../../bin/docs/document-leaves";
import { incidentIdIn } from "../../../bin/docs/elastic-page";
import { elasticQueries } from "../../../bin/docs/elastic-queries";
import { exampleDocuments } from "../../../bin/docs/examples/examples";
import { FIELDS } from "../../../lambda/core/elastic/fields";
import { inCidr } from "../../../lambda/core/model/ip";
import { QUERY_RESULTS } from "../../support/elastic-query-results";

/** As much of Kibana's language as the examples use: terms that `and` joins. */
const TERM = /^(not )?([\w.@]+)(: | >= )(?:"([^"]+)"|([\w+]+\*|\d+))$/;

function termOf(text: string) {
  const [, not, field = "", operator, quoted, bare = ""] = TERM.exec(text) ?? [];
  if (field === "") throw new Error(`not understood: ${text}`);
  const fits = (value: unknown): boolean => {
    if (operator === " >= ") return Number(value) >= Number(bare);
    if (quoted === undefined) return String(value).startsWith(bare.slice(0, -1));
    return quoted.includes("/") ? inCidr(String(value), quoted) : value === quoted;
  };
  return { field, fits, isNegated: not !== undefined };
}

const termsOf = (kql: string) => kql.split(" and ").map(termOf);

function isMatch(kql: string, body: object): boolean {
  const leaves = leavesOf(body);
  return termsOf(kql).every(({ field, fits, isNegated }) => {
    const values = leaves.filter(([name]) => name === field).flatMap(([, value]) => [value].flat());
    return values.some(fits) !== isNegated;
  });
}

test("every field that a query names is mapped", () => {
  const names = new Set(FIELDS.map(([name]) => name));
  const asked = elasticQueries("any").flatMap(({ kql }) => termsOf(kql).map(({ field }) => field));
  expect(asked.filter((field) => !names.has(field))).toEqual([]);
});

test("every query finds what it asks for among the examples, and only that", async () => {
  const documents = await exampleDocuments();
  const examples = [...documents];
  const found = elasticQueries(incidentIdIn(documents)).map(({ question, kql }) => [
    question,
    examples.filter(([, { body }]) => isMatch(kql, body)).map(([name]) => name),
  ]);
  expect(Object.fromEntries(found)).toEqual(QUERY_RESULTS);
});
