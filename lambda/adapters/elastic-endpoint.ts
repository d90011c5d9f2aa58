import { cloudUrls } from "../core/elastic/endpoint";

const WANTED =
  "give the address of Elasticsearch, such as https://example.es.eu-west-1.aws.elastic.cloud";

/**
 * The address of a resource of Elasticsearch. The stack has checked the endpoint when it was
 * deployed; whoever has changed it since is told what is wrong.
 *
 * @param path begins with a slash
 * @throws Error that says what to give instead
 */
export function elasticUrl(endpoint: string, path: string): string {
  const refuse = (what: string): Error => new Error(`the endpoint is ${what}; ${WANTED}`);
  if (cloudUrls(endpoint) !== undefined) throw refuse("a cloud id");
  if (!/^https?:\/\//i.test(endpoint)) throw refuse("without https://");
  if (!URL.canParse(endpoint)) throw refuse("no address");
  const { origin, pathname } = new URL(endpoint);
  return `${origin}${pathname.replace(/\/+$/, "")}${path}`;
}
