const WANTED =
  "give the address of Elasticsearch, such as https://example.es.eu-west-1.aws.elastic.cloud";

/** Cloud ids are a name, a colon and base64, and are no address by themselves. */
const CLOUD_ID = /^[^/\s]*:[A-Za-z0-9+/]{16,}={0,2}$/;

/**
 * The address of a resource of Elasticsearch. The stack has checked the endpoint when it was
 * deployed; whoever has changed it since is told what is wrong.
 *
 * @param path begins with a slash
 * @throws Error that says what to give instead
 */
export function elasticUrl(endpoint: string, path: string): string {
  const refuse = (what: string): Error => new Error(`the endpoint is ${what}; ${WANTED}`);
  if (CLOUD_ID.test(endpoint)) throw refuse("a cloud id");
  if (!/^https?:\/\//i.test(endpoint)) throw refuse("without https://");
  if (!URL.canParse(endpoint)) throw refuse("no address");
  const { origin, pathname } = new URL(endpoint);
  return `${origin}${pathname.replace(/\/+$/, "")}${path}`;
}
