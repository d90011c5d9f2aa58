/** ASCII letters only, as Elasticsearch folds them for EQL's `:` and `like~`. */
const folded = (text: string): string => text.replace(/[A-Z]+/g, (run) => run.toLowerCase());

/** The pieces between the stars must follow one another; the outer ones are fixed to the ends. */
function matches(text: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (pieces.length === 1) return text === first;
  if (!text.startsWith(first)) return false;
  let position = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, position);
    if (found < 0) return false;
    position = found + piece.length;
  }
  return text.length - last.length >= position && text.endsWith(last);
}

/**
 * EQL's `field : (pattern, …)`: true when any value of the field is like any pattern. Case does
 * not matter, `*` stands for any text, line breaks too.
 * https://www.elastic.co/docs/reference/query-languages/eql/eql-syntax
 */
export function likeAny(patterns: readonly string[]): (values: readonly string[]) => boolean {
  const compiled = patterns.map((pattern) => folded(pattern).split("*"));
  return (values) =>
    values.some((value) => {
      const text = folded(value);
      return compiled.some((pieces) => matches(text, pieces));
    });
}
