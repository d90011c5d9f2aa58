import type { Observation, WebRequest } from "../../lambda/core/observation";

/**
 * Makes observations small: the same text, and the same request, is held in memory once however
 * many records have it.
 */
export function createInterner(): (observation: Observation) => Observation {
  const texts = new Map<string, string>();
  const requests = new Map<string, WebRequest>();
  const text = (value: string | undefined): string | undefined => {
    if (value === undefined) return undefined;
    const known = texts.get(value);
    if (known === undefined) texts.set(value, value);
    return known ?? value;
  };
  const request = (web: WebRequest | undefined): WebRequest | undefined => {
    if (web === undefined) return undefined;
    const key = JSON.stringify(web);
    const known = requests.get(key);
    if (known === undefined) requests.set(key, web);
    return known ?? web;
  };
  return (observation) => ({
    ...observation,
    action: text(observation.action) ?? "",
    account: text(observation.account),
    region: text(observation.region),
    ip: text(observation.ip),
    userAgent: text(observation.userAgent),
    userPoolId: text(observation.userPoolId),
    clientId: text(observation.clientId),
    principal: text(observation.principal),
    topicArn: text(observation.topicArn),
    web: request(observation.web),
  });
}
