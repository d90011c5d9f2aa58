import type { Observation } from "../../lambda/core/model/observation";
import { MOST_ITEMS } from "../../lambda/core/sources/app-requests";
import type { ParseResult } from "../../lambda/core/sources/records/source";
import { LATEST_MS } from "./parsing";

export const REASON = /^[\x20-\x7e]{1,160}$/;

const absentOr = (pattern: RegExp) => (text: string | undefined) =>
  text === undefined || pattern.test(text);

/** What holds for the fields of every observation, whatever the record was. */
const LAWS: { readonly [Field in keyof Observation]?: (value: Observation[Field]) => boolean } = {
  id: (id) => /^(ct|cw|ecs|alb|log|waf|api|cf|az|msg|tw|le|es|at):[\x20-\x7e]{1,240}$/.test(id),
  atMs: (atMs) => atMs >= Date.UTC(2006, 0, 1) && atMs <= LATEST_MS,
  action: (action) => /^[A-Za-z][\w-]{0,63}$/.test(action),
  account: absentOr(/^[\w-]{1,64}$/),
  region: absentOr(/^[\w-]{1,64}$/),
  ip: absentOr(/^[\da-f.:]{2,45}$/),
  userAgent: (text) => text === undefined || (text.length > 0 && text.length <= 1024),
  userPoolId: absentOr(/^[\w-]{1,128}$/),
  clientId: absentOr(/^[\w-]{1,128}$/),
  principal: absentOr(/^(?:arn:[\x21-\x7e]{1,2044}|[a-z-]{1,16}(?:#[\w.-]{1,64})?)$/),
  topicArn: absentOr(/^arn:[\x21-\x7e]{1,2044}$/),
  accessKeyId: absentOr(/^[A-Z0-9]{16,128}$/),
  resource: absentOr(/^[\x21-\x7e]{1,261}$/),
  invokedBy: absentOr(/^[a-z0-9.-]{1,117}$/),
  destination: absentOr(/^\+\d{7,15}$/),
};

/** The law that a result breaks. Compared by hand: it runs some hundred thousand times. */
export function broken(result: ParseResult): string | undefined {
  if (result.kind !== "observations") return REASON.test(result.reason) ? undefined : "reason";
  if (result.observations.length < 1 || result.observations.length > MOST_ITEMS)
    return "observations";
  for (const observation of result.observations) {
    for (const [field, holds] of Object.entries(LAWS)) {
      if (!holds(observation[field as keyof Observation] as never)) return field;
    }
  }
  return undefined;
}
