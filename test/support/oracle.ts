/* The query that Elastic's users know, once more, read off its text: plain regular expressions
   over the raw document, nothing of the rule or of the parser that it is compared with. */

type Values = ReadonlyMap<string, readonly unknown[]>;

/** Every value of every field, by its full name: objects nested or dotted, lists opened. */
function fieldsOf(document: unknown): Values {
  const fields = new Map<string, unknown[]>();
  const visit = (value: unknown, name: string): void => {
    if (value === null || value === undefined) return;
    if (Array.isArray(value)) {
      for (const item of value) visit(item, name);
    } else if (typeof value === "object") {
      for (const [key, inner] of Object.entries(value)) {
        visit(inner, name === "" ? key : `${name}.${key}`);
      }
    } else {
      fields.set(name, [...(fields.get(name) ?? []), value]);
    }
  };
  visit(document, "");
  return fields;
}

const PATHS = [
  /^[^]*\/otp[^]*$/i,
  /^[^]*\/verify[^]*$/i,
  /^[^]*\/verification[^]*$/i,
  /^[^]*\/confirm[^]*$/i,
  /^[^]*\/sms[^]*$/i,
  /^[^]*\/phone[^]*$/i,
  /^[^]*\/mobile[^]*$/i,
  /^[^]*\/2fa[^]*$/i,
  /^[^]*\/mfa[^]*$/i,
  /^[^]*\/passcode[^]*$/i,
  /^[^]*\/send-code[^]*$/i,
  /^[^]*\/send_code[^]*$/i,
];
const QUERIES = [/phone/i, /mobile/i, /otp/i, /verify/i];
const PROVIDERS = [
  /twilio\.com/i,
  /sns\.amazonaws\.com/i,
  /vonage\.com/i,
  /plivo\.com/i,
  /telnyx\.com/i,
  /messagebird\.com/i,
];

/**
 * Whether the query counts the document. Many sources leave the category, the protocol or the
 * status out, so what is absent passes; what is present must match.
 */
export function queryCounts(document: unknown): boolean {
  const fields = fieldsOf(document);
  const texts = (name: string): readonly string[] => (fields.get(name) ?? []).map(String);
  const isLike = (name: string, patterns: readonly RegExp[]): boolean =>
    texts(name).some((text) => patterns.some((pattern) => pattern.test(text)));
  const isOneOf = (name: string, allowed: readonly string[]): boolean =>
    texts(name).some((text) => allowed.includes(text));
  const isAbsentOr = (name: string, allowed: readonly string[]): boolean =>
    texts(name).length === 0 || isOneOf(name, allowed);
  return (
    isAbsentOr("event.category", ["network", "web"]) &&
    isAbsentOr("network.protocol", ["http", "https"]) &&
    isOneOf("http.request.method", ["POST", "GET"]) &&
    (isLike("url.path", PATHS) ||
      isLike("url.query", QUERIES) ||
      isLike("url.original", PROVIDERS)) &&
    isAbsentOr("http.response.status_code", ["200", "400", "422", "429"])
  );
}
