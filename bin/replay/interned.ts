import type { Observation, WebRequest } from "../../lambda/core/model/observation";

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
  // Field by field: a spread makes an object four times the size.
  return (o) => ({
    id: o.id,
    atMs: o.atMs,
    source: o.source,
    kind: o.kind,
    action: text(o.action) ?? "",
    outcome: o.outcome,
    isUnsent: o.isUnsent,
    delivery: o.delivery,
    account: text(o.account),
    region: text(o.region),
    ip: text(o.ip),
    userAgent: text(o.userAgent),
    userPoolId: text(o.userPoolId),
    clientId: text(o.clientId),
    unnamedClientId: text(o.unnamedClientId),
    subject: text(o.subject),
    answersMs: o.answersMs,
    principal: text(o.principal),
    accessKeyId: text(o.accessKeyId),
    topicArn: text(o.topicArn),
    resource: text(o.resource),
    invokedBy: text(o.invokedBy),
    destination: o.destination,
    web: request(o.web),
  });
}
