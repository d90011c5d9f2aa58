import { markdownTable } from "../bin/docs/markdown-table";

/** What one part of the benchmarks prints. */
export interface Table {
  readonly title: string;
  readonly rows: readonly object[];
}

const BEGIN = "<!-- bench -->";
const END = "<!-- /bench -->";
const HEADING = "### ";

const cell = (value: unknown): string => {
  if (typeof value !== "number") return String(value);
  return value >= 100
    ? Math.round(value).toLocaleString("en-US")
    : String(Number(value.toFixed(2)));
};

/** A table below its heading. */
export function tableText({ title, rows }: Table): string {
  const head = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => Object.values(row).map(cell));
  return `${HEADING}${title}\n\n${markdownTable(head, cells)}`;
}

/** The tables that stand in a page, by the line of their heading. */
function standing(text: string): Map<string, string> {
  const [, ...sections] = `\n${text}`.split(`\n${HEADING}`);
  return new Map(
    sections.map((section) => {
      const whole = `${HEADING}${section.trim()}`;
      return [whole.split("\n")[0] ?? "", whole];
    }),
  );
}

/**
 * The page with these tables between its marks: instead of all that stand there, or of those with
 * the same headings only.
 *
 * @throws Error when the page lacks its marks
 */
export function withTables(page: string, tables: readonly Table[], keepsOthers: boolean): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`benchmarks: give the page ${BEGIN} and ${END}`);
  const sections = standing(keepsOthers ? page.slice(begin + BEGIN.length, end) : "");
  for (const table of tables) sections.set(`${HEADING}${table.title}`, tableText(table));
  const text = [...sections.values()].join("\n\n");
  return `${page.slice(0, begin)}${BEGIN}\n\n${text}\n\n${page.slice(end)}`;
}
