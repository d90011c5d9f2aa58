/**
 * The part of Kibana's query language that our pages and rules use, as queries of Elasticsearch.
 * Kibana makes them in the browser or the rule's executor, so no server can be asked to.
 */
const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|(<=|>=|<|>|:|\(|\))|([^\s"():<>]+))/y;

interface Token {
  readonly kind: "text" | "sign" | "word";
  readonly value: string;
}

function tokensOf(query: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < query.trimEnd().length) {
    const match = TOKEN.exec(query);
    if (match === null) throw new Error(`cannot read ${query}`);
    const [, text, sign, word] = match;
    if (text !== undefined) tokens.push({ kind: "text", value: text });
    else if (sign !== undefined) tokens.push({ kind: "sign", value: sign });
    else tokens.push({ kind: "word", value: word ?? "" });
  }
  return tokens;
}

const RANGES: Readonly<Record<string, string>> = { ">=": "gte", "<=": "lte", ">": "gt", "<": "lt" };

const anyOf = (should: readonly object[]): object => ({
  bool: { should, minimum_should_match: 1 },
});

function valueQuery(field: string, { kind, value }: Token): object {
  if (kind === "text") return { match_phrase: { [field]: value } };
  if (value === "*") return { exists: { field } };
  return value.includes("*") ? { wildcard: { [field]: { value } } } : { match: { [field]: value } };
}

/** @throws Error for what it does not know */
export function kqlToQuery(kql: string): object {
  const tokens = [...tokensOf(kql)];
  const peek = (value: string): boolean => tokens[0]?.kind !== "text" && tokens[0]?.value === value;
  const take = (value: string): boolean => peek(value) && tokens.shift() !== undefined;
  const next = (): Token => {
    const token = tokens.shift();
    if (token === undefined) throw new Error(`${kql} ends too early`);
    return token;
  };
  const closed = <T>(inner: T): T => {
    if (!take(")")) throw new Error(`${kql} lacks a bracket`);
    return inner;
  };
  const values = (field: string): object => {
    if (!take("(")) return valueQuery(field, next());
    const one = (): object =>
      take("not") ? { bool: { must_not: [one()] } } : valueQuery(field, next());
    const all = [one()];
    while (take("or")) all.push(one());
    return closed(anyOf(all));
  };
  const condition = (): object => {
    if (take("not")) return { bool: { must_not: [condition()] } };
    if (take("(")) return closed(either());
    const field = next().value;
    if (take(":")) return values(field);
    const range = RANGES[next().value];
    if (range === undefined) throw new Error(`${kql} has no value for ${field}`);
    return { range: { [field]: { [range]: next().value } } };
  };
  const both = (): object => {
    const all = [condition()];
    while (take("and")) all.push(condition());
    return all.length === 1 ? all[0]! : { bool: { filter: all } };
  };
  const either = (): object => {
    const all = [both()];
    while (take("or")) all.push(both());
    return all.length === 1 ? all[0]! : anyOf(all);
  };
  const query = either();
  if (tokens.length > 0) throw new Error(`${kql} goes on with ${tokens[0]!.value}`);
  return query;
}
