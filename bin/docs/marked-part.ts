/**
 * A page with what stands between `<!-- name -->` and `<!-- /name -->` replaced.
 *
 * @throws Error when the page has lost its marks
 */
export function withMarkedPart(path: string, text: string, name: string, part: string): string {
  const [before, rest] = text.split(`<!-- ${name} -->`);
  const after = rest?.split(`<!-- /${name} -->`)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`${path} has lost its marks <!-- ${name} --> and <!-- /${name} -->`);
  }
  return `${before}<!-- ${name} -->\n\n${part}\n\n<!-- /${name} -->${after}`;
}
