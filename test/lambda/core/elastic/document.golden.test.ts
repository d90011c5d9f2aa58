import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ElasticDocument } from "../../../../lambda/core/elastic/document";
import { indexTemplate } from "../../../../lambda/core/elastic/index-template";
import { goldenDocuments } from "../../../support/elastic-documents";

const GOLDEN = join(__dirname, "../../../golden/elastic");

let documents: ReadonlyMap<string, ElasticDocument>;

const textOf = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** As the files hold them: the index template among them, for who installs it by hand. */
function files(): ReadonlyMap<string, string> {
  const texts = [...documents].map(
    ([name, document]) => [`${name}.json`, textOf(document)] as const,
  );
  return new Map([
    ...texts,
    ["index-template.json", textOf(indexTemplate({ retentionDays: 365 }))],
  ]);
}

beforeAll(async () => {
  documents = await goldenDocuments();
});

test("each kind of document is that of its file in test/golden/elastic; UPDATE_GOLDEN=1 rewrites them", () => {
  if (process.env.UPDATE_GOLDEN === "1") {
    mkdirSync(GOLDEN, { recursive: true });
    for (const [name, text] of files()) writeFileSync(join(GOLDEN, name), text);
  }
  const stored = readdirSync(GOLDEN).map(
    (name) => [name, readFileSync(join(GOLDEN, name), "utf8")] as const,
  );
  expect(Object.fromEntries(stored)).toEqual(Object.fromEntries(files()));
});
