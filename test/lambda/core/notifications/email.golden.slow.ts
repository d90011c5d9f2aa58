import { readFileSync } from "node:fs";
import { join } from "node:path";
import { orphansIn } from "../../../../bin/docs/generated";
import { everyEmailGolden } from "../../../support/golden-files";

const ROOT = join(__dirname, "../../../..");

test("every golden e-mail is that of its file; npm run generate rewrites them", async () => {
  const files = await everyEmailGolden();
  for (const { path, text } of files) {
    expect(`${path}\n${text}`).toBe(`${path}\n${readFileSync(join(ROOT, path), "utf8")}`);
  }
  expect(orphansIn(ROOT, "test/golden/email", files)).toEqual([]);
}, 180_000);
