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
export const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.includes(hostname);
