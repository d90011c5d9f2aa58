import { tableText, withTables } from "../../bench/tables";

const A = { title: "Alpha", rows: [{ what: "new", n: 1 }] };
const ALPHA = "### Alpha\n\n| what | n   |\n| ---- | --- |\n| new  | 1   |";
const PAGE = `# Page

Before.

<!-- bench -->

### Alpha

| what | n   |
| ---- | --- |
| old  | 9   |

### Beta

| k   |
| --- |
| 1   |

<!-- /bench -->

### After
`;

describe("a table of benchmarks", () => {
  test("has its heading, a column for each key and a line for each row", () => {
    expect(tableText(A)).toBe(ALPHA);
  });

  test.each([
    [1_234_567.8, "1,234,568"],
    [100, "100"],
    [99.994, "99.99"],
    [2.5, "2.5"],
    [0.004, "0"],
    ["60 ms", "60 ms"],
  ])("shows %s as %s", (value, shown) => {
    const [, , , , row] = tableText({ title: "T", rows: [{ value }] }).split("\n");
    expect(row!.slice(2, -2).trim()).toBe(shown);
  });

  test("without rows is its heading and nothing that could be taken for a result", () => {
    expect(tableText({ title: "Empty", rows: [] })).toMatch(/^### Empty\n\n[| -]*\n[| -]*$/);
  });
});

describe("a page of benchmarks", () => {
  test("gets all tables anew, and keeps what stands around its marks", () => {
    expect(withTables(PAGE, [A], false)).toBe(
      `# Page\n\nBefore.\n\n<!-- bench -->\n\n${ALPHA}\n\n<!-- /bench -->\n\n### After\n`,
    );
  });

  test("keeps the tables that were not made again, in their order", () => {
    const page = withTables(PAGE, [A], true);
    expect(page).toBe(PAGE.replace("| old  | 9   |", "| new  | 1   |"));
  });

  test("gets a table of a new heading after the others", () => {
    const page = withTables(PAGE, [{ ...A, title: "Gamma" }], true);
    expect(page.match(/^### \w+/gm)).toEqual(["### Alpha", "### Beta", "### Gamma", "### After"]);
  });

  test("does not change when the same tables are put in again", () => {
    const once = withTables(PAGE, [A], true);
    expect(withTables(once, [A], true)).toBe(once);
  });

  test.each([
    ["no marks", "# Page"],
    ["no end", "<!-- bench -->"],
    ["no beginning", "<!-- /bench -->"],
    ["its marks the wrong way round", "<!-- /bench --> <!-- bench -->"],
  ])("refuses a page with %s, and says what to give it", (_, page) => {
    expect(() => withTables(page, [A], true)).toThrow(
      "benchmarks: give the page <!-- bench --> and <!-- /bench -->",
    );
  });
});
