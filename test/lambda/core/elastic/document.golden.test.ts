import { readFileSync } from "node:fs";
import { join } from "node:path";
import { orphansIn } from "../../../../bin/docs/generated";
import { documentGoldens } from "../../../support/golden-files";

const ROOT = join(__dirname, "..", "..", "..", "..");

test("each kind of document is that of its file; npm run generate rewrites them", async () => {
  const files = await documentGoldens();
  for (const { path, text } of files) {
    expect(`${path}\n${text}`).toBe(`${path}\n${readFileSync(join(ROOT, path), "utf8")}`);
  }
  expect(orphansIn(ROOT, "test/golden/elastic", files)).toEqual([]);
});
