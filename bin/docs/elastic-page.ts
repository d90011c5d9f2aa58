import { stringAt } from "../../lambda/core/sources/records/json";
import type { ElasticDocument } from "../../lambda/core/elastic/document";
import { DATASET, ECS_FIELDS, EXTRA_FIELDS, type Field } from "../../lambda/core/elastic/fields";
import { INDEX_TEMPLATE_NAME } from "../../lambda/core/elastic/index-template";
import { SEVERITY_SCORES } from "../../lambda/core/elastic/ecs";
import { leavesOf } from "./document-leaves";
import { elasticQueries } from "./elastic-queries";
import { markdownTable } from "./markdown-table";

type Examples = ReadonlyMap<string, ElasticDocument>;

const LONGEST_EXAMPLE = 72;

const fenced = (text: string, language: string): string =>
  `<!-- prettier-ignore -->\n\`\`\`${language}\n${text}\n\`\`\``;

const scores = Object.entries(SEVERITY_SCORES)
  .map(([severity, score]) => `${severity} ${score}`)
  .join(", ");

const INTRO = `Every step of a finding or an incident becomes one document in the data stream \`logs-${DATASET}-<namespace>\`, in the
[Elastic Common Schema](https://www.elastic.co/docs/reference/ecs). A document is a whole copy of what was known at the step and is
never changed. An **incident** is one attack on one target, what a person is told about; a **finding** is what one rule found
about one address, network, program or sender.

![The example below, as Kibana lists a document's fields](finding-document.svg)

- \`event.kind\` is \`alert\` when a real, unsuppressed incident opens or escalates, and \`event\` for all else: findings, closings,
  drills, suppressed traffic. So a rule on \`event.kind: "alert"\` makes one alert for each thing that somebody must look at.
- \`event.id\` is the incident's, also in its findings: it groups all that belongs to an attack. \`event.action\` says what happened.
- \`event.severity\` and \`event.risk_score\` are ${scores}, as Elastic's own rules have them.
- \`message\` never changes in an incident's life and holds no counts: it is the alert's name in Kibana.
- \`@timestamp\` is when the attack was last seen, by the events' own time, so that documents stand beside the calls that they are
  about. Rules read \`event.ingested\`, which is when the document was sent: what waited in a queue is not overlooked.
- The same step always has the same \`_id\`, and is stored with \`create\`: what comes twice is refused. Elasticsearch checks this
  within one backing index, so a step that is sent again after a rollover may stand twice; \`event.id\` and \`event.sequence\` tell.
- A field of which nothing is known is absent: so is \`sms_pumping.confirmed\` where nobody can see confirmations.
- User agents and paths are the caller's to choose; they are cut at 256 characters. Destinations are number blocks only.`;

const QUERIES = `In Kibana's query language, for Discover or a rule. Sort the life of an attack by \`@timestamp\`, then by \`event.sequence\`.`;

const TEMPLATE = `The index template \`${INDEX_TEMPLATE_NAME}\` maps every field below
([as JSON](index-template.json)). What a pipeline of yours adds is mapped by Elastic's \`ecs@mappings\`; settings of
yours belong into a component template \`${INDEX_TEMPLATE_NAME}@custom\`. \`keyword+text\` is a keyword with words under \`.text\`.`;

/** The first example that has each field. */
function fieldExamples(documents: Examples): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  for (const { body } of documents.values()) {
    for (const [field, value] of leavesOf(body)) {
      if (!found.has(field)) found.set(field, value);
    }
  }
  return found;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value).replaceAll('","', '", "');
  const cut = text.length <= LONGEST_EXAMPLE ? text : `${text.slice(0, LONGEST_EXAMPLE - 1)}…`;
  return `\`${cut}\``;
}

function fieldTable(fields: readonly Field[], byName: ReadonlyMap<string, unknown>): string {
  const rows = fields.map(([name, type, from]) => [
    `\`${name}\``,
    type,
    from,
    byName.has(name) ? shown(byName.get(name)) : "",
  ]);
  return markdownTable(["field", "type", "holds", "example"], rows);
}

function wholeExample(name: string, documents: Examples): string {
  const document = documents.get(name);
  if (document === undefined) throw new Error(`there is no example ${name}`);
  const { id, body } = document;
  return `\`_id\`: \`${id}\`\n\n${fenced(JSON.stringify(body, null, 2), "json")}`;
}

/** The id of the incident that the examples tell of. */
export function incidentIdIn(documents: Examples): string {
  const id = stringAt(documents.get("incident")?.body, "event", "id");
  if (id === undefined) throw new Error("the example of an incident has no id");
  return id;
}

/** `docs/elastic/finding-document.md`. */
export function elasticPage(documents: Examples): string {
  const byName = fieldExamples(documents);
  const queries = elasticQueries(incidentIdIn(documents)).map(
    ({ question, kql }) => `${question}\n\n${fenced(kql, "text")}`,
  );
  const parts = [
    "# The document in Elastic",
    "<!-- Written by `npm run generate` from lambda/core/elastic and bin/docs/examples. -->",
    INTRO,
    "## Queries",
    QUERIES,
    ...queries,
    "## Fields",
    TEMPLATE,
    "### Of ECS",
    fieldTable(ECS_FIELDS, byName),
    "### Of this detector",
    "What ECS has no field for. Lists of objects are flat: each of their fields holds the values of all of them, in order.",
    fieldTable(EXTRA_FIELDS, byName),
    "## An incident",
    wholeExample("incident", documents),
    "## A finding",
    wholeExample("finding", documents),
  ];
  return `${parts.join("\n\n")}\n`;
}
