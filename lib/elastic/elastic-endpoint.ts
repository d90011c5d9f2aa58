import { cloudUrls, endpointFault, type EndpointFault } from "../../lambda/core/elastic/endpoint";

/** What is wrong with an endpoint, and whether the value must not be shown. */
export interface EndpointProblem {
  readonly text: string;
  readonly isHidden: boolean;
}

const EXAMPLE = "such as https://elastic.example.com";
const KIBANA_PORT = "5601";

const isKibana = ({ hostname, port, pathname }: URL): boolean =>
  port === KIBANA_PORT || hostname.includes(".kb.") || /^\/(app|s)\//.test(pathname);

const PATH = `give it without a path, a query or a fragment, ${EXAMPLE}`;
const SCHEME = `give it with https:// in front, ${EXAMPLE}`;

const TEXTS: Readonly<Record<Exclude<EndpointFault, "cloud-id">, string>> = {
  "no-scheme": SCHEME,
  "other-scheme": SCHEME,
  "no-url": `give an address, ${EXAMPLE}`,
  credentials: `give it without a user or a password, ${EXAMPLE}: a secret holds the API key`,
  "plain-http": "give https://: over http:// the API key could be read on the way",
  query: PATH,
};

const KIBANA =
  "that is Kibana's address; give Elasticsearch's, from the deployment's page (often with .es. in its name, or port 9200 or 9243)";

function textOf(value: string): string | undefined {
  const fault = endpointFault(value);
  if (fault === "cloud-id") {
    const inCloudId = cloudUrls(value)?.elasticsearch ?? "";
    return `that is a Cloud ID; give the address in it, ${inCloudId}`;
  }
  if (fault !== undefined) return TEXTS[fault];
  const url = new URL(value);
  if (isKibana(url)) return KIBANA;
  return url.pathname === "/" ? undefined : PATH;
}

/** What is wrong with an endpoint and what to give instead, if anything is wrong. */
export function endpointProblem(value: string): EndpointProblem | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : { text, isHidden: value.includes("@") };
}

/** An endpoint that is right, in the form that paths are put behind. */
export const endpointOrigin = (value: string): string => new URL(value).origin;
