import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runReplay } from "../../../../bin/replay/run";
import { parseConfig } from "../../../../lambda/core/model/config";
import { findingRecord } from "../../../../lambda/core/incidents/published";

const ROOT = join(__dirname, "..", "..", "..", "..");
const GOLDEN = join(ROOT, "test/golden/finding.json");
const RECORDS = join(ROOT, "test/fixtures/scenarios/page-test-2-forgot-password.ndjson");

test("a finding is written as documented; UPDATE_GOLDEN=1 rewrites the example", async () => {
  const config = parseConfig({});
  const run = await runReplay([RECORDS], config, ["cognito-sms-burst"], process.stderr);
  const [finding] = run.findings;
  const record = findingRecord(finding!, run.incidents[0]!.id) as { eventIds: string[] };
  expect(record.eventIds).toHaveLength(20);
  const shown = { ...record, eventIds: record.eventIds.slice(0, 2) };
  if (process.env.UPDATE_GOLDEN) writeFileSync(GOLDEN, `${JSON.stringify(shown, null, 2)}\n`);
  expect(shown).toEqual(JSON.parse(readFileSync(GOLDEN, "utf8")));
});
