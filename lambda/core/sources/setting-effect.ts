import type { Config } from "../model/config";
import { visibleAt } from "./records/cloudtrail";
import { isObject, at, type JsonObject } from "./records/json";
import type { Irrelevant } from "./records/result";

/** What a call does to settings that texts depend on. */
export type SettingEffect =
  | { readonly kind: "setting-read" }
  | { readonly kind: "setting-changed"; readonly resource: string | undefined }
  | Irrelevant;

/** Tells the effect of a call, done or refused, as exactly as its record allows. */
export type ReadEffect = (record: JsonObject, config: Config) => SettingEffect;

/** The calls of one service, by `eventName`. */
export type SettingCalls = ReadonlyMap<string, ReadEffect>;

export const changed = (resource: string | undefined): SettingEffect => ({
  kind: "setting-changed",
  resource,
});

const NAME = /^[\x21-\x7e]{1,256}$/;

/** A name, id or ARN at a path. It holds no space, so that none can pass for more than a name. */
export function nameAt(record: JsonObject, ...path: readonly string[]): string | undefined {
  const text = visibleAt(record, ...path);
  return text !== undefined && NAME.test(text) ? text : undefined;
}

/** CloudTrail shows no parameters of most refused calls. */
export const showsParameters = (record: JsonObject): boolean =>
  isObject(at(record, "requestParameters"));
