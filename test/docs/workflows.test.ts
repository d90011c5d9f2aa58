import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(__dirname, "../../.github/workflows");
const WORKFLOWS = readdirSync(FOLDER).map((name) => [
  name,
  readFileSync(join(FOLDER, name), "utf8"),
]);

test.each(WORKFLOWS)("%s uses actions by commit, and names the version of each", (_, text = "") => {
  const uses = text.split("\n").filter((line) => line.includes("uses:"));
  expect(uses.length).toBeGreaterThan(0);
  for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d/);
});

test.each(WORKFLOWS)(
  "%s may read the repository and nothing else, but where a job says so",
  (_, text = "") => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n\n/m);
  },
);

test("a release carries what it is made of", () => {
  const release = readFileSync(join(FOLDER, "release.yml"), "utf8");
  expect(release).toContain("npm run --silent sbom > sbom.cdx.json");
  expect(release).toMatch(/gh release create .* sbom\.cdx\.json/);
});
