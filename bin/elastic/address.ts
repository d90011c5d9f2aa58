import { ConfigError } from "../../lambda/core/model/config";
import type { Product } from "../../lambda/adapters/http";
import {
  cloudUrls,
  endpointFault,
  endpointUrl,
  type EndpointFault,
} from "../../lambda/core/elastic/endpoint";

/** The option that names each. */
export const FLAG_OF: Readonly<Record<Product, string>> = {
  Elasticsearch: "--elasticsearch",
  Kibana: "--kibana",
};

function cloudText(text: string): string {
  const { elasticsearch = "", kibana } = cloudUrls(text) ?? {};
  const more = kibana === undefined ? "" : ` --kibana ${kibana}`;
  return `got a Cloud ID; give the addresses in it: --elasticsearch ${elasticsearch}${more}`;
}

/** They say what was given only where it can hold no password. */
const TEXTS: Readonly<Record<EndpointFault, (text: string) => string>> = {
  "cloud-id": cloudText,
  "no-scheme": (text) => `got ${text}, which has no scheme; give https://${text}`,
  "no-url": () => "got no URL; give one such as https://example.com:443",
  credentials: () =>
    "got a name and a password in the URL; give the URL without them, and an API key",
  "plain-http": () => "got http://, over which the key could be read by others; give https://",
  "other-scheme": (text) =>
    `got no https:// URL; give one such as https://${new URL(text).hostname || "example.com"}:443`,
  query: () => "got a URL with ? or #; give what stands before",
};

function pageText(text: string): string | undefined {
  const { origin, pathname } = new URL(text);
  const found = /^(.*?)(?:\/s\/([^/]+))?(?:\/app\/.*|\/s\/[^/]+\/?)$/.exec(pathname);
  if (found === null) return undefined;
  const space = /\/s\/([^/]+)/.exec(pathname)?.[1];
  const add = space === undefined ? "" : ` --space ${space}`;
  return `got the address of a page in Kibana; give --kibana ${origin}${found[1] ?? ""}${add}`;
}

function problemOf(product: Product, text: string): string | undefined {
  const fault = endpointFault(text);
  if (fault !== undefined) return TEXTS[fault](text);
  return product === "Kibana" ? pageText(text) : undefined;
}

/**
 * The address of Elasticsearch or of Kibana, without a slash at its end.
 *
 * @throws ConfigError that says what to give instead
 */
export function addressOf(product: Product, text: string | undefined): string {
  const problem =
    text === undefined
      ? `got nothing; give the https:// URL of ${product}`
      : problemOf(product, text.trim());
  if (text === undefined || problem !== undefined) {
    throw new ConfigError(`${FLAG_OF[product]}: ${problem ?? ""}`);
  }
  return endpointUrl(text);
}
