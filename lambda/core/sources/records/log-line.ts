/** A line with more fields is none of a log's: no format comes near it. */
const MOST_FIELDS = 128;

/** The index of the quote that closes a field whose text begins at `from`; -1 if none does. */
function closingQuote(line: string, from: number): number {
  let quote = line.indexOf('"', from);
  while (quote > 0 && isEscaped(line, quote)) quote = line.indexOf('"', quote + 1);
  return quote;
}

function isEscaped(line: string, quote: number): boolean {
  let slashes = 0;
  while (line[quote - 1 - slashes] === "\\") slashes++;
  return slashes % 2 === 1;
}

const unescaped = (text: string): string =>
  text.includes("\\") ? text.replace(/\\(["\\])/g, "$1") : text;

/**
 * The fields of a line that are separated by spaces, some of them in quotes, in which `\"` is a
 * quote. Undefined where a quote is not closed, and for more fields than any format has.
 */
export function logFields(line: string): readonly string[] | undefined {
  const fields: string[] = [];
  let at = 0;
  while (at < line.length) {
    if (fields.length === MOST_FIELDS) return undefined;
    if (line[at] === " ") {
      at++;
    } else if (line[at] === '"') {
      const end = closingQuote(line, at + 1);
      if (end < 0) return undefined;
      fields.push(unescaped(line.slice(at + 1, end)));
      at = end + 1;
    } else {
      const space = line.indexOf(" ", at);
      const end = space < 0 ? line.length : space;
      fields.push(line.slice(at, end));
      at = end + 1;
    }
  }
  return fields;
}
