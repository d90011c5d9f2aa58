import { at, isObject, type JsonObject } from "../../lambda/core/sources/records/json";
import type { KibanaRule } from "../../elastic/kibana-rule";
import { dataStreamOf } from "../../lambda/core/elastic/fields";
import {
  INGEST_PRIVILEGES,
  INSTALL_CLUSTER_PRIVILEGES,
  QUERIED_PRIVILEGES,
  queriedIndices,
  RULE_INDEX_PRIVILEGES,
  ruleIndices,
} from "./api-keys";
import type { Connection } from "./connection";
import { privilegesOf, type AskedPrivileges } from "./elasticsearch";
import { canRunRules, ruleAccess } from "./kibana";
import { fail, ok, type CheckResult } from "./check-result";
import { rulePrivilege, routesAskPrivileges, type Stack } from "./stack";

const refused = (answers: unknown): readonly string[] =>
  isObject(answers)
    ? Object.entries(answers)
        .filter(([, isGranted]) => isGranted === false)
        .map(([name]) => name)
    : [];

function refusedIndices(answer: JsonObject): readonly CheckResult[] {
  const indices = at(answer, "index");
  if (!isObject(indices)) return [];
  return Object.entries(indices).flatMap(([name, answers]) => {
    const missing = refused(answers);
    return missing.length === 0
      ? []
      : [fail("privilege", `${missing.join(", ")} on the index ${name}`)];
  });
}

/** The privileges in Elasticsearch that the key lacks of those asked for. */
async function checkPrivileges(
  connection: Connection,
  asked: AskedPrivileges,
): Promise<readonly CheckResult[]> {
  const answer = await privilegesOf(connection, asked);
  const cluster = refused(at(answer, "cluster"));
  const missing = [
    ...(cluster.length === 0 ? [] : [fail("privilege", `${cluster.join(", ")} on the cluster`)]),
    ...refusedIndices(answer),
  ];
  return missing.length === 0
    ? [ok("privileges", "the key has all that it needs in Elasticsearch")]
    : missing;
}

/** Looks at the key that the stack forwards with. */
export const ingestPrivileges = (
  connection: Connection,
  namespace: string,
): Promise<readonly CheckResult[]> =>
  checkPrivileges(connection, {
    index: [{ names: [dataStreamOf(namespace)], privileges: INGEST_PRIVILEGES }],
  });

/** Looks at what the key for installing may do in Elasticsearch. */
export const installPrivileges = (
  connection: Connection,
  rules: readonly KibanaRule[],
): Promise<readonly CheckResult[]> =>
  checkPrivileges(connection, {
    cluster: INSTALL_CLUSTER_PRIVILEGES,
    index: [
      { names: ruleIndices(connection.space), privileges: RULE_INDEX_PRIVILEGES },
      { names: queriedIndices(rules), privileges: QUERIED_PRIVILEGES },
    ],
  });

const APPLICATION = "kibana-.kibana";

async function hasRulePrivilege(connection: Connection, privilege: string): Promise<boolean> {
  const resource = `space:${connection.space}`;
  const answer = await privilegesOf(connection, {
    application: [{ application: APPLICATION, privileges: [privilege], resources: [resource] }],
  });
  return at(answer, "application", APPLICATION, resource, privilege) !== false;
}

const FEATURE =
  'All for "Rules, Alerts, and Exceptions" (9.3 and newer, Serverless) or "Security" (before)';

export interface KibanaAccess {
  readonly mayRead: boolean;
  readonly results: readonly CheckResult[];
}

/** Looks at what the key may do with rules in Kibana, and whether Kibana can run them. */
export async function kibanaAccess(connection: Connection, stack: Stack): Promise<KibanaAccess> {
  const { mayRead, mayWrite } = await ruleAccess(connection);
  const privilege = rulePrivilege(stack);
  const isAll =
    mayRead &&
    mayWrite &&
    (routesAskPrivileges(stack) || (await hasRulePrivilege(connection, privilege)));
  const missing = mayRead ? "to change rules" : "to read and change rules";
  const key = isAll
    ? ok("privileges", "the key may manage rules in Kibana")
    : fail("privilege", `${missing}: ${privilege}; ${FEATURE}`);
  if ((await canRunRules(connection)) !== false) return { mayRead, results: [key] };
  const text = "runs no rules without xpack.encryptedSavedObjects.encryptionKey";
  return { mayRead, results: [key, fail("kibana", text)] };
}
