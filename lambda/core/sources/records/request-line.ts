/** What a request asked for, taken apart. */
export interface RequestedUrl {
  readonly method?: string | undefined;
  /** The address as it was asked for, where it names a host. */
  readonly original?: string | undefined;
  readonly path?: string | undefined;
  readonly query?: string | undefined;
}

/** A client may write `://` into a query, where it does not begin an address. */
const SCHEME = /^[A-Za-z][A-Za-z\d+.-]{0,10}:\/\//;

/** Path and query of an address, whether or not it names a host. Nothing is decoded. */
export function urlParts(url: string): RequestedUrl {
  const [scheme] = SCHEME.exec(url) ?? [];
  const isWhole = scheme !== undefined;
  const start = isWhole ? url.indexOf("/", scheme.length) : 0;
  const rest = start < 0 ? "/" : url.slice(start);
  const mark = rest.indexOf("?");
  return {
    original: isWhole ? url : undefined,
    path: mark < 0 ? rest : rest.slice(0, mark),
    query: mark < 0 ? undefined : rest.slice(mark + 1),
  };
}

/**
 * A request line such as `POST /send-otp?lang=en HTTP/1.1`. The address may hold spaces: the
 * method ends at the first, the version begins after the last.
 */
export function readRequestLine(line: string): RequestedUrl {
  const first = line.indexOf(" ");
  const last = line.lastIndexOf(" ");
  if (first <= 0 || last <= first) return {};
  return { ...urlParts(line.slice(first + 1, last)), method: line.slice(0, first) };
}
