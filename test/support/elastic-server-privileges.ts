import { at, isObject, type JsonObject } from "../../lambda/core/sources/records/json";
import { matches } from "./elastic-server-templates";

/** What an API key may do; a key without any is a superuser's. */
export interface KeyPrivileges {
  readonly cluster?: readonly string[];
  readonly index?: readonly {
    readonly names: readonly string[];
    readonly privileges: readonly string[];
  }[];
}

/** Privileges that include others. */
const INCLUDES: Readonly<Record<string, readonly string[]>> = {
  manage: ["auto_configure", "create_index", "view_index_metadata", "monitor"],
  write: ["create_doc", "create", "index", "delete"],
  index: ["create_doc", "create"],
  create: ["create_doc"],
};

const grants = (own: string, wanted: string): boolean =>
  own === "all" || own === wanted || (INCLUDES[own]?.includes(wanted) ?? false);

const CLUSTER: Readonly<Record<string, readonly string[]>> = {
  manage: ["manage_index_templates", "monitor"],
};

/** Whether a key has a privilege of the cluster, as Elasticsearch's privileges nest. */
export const mayInCluster = (key: KeyPrivileges | undefined, wanted: string): boolean =>
  key === undefined ||
  (key.cluster ?? []).some(
    (own) => own === "all" || own === wanted || (CLUSTER[own]?.includes(wanted) ?? false),
  );

/** Whether a key has a privilege on a data stream or a pattern of them. */
export const mayOnIndex = (key: KeyPrivileges | undefined, name: string, wanted: string): boolean =>
  key === undefined ||
  (key.index ?? []).some(
    ({ names, privileges }) =>
      names.some((pattern) => matches(pattern, name)) &&
      privileges.some((own) => grants(own, wanted)),
  );

/** Whether a key may add documents to anything at all. */
export const mayWriteSomewhere = (key: KeyPrivileges | undefined): boolean =>
  key === undefined ||
  (key.index ?? []).some(({ privileges }) => privileges.some((own) => grants(own, "create_doc")));

const texts = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((each) => typeof each === "string");

/**
 * The answer to `POST /_security/user/_has_privileges`.
 * https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-security-has-privileges
 */
export function hasPrivileges(key: KeyPrivileges | undefined, asked: unknown): JsonObject {
  const cluster = Object.fromEntries(
    texts(at(asked, "cluster")).map((wanted) => [wanted, mayInCluster(key, wanted)]),
  );
  const index: Record<string, Record<string, boolean>> = {};
  const groups = at(asked, "index");
  for (const group of Array.isArray(groups) ? groups.filter(isObject) : []) {
    for (const name of texts(group.names)) {
      for (const wanted of texts(group.privileges)) {
        (index[name] ??= {})[wanted] = mayOnIndex(key, name, wanted);
      }
    }
  }
  const all = [cluster, ...Object.values(index)].flatMap((each) => Object.values(each));
  return {
    username: "test",
    has_all_requested: all.every(Boolean),
    cluster,
    index,
    application: {},
  };
}
