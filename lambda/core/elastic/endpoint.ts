/** Where the parts of a deployment on Elastic Cloud are. */
export interface CloudUrls {
  readonly elasticsearch: string;
  readonly kibana: string | undefined;
}

/** `<host>` or `<id>:<port>` under the deployment's domain, which may have a port of its own. */
function urlOf(part: string, domain: string): string {
  const [id = "", ownPort] = part.split(":");
  const [host = "", sharedPort] = domain.split(":");
  const port = ownPort ?? sharedPort;
  return `https://${id}.${host}${port === undefined || port === "443" ? "" : `:${port}`}`;
}

function fromBase64(encoded: string): string {
  try {
    return atob(encoded);
  } catch {
    return "";
  }
}

/**
 * The addresses in a Cloud ID: `name:` and the base64 of `domain$elasticsearch$kibana`; undefined if
 * the text is none. See "Find your Cloud ID" in Elastic's documentation.
 */
export function cloudUrls(text: string): CloudUrls | undefined {
  const encoded = /^[^:/]*:([A-Za-z0-9+/]+=*)$/.exec(text.trim())?.[1];
  if (encoded === undefined) return undefined;
  const decoded = fromBase64(encoded);
  const [domain = "", elasticsearch = "", kibana = ""] = decoded.split("$");
  if (!/^[a-z0-9.-]+\.[a-z]+(:\d+)?$/i.test(domain) || elasticsearch === "") return undefined;
  return {
    elasticsearch: urlOf(elasticsearch, domain),
    kibana: kibana === "" ? undefined : urlOf(kibana, domain),
  };
}

const LOOPBACK: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];

/** Whether a URL is of this machine: only there may a key travel over `http://`. */
const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.includes(hostname);

/** What is wrong with an address. */
export type EndpointFault =
  "cloud-id" | "no-scheme" | "no-url" | "credentials" | "plain-http" | "other-scheme" | "query";

/** Without a scheme, `localhost:9200` would be a URL with the scheme `localhost:`. */
const BARE_HOST = /^[\w.-]+(:\d+)?(\/[^@]*)?$/;

function urlFault(url: URL): EndpointFault | undefined {
  if (url.username !== "" || url.password !== "") return "credentials";
  if (url.protocol === "http:") return isLoopback(url) ? undefined : "plain-http";
  return url.protocol === "https:" ? undefined : "other-scheme";
}

/**
 * What is wrong with the address of Elasticsearch or Kibana, if anything is: the one reading for
 * the configuration, the command line and the forwarder, each of which says it in its own words.
 */
export function endpointFault(text: string): EndpointFault | undefined {
  const given = text.trim();
  if (cloudUrls(given) !== undefined) return "cloud-id";
  if (BARE_HOST.test(given)) return "no-scheme";
  if (!URL.canParse(given)) return "no-url";
  const url = new URL(given);
  return urlFault(url) ?? (url.search === "" && url.hash === "" ? undefined : "query");
}

/** An address that is right, in the form that paths are put behind. */
export function endpointUrl(text: string): string {
  const { origin, pathname } = new URL(text.trim());
  return `${origin}${pathname.replace(/\/+$/, "")}`;
}
