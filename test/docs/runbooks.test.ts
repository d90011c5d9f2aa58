import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { catalogue } from "../../lambda/core/rules";

const ROOT = join(__dirname, "..", "..");
const DOCS = join(ROOT, "docs");
const runbooks = catalogue.map(({ id }) => ({ id, path: join(DOCS, "runbooks", `${id}.md`) }));

const headings = (text: string): string[] =>
  text
    .split("\n")
    .filter((line) => line.startsWith("## "))
    .map((line) => line.slice(3));

/** As GitHub makes anchors out of headings. */
const anchors = (text: string): string[] =>
  text
    .split("\n")
    .filter((line) => /^#+ /.test(line))
    .map((line) => line.replace(/^#+ /, "").toLowerCase())
    .map((title) => title.replace(/[^\w\- ]/g, "").replaceAll(" ", "-"));

const pages = [
  ...readdirSync(ROOT),
  ...readdirSync(DOCS, { recursive: true, encoding: "utf8" }).map((name) => join("docs", name)),
]
  .filter((name) => name.endsWith(".md"))
  .sort();

function brokenLinks(name: string): readonly string[] {
  const page = join(ROOT, name);
  const links = [...readFileSync(page, "utf8").matchAll(/\]\(([^)\s]+)\)/g)].map(
    ([, link = ""]) => link,
  );
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [file = "", anchor] = link.split("#");
      const target = file === "" ? page : join(dirname(page), file);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchors(readFileSync(target, "utf8")).includes(anchor);
    });
}

test.each(runbooks)("$id has a runbook in the fixed form", ({ id, path }) => {
  const text = readFileSync(path, "utf8");
  expect(text).toMatch(new RegExp(`^# ${id}\n`));
  expect(headings(text)).toEqual([
    "Description",
    "Investigation",
    "Resolution",
    "When it was harmless",
  ]);
  expect(text).toContain("](first-five-minutes.md");
});

test.each(pages)("%s links only to what exists", (page) => {
  expect(brokenLinks(page)).toEqual([]);
});
