import type { DetailType } from "../../lambda/core/incidents/published";
import { FINDINGS_SOURCE } from "../../lambda/core/sources/drill";
import { stringAt } from "../../lambda/core/sources/records/json";
import { markdownTable } from "./markdown-table";

interface Examples {
  readonly incident: object;
  readonly finding: object;
}

const fenced = (value: unknown): string =>
  `<!-- prettier-ignore -->\n\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

/** A detail in the envelope that EventBridge puts around it. */
function example(detail: object, detailType: DetailType): string {
  const time = stringAt(detail, "at")?.slice(0, 19) ?? "";
  return fenced({
    version: "0",
    id: "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
    "detail-type": detailType,
    source: FINDINGS_SOURCE,
    account: "111122223333",
    time: `${time}Z`,
    region: "us-east-1",
    resources: [],
    detail,
  });
}

const INTRO = `The stack publishes what it finds on an EventBridge bus of its own; the output \`BusName\` is the bus's name. Put rules on it
for your chat, pager, ticket system or block list. Nothing of the stack depends on who listens.`;

const KINDS = markdownTable(
  ["source", "detail-type", "schema of `detail`", "when"],
  [
    [
      "`sms-pumping`",
      "`SMS Pumping Incident`",
      "[incident.schema.json](incident.schema.json)",
      "an attack is worth telling: opened, escalated, closed and more",
    ],
    [
      "`sms-pumping`",
      "`SMS Pumping Finding`",
      "[finding.schema.json](finding.schema.json)",
      "one rule has found one address, network, program or sender",
    ],
  ],
);

const PATTERN = {
  source: [FINDINGS_SOURCE],
  "detail-type": ["SMS Pumping Incident"],
  detail: {
    reasons: ["opened", "escalated"],
    incident: {
      severity: ["high", "critical"],
      drill: [null],
      suppressedBy: [null],
    },
  },
};

const RULES = `Real incidents that open or grow, and neither drills nor suppressed traffic:`;

const PROMISES = `## What you can build on

- **\`schemaVersion\` is 1.** Within a version fields are added, never taken away, renamed or given another meaning, and the
  values of a list of choices may grow: ignore what you do not know. What would break a reader raises the version.
- **At least once, in any order.** An event may come twice or late. A finding's step is known by \`finding.id\` and \`sequence\`, an
  incident's by \`incident.id\` and \`incident.revision\`: keep the highest, drop what you have had.
- **Each event is a whole copy**, not a difference: the last one is all you need.
- \`mergedInto\` names the older finding or incident that this one goes on as a part of; it is its last event.
- Times are event time in ISO 8601 UTC, but \`at\`, which is when the step was written.
- Drills carry \`drill\`, suppressed traffic \`suppressedBy\`; both are null for all else. Filter on them before you wake anybody.
- User agents and paths are the attacker's to choose: escape them before you show them. Numbers are cut to their blocks, and
  no message's text or code is ever in an event.
- The bus takes \`sms-pumping\` from the stack's own functions only, so an event of that source is genuine.`;

/** `docs/events/README.md`. */
export function eventsPage(details: Examples): string {
  const parts = [
    "# Events for subscribers",
    "<!-- Written by `npm run generate` from bin/docs/events-page.ts and bin/docs/examples. -->",
    INTRO,
    KINDS,
    "## A rule",
    RULES,
    fenced(PATTERN),
    PROMISES,
    "## An incident",
    example(details.incident, "SMS Pumping Incident"),
    "## A finding",
    example(details.finding, "SMS Pumping Finding"),
  ];
  return `${parts.join("\n\n")}\n`;
}
