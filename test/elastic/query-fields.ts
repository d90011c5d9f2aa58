import type { KibanaRule } from "../../elastic/profiles";

const NAME = /@timestamp|[A-Za-z_]\w*(?:\.\w+)+/g;
const namesIn = (text: string): readonly string[] => text.match(NAME) ?? [];

const withoutTexts = (query: string): string =>
  query.replace(/"""[^]*?"""/g, '""').replace(/"(?:[^"\\]|\\.)*"/g, '""');

/** Columns that an ES|QL query makes itself. */
function madeBy(query: string): ReadonlySet<string> {
  const assigned = [...withoutTexts(query).matchAll(/(Esql\.\w+)\s*=[^=]/g)];
  const captured = [...query.matchAll(/\(\?<(Esql\.\w+)>/g)];
  return new Set([...assigned, ...captured].map((match) => match[1]!));
}

/** Columns that an ES|QL query uses before it made them. */
export function usedTooEarly(query: string): readonly string[] {
  const commands = query.split("\n| ");
  return commands.flatMap((command, index) => {
    const before = madeBy(commands.slice(0, index + 1).join("\n| "));
    return namesIn(withoutTexts(command)).filter(
      (name) => name.startsWith("Esql.") && !before.has(name),
    );
  });
}

/** The fields of documents that a rule reads, each once. */
export function queryFields({ language, query, threshold }: KibanaRule): readonly string[] {
  if (language === "kuery") {
    const named = [...query.matchAll(/([@\w.]+):/g)].map((match) => match[1]!);
    return [...new Set([...named, ...(threshold?.field ?? [])])].sort();
  }
  const text = withoutTexts(language === "esql" ? query.replace(/^FROM [^\n]*/, "") : query);
  const made = madeBy(query);
  return [...new Set(namesIn(text))].filter((name) => !made.has(name)).sort();
}

/** Whether every bracket that a query opens is closed by its own kind. */
export function isBalanced(query: string): boolean {
  const pairs: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
  const open: string[] = [];
  for (const sign of withoutTexts(query).match(/[()[\]{}]/g) ?? []) {
    const opener = pairs[sign];
    if (opener === undefined) open.push(sign);
    else if (open.pop() !== opener) return false;
  }
  return open.length === 0;
}
