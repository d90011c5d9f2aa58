import { type Name, nameOf } from "./name";
import { functionFiles } from "./sink-function";
import { libFiles } from "./sink-lib";
import type { NewFile, Skeleton } from "./skeleton";

const messageText = ({ camel, pascal }: Name): string => `
import type { Incident } from "../../incidents/incident";
import { whatLine } from "../email-lines";
import { printable, withoutNumbers } from "../printable";

/** What the service takes. Write me: its fields, with the page that documents them. */
export interface ${pascal}Message {
  readonly text: string;
}

/** Hands a message to the service. @throws NotificationRefused when it is one that is never taken */
export type SendTo${pascal} = (message: ${pascal}Message) => Promise<void>;

const LONGEST = 1000;

/** What people are told of an incident, with other people's text made harmless. */
export const ${camel}Message = (incident: Incident): ${pascal}Message => ({
  text: withoutNumbers(printable(whatLine(incident), LONGEST)),
});
`;

const sinkText = ({ camel, constant, kebab, pascal }: Name): string => `
import { dueAt } from "../pace";
import type { Sink, SinkId } from "../sink";
import { ${camel}Message, type SendTo${pascal} } from "./message";

export const ${constant}: SinkId = "${kebab}";

/** Each revision of an incident, at the pace of e-mail. Drills stay out. */
export const ${camel}Sink = (send: SendTo${pascal}): Sink => ({
  dueAt,
  send: async ({ incident }) => {
    if (incident.drill !== undefined) return "silent";
    await send(${camel}Message(incident));
    return "sent";
  },
});
`;

const messageTestText = ({ camel, kebab }: Name): string => `
import { ${camel}Message } from "../../../../../lambda/core/notifications/${kebab}/message";
import { findingOf, incidentFrom, SPOOFED_AGENT } from "../../../../support/incidents";

const incident = incidentFrom(findingOf());

test("says what goes on, in one line", () => {
  expect(${camel}Message(incident).text).toMatch(/code requests/);
});

test("holds none of an attacker's markup, links or lines", () => {
  const hostile = { ...incident, target: \`client:\${SPOOFED_AGENT}\`, regions: [SPOOFED_AGENT] };
  const { text } = ${camel}Message(hostile);
  expect(text).not.toMatch(/[\\r\\n]/);
  expect(text).not.toContain("\\u001b");
  throw new Error(
    "write me: in lambda/core/notifications/${kebab}/message.ts what people need first, and here its words and every character that the service reads as markup",
  );
});
`;

const sinkTestText = ({ camel, kebab, pascal }: Name): string => `
import { parseConfig } from "../../../../../lambda/core/model/config";
import type { ${pascal}Message } from "../../../../../lambda/core/notifications/${kebab}/message";
import { ${camel}Sink } from "../../../../../lambda/core/notifications/${kebab}/sink";
import { findingOf, incidentFrom, NIGHT } from "../../../../support/incidents";

const incident = incidentFrom(findingOf());

function served() {
  const messages: ${pascal}Message[] = [];
  const sink = ${camel}Sink((message) => {
    messages.push(message);
    return Promise.resolve();
  });
  return { messages, sink };
}

test("sends an incident's present state", async () => {
  const { messages, sink } = served();
  const sent = await sink.send({ incident, before: undefined }, NIGHT, parseConfig({}));
  expect([sent, messages.length]).toEqual(["sent", 1]);
});

test("follows an incident until it closes", () => {
  throw new Error(
    "write me: what the second revision, a repetition and the end of an incident look like there",
  );
});
`;

const runbookText = ({ kebab, pascal }: Name): string => `# pipeline-${kebab}-behind

Alarm \`${kebab}-behind\`.

## Description

Messages to ${pascal} have waited for over 20 minutes. E-mails go out all the same. Write me: what else people miss.

## Investigation

1. **What does the service answer?** The last ERROR in the log of the function \`${kebab}\`.

## Resolution

1. Write me: for each answer what to do, with a command.
`;

const coreFiles = (name: Name): readonly NewFile[] => {
  const folder = `notifications/${name.kebab}`;
  return [
    { path: `lambda/core/${folder}/message.ts`, text: messageText(name) },
    { path: `lambda/core/${folder}/sink.ts`, text: sinkText(name) },
    { path: `test/lambda/core/${folder}/message.test.ts`, text: messageTestText(name) },
    { path: `test/lambda/core/${folder}/sink.test.ts`, text: sinkTestText(name) },
  ];
};

/** A sink that could send at once, but that no stack deploys yet. */
export function sinkSkeleton(text: string): Skeleton {
  const name = nameOf("sink", text);
  const { constant, kebab, pascal } = name;
  return {
    files: [
      ...coreFiles(name),
      ...functionFiles(name),
      ...libFiles(name),
      { path: `docs/runbooks/pipeline-${kebab}-behind.md`, text: runbookText(name) },
    ],
    edits: [],
    todo: [
      'Write what says "write me", from lambda/core outward: message, sink, client, runbook.',
      `Add the key ${name.camel} to lib/config.ts: ${name.camel}Schema.optional().`,
      `Where the key is set, make a ${pascal}Sink in lib/stacks/detection-stack.ts.`,
      `Add ${constant} of lib/${kebab}/redrive-target.ts to lib/redrive-targets.ts.`,
      "Set its key in test/lib/redrive-targets.test.ts, and write down what it deploys in test/lib/stacks: lasting-ids.test.ts, expected-posture.ts, inventory.test.ts.",
      "Run npm run generate, and add a line to CHANGELOG.md.",
    ],
  };
}
