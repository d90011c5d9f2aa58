import { cloudUrls } from "../../lambda/core/elastic/cloud-id";
import { isLoopback } from "../../lambda/core/elastic/loopback";

/** What is wrong with an endpoint, and whether the value must not be shown. */
export interface EndpointProblem {
  readonly text: string;
  readonly isHidden: boolean;
}

const EXAMPLE = "such as https://elastic.example.com";
const KIBANA_PORT = "5601";

const isKibana = ({ hostname, port, pathname }: URL): boolean =>
  port === KIBANA_PORT || hostname.includes(".kb.") || /^\/(app|s)\//.test(pathname);

const urlOf = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);

/** Checks in turn; each takes for granted that those before it have found nothing. */
const CHECKS: readonly (readonly [isWrong: (url: URL) => boolean, text: string])[] = [
  [
    isKibana,
    "that is Kibana's address; give Elasticsearch's, from the deployment's page (often with .es. in its name, or port 9200 or 9243)",
  ],
  [
    ({ pathname, search, hash }) => `${pathname}${search}${hash}` !== "/",
    `give it without a path, a query or a fragment, ${EXAMPLE}`,
  ],
  [
    (url) => url.protocol === "http:" && !isLoopback(url),
    "give https://: over http:// the API key could be read on the way",
  ],
];

function textOf(value: string): string | undefined {
  const inCloudId = cloudUrls(value)?.elasticsearch;
  if (inCloudId !== undefined) return `that is a Cloud ID; give the address in it, ${inCloudId}`;
  if (!/^https?:\/\//i.test(value)) return `give it with https:// in front, ${EXAMPLE}`;
  const url = urlOf(value);
  if (url === undefined) return `give an address, ${EXAMPLE}`;
  return CHECKS.find(([isWrong]) => isWrong(url))?.[1];
}

/** What is wrong with an endpoint and what to give instead, if anything is wrong. */
export function endpointProblem(value: string): EndpointProblem | undefined {
  const url = urlOf(value);
  if (url !== undefined && `${url.username}${url.password}` !== "") {
    const text = `give it without a user or a password, ${EXAMPLE}: a secret holds the API key`;
    return { text, isHidden: true };
  }
  const text = textOf(value);
  return text === undefined ? undefined : { text, isHidden: false };
}

/** An endpoint that is right, in the form that paths are put behind. */
export const endpointOrigin = (value: string): string => new URL(value).origin;
