import type { Observation } from "../../model/observation";

/** What a record of a text tells; what it does not tell is left out. */
export interface SentText
  extends
    Pick<Observation, "id" | "atMs" | "source" | "action" | "outcome">,
    Pick<Observation, "account" | "region" | "destination"> {
  /** What sends, where no record shows who called it: a service, an account or service of a provider. */
  readonly sender: string;
}

/** The observation that a text is which the account, or its account with a provider, sent itself. */
export const textSent = ({ sender, ...text }: SentText): Observation => ({
  ...text,
  kind: "sms-sent",
  delivery: "sms",
  principal: sender,
});

/** What a provider says of a text that it takes for pumping. */
export const verdictOn = ({ sender, ...text }: SentText): Observation => ({
  ...text,
  id: `${text.id}!${text.action}`,
  kind: "provider-verdict",
  delivery: "none",
  principal: sender,
});

const E164 = /^\+\d{7,15}$/;

export const numberOf = (text: string | undefined): string | undefined =>
  text !== undefined && E164.test(text) ? text : undefined;

const NAME = /^[\w.-]{1,64}$/;

/** Names a sender by its service and whose it is, such as `sns#111122223333`. */
export const senderOf = (service: string, owner: string | undefined): string =>
  owner !== undefined && NAME.test(owner) ? `${service}#${owner}` : service;
