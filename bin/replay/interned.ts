import type { Observation, WebRequest } from "../../lambda/core/model/observation";

/** Gives the first of all values that have the same key. */
function interning<T>(keyOf: (value: T) => string): (value: T | undefined) => T | undefined {
  const known = new Map<string, T>();
  return (value) => {
    if (value === undefined) return undefined;
    const key = keyOf(value);
    const first = known.get(key);
    if (first === undefined) known.set(key, value);
    return first ?? value;
  };
}

/**
 * Makes observations small: the same text, and the same request, is held in memory once however
 * many records have it.
 */
export function createInterner(): (observation: Observation) => Observation {
  const text = interning((value: string) => value);
  const request = interning((web: WebRequest) => JSON.stringify(web));
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
    isOfText: o.isOfText,
    isPasswordless: o.isPasswordless,
    principal: text(o.principal),
    accessKeyId: text(o.accessKeyId),
    isNewAddress: o.isNewAddress,
    topicArn: text(o.topicArn),
    resource: text(o.resource),
    invokedBy: text(o.invokedBy),
    messageId: o.messageId,
    destination: o.destination,
    web: request(o.web),
  });
}
