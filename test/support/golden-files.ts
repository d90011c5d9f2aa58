import { join } from "node:path";
import type { GeneratedFile } from "../../bin/docs/generated";
import { runReplay } from "../../bin/replay/run";
import { findingRecord } from "../../lambda/core/incidents/published";
import type { Email } from "../../lambda/core/notifications/mail";
import { parseConfig } from "../../lambda/core/model/config";
import { goldenDocuments } from "./elastic-documents";
import { goldenTotals } from "./golden-totals";
import { goldenEmails } from "./incidents";

const RECORDS = join(__dirname, "../fixtures/scenarios/page-test-2-forgot-password.ndjson");

const jsonFile = (path: string, value: object): GeneratedFile => ({
  path,
  text: `${JSON.stringify(value, null, 2)}\n`,
});

/** A document for Elastic of each kind that reads differently. */
export async function documentGoldens(): Promise<readonly GeneratedFile[]> {
  const documents = await goldenDocuments();
  return [...documents].map(([name, document]) =>
    jsonFile(`test/golden/elastic/${name}.json`, document),
  );
}

/** An e-mail of each kind. */
const emailGoldens = (emails: ReadonlyMap<string, Email>): readonly GeneratedFile[] =>
  [...emails].map(([name, { subject, body }]) => ({
    path: `test/golden/email/${name}.txt`,
    text: `${subject}\n\n${body}`,
  }));

/** Those of whole stories, and those of rules that count above addresses. */
export const everyEmailGolden = async (): Promise<readonly GeneratedFile[]> => [
  ...emailGoldens(await goldenEmails()),
  ...emailGoldens(await goldenTotals()),
];

/** A finding as `smspump replay` prints it, with the first two of its events. */
export async function findingGolden(): Promise<GeneratedFile> {
  const run = await runReplay([RECORDS], parseConfig({}), ["cognito-sms-burst"], process.stderr);
  const record = findingRecord(run.findings[0]!, run.incidents[0]!.id);
  const eventIds = run.findings[0]!.eventIds.slice(0, 2);
  return jsonFile("test/golden/finding.json", { ...record, eventIds });
}

/** What tests expect of whole stories: reviewed as differences whenever it is written anew. */
export const goldenFiles = async (): Promise<readonly GeneratedFile[]> => [
  ...(await documentGoldens()),
  ...(await everyEmailGolden()),
  await findingGolden(),
];
