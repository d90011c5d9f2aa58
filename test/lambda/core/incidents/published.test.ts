import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findingGolden } from "../../../support/golden-files";

const ROOT = join(__dirname, "..", "..", "..", "..");

test("a finding is written as its golden file has it; npm run generate rewrites it", async () => {
  const { path, text } = await findingGolden();
  expect(text).toBe(readFileSync(join(ROOT, path), "utf8"));
});
