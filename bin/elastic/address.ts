import { ConfigError } from "../../lambda/core/model/config";
import { cloudUrls } from "../../lambda/core/elastic/cloud-id";
import { isLoopback } from "../../lambda/core/elastic/loopback";

/** Which of the two a URL is of. */
export type Product = "Elasticsearch" | "Kibana";

/** The option that names each. */
export const FLAG_OF: Readonly<Record<Product, string>> = {
  Elasticsearch: "--elasticsearch",
  Kibana: "--kibana",
};

function ofCloudId(text: string): string | undefined {
  const urls = cloudUrls(text);
  if (urls === undefined) return undefined;
  const kibana = urls.kibana === undefined ? "" : ` --kibana ${urls.kibana}`;
  return `got a Cloud ID; give the addresses in it: --elasticsearch ${urls.elasticsearch}${kibana}`;
}

/** Never says what was given: it may hold a password. */
function problemOf(url: URL): string | undefined {
  if (url.username !== "" || url.password !== "") {
    return "got a name and a password in the URL; give the URL without them, and an API key";
  }
  if (url.protocol === "http:" && !isLoopback(url)) {
    return "got http://, over which the key could be read by others; give https://";
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return `got no https:// URL; give one such as https://${url.hostname || "example.com"}:443`;
  }
  if (url.search !== "" || url.hash !== "") return "got a URL with ? or #; give what stands before";
  return undefined;
}

function pathProblem({ origin, pathname }: URL): string | undefined {
  const found = /^(.*?)(?:\/s\/([^/]+))?(?:\/app\/.*|\/s\/[^/]+\/?)$/.exec(pathname);
  if (found === null) return undefined;
  const space = /\/s\/([^/]+)/.exec(pathname)?.[1];
  const add = space === undefined ? "" : ` --space ${space}`;
  return `got the address of a page in Kibana; give --kibana ${origin}${found[1] ?? ""}${add}`;
}

function parsed(text: string, fail: (problem: string) => never): URL {
  // Without a scheme, `localhost:9200` would be a URL with the scheme `localhost:`.
  if (/^[\w.-]+(:\d+)?(\/[^@]*)?$/.test(text)) {
    fail(`got ${text}, which has no scheme; give https://${text}`);
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url ?? fail("got no URL; give one such as https://example.com:443");
}

/**
 * The address of Elasticsearch or of Kibana, without a slash at its end.
 *
 * @throws ConfigError that says what to give instead
 */
export function addressOf(product: Product, text: string | undefined): string {
  const fail = (problem: string): never => {
    throw new ConfigError(`${FLAG_OF[product]}: ${problem}`);
  };
  if (text === undefined) return fail(`got nothing; give the https:// URL of ${product}`);
  const cloud = ofCloudId(text);
  if (cloud !== undefined) return fail(cloud);
  const url = parsed(text.trim(), fail);
  const problem = problemOf(url) ?? (product === "Kibana" ? pathProblem(url) : undefined);
  if (problem !== undefined) return fail(problem);
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}
