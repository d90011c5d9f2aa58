import { CommandError } from "../aws-problem";
import {
  at,
  isObject,
  type JsonObject,
  parsedJson,
  stringAt,
} from "../../lambda/core/sources/records/json";
import { send, succeeded, type Call, type Connection } from "./connection";
import { reasonOf } from "./reason";
import type { HttpReply } from "../../lambda/adapters/http";

/** The version of Kibana's public interfaces, which has not changed since 8.11. */
const HEADERS = { "kbn-xsrf": "true", "elastic-api-version": "2023-10-31" } as const;
const JSON_TYPE = { "content-type": "application/json" } as const;

const RULES = "/api/detection_engine/rules";

const isForbidden = ({ status }: HttpReply): boolean => status === 403;

const spacePath = (space: string): string => (space === "default" ? "" : `/s/${space}`);

const call = (connection: Connection, { path, headers, ...rest }: Call): Promise<HttpReply> =>
  send("Kibana", connection, {
    ...rest,
    path: `${spacePath(connection.space)}${path}`,
    headers: { ...HEADERS, ...headers },
  });

/** Why nothing can be done in the space: it does not exist, or the key may not. */
export async function spaceProblem(connection: Connection): Promise<string | undefined> {
  const { space } = connection;
  // Asked from outside the space: Kibana's other routes do not mind that a space does not exist.
  const reply = await send("Kibana", connection, {
    method: "GET",
    path: `/api/spaces/space/${space}`,
    headers: HEADERS,
  });
  const remedy = "look at its identifier under Stack Management > Spaces, and give it with --space";
  if (reply.status === 404) return `Kibana has no space ${space}; ${remedy}`;
  if (isForbidden(reply)) {
    return `the API key may do nothing in the space ${space}, if there is one (${reasonOf(reply.text)}); ${remedy}, or make a key as docs/elastic/install.md says`;
  }
  succeeded(`the space ${space}`, reply);
  return undefined;
}

/** Kibana's version; undefined where it does not tell. */
export async function kibanaVersion(connection: Connection): Promise<string | undefined> {
  const path = "/api/status";
  const reply = await send("Kibana", connection, { method: "GET", path, headers: HEADERS });
  return stringAt(parsedJson(reply.text), "version", "number");
}

/** A rule as Kibana keeps it, in the fields that matter here. */
export interface InstalledRule {
  readonly name: string;
  readonly version: number;
  readonly isEnabled: boolean;
  readonly actions: readonly unknown[];
  readonly exceptions: readonly unknown[];
  readonly responseActions: readonly unknown[];
  readonly isSuppressed: boolean;
}

const listAt = (body: unknown, key: string): readonly unknown[] => {
  const found = at(body, key);
  return Array.isArray(found) ? found : [];
};

const installedRule = (body: unknown): InstalledRule => ({
  name: stringAt(body, "name") ?? "",
  version: Number(at(body, "version") ?? 0),
  isEnabled: at(body, "enabled") === true,
  actions: listAt(body, "actions"),
  exceptions: listAt(body, "exceptions_list"),
  responseActions: listAt(body, "response_actions"),
  isSuppressed: at(body, "alert_suppression") !== undefined,
});

const askRule = (connection: Connection, ruleId: string): Promise<HttpReply> =>
  call(connection, { method: "GET", path: `${RULES}?rule_id=${encodeURIComponent(ruleId)}` });

/**
 * The rule as Kibana has it; undefined if there is none.
 *
 * @throws CommandError if Kibana refuses, or has no detection rules at all
 */
export async function storedRule(
  connection: Connection,
  ruleId: string,
): Promise<InstalledRule | undefined> {
  const reply = await askRule(connection, ruleId);
  if (reply.status === 404) {
    // An unknown route answers 404 too, and names no rule.
    if (reasonOf(reply.text).includes("rule_id")) return undefined;
    throw new CommandError(
      "this Kibana has no detection rules: they need Elastic Security (on Serverless, a Security project)",
    );
  }
  if (isForbidden(reply)) {
    throw new CommandError(
      `the API key may not read rules (${reasonOf(reply.text)}); smspump elastic check tells what it lacks`,
    );
  }
  return installedRule(parsedJson(succeeded(`rule ${ruleId}`, reply).text));
}

/** Changes some fields of a rule. */
export const patchRule = (connection: Connection, fields: object): Promise<HttpReply> =>
  call(connection, {
    method: "PATCH",
    path: RULES,
    headers: JSON_TYPE,
    body: Buffer.from(JSON.stringify(fields)),
  });

/** Removes a rule; its alerts stay. */
export const deleteRule = (connection: Connection, ruleId: string): Promise<HttpReply> =>
  call(connection, {
    method: "DELETE",
    path: `${RULES}?rule_id=${encodeURIComponent(ruleId)}`,
  });

/** What Kibana said about one rule that was sent to it. */
export interface ImportProblem {
  /** Undefined where Kibana could not even read it. */
  readonly ruleId: string | undefined;
  readonly message: string;
}

function importProblem(problem: unknown): ImportProblem {
  const status = at(problem, "error", "status_code");
  const said = stringAt(problem, "error", "message") ?? "no reason given";
  return {
    ruleId: stringAt(problem, "rule_id"),
    message: typeof status === "number" ? `${said} (${status})` : said,
  };
}

const problemsIn = (body: JsonObject): readonly ImportProblem[] =>
  ["errors", "exceptions_errors", "action_connectors_errors"].flatMap((key) =>
    listAt(body, key).map(importProblem),
  );

async function multipart(
  rules: readonly object[],
): Promise<{ headers: Record<string, string>; body: Buffer }> {
  const form = new FormData();
  const lines = rules.map((rule) => `${JSON.stringify(rule)}\n`).join("");
  form.append("file", new Blob([lines], { type: "application/x-ndjson" }), "rules.ndjson");
  const encoded = new Response(form);
  return {
    headers: { "content-type": encoded.headers.get("content-type") ?? "" },
    body: Buffer.from(await encoded.arrayBuffer()),
  };
}

/**
 * Sends rules as a file. Kibana answers 200 even when it took none of them.
 *
 * @returns what it did not take, or only in part
 * @throws CommandError if it refuses the file as a whole
 */
export async function importRules(
  connection: Connection,
  rules: readonly object[],
  mayOverwrite: boolean,
): Promise<readonly ImportProblem[]> {
  const reply = await call(connection, {
    method: "POST",
    path: `${RULES}/_import?overwrite=${String(mayOverwrite)}`,
    ...(await multipart(rules)),
  });
  const body = parsedJson(succeeded("the import of rules", reply).text);
  if (!isObject(body) || typeof at(body, "success_count") !== "number") {
    throw new CommandError("the import of rules: Kibana did not say what it took");
  }
  const problems = problemsIn(body);
  const lacks = rules.length - Number(at(body, "success_count"));
  if (problems.length > 0 || (lacks <= 0 && at(body, "success") === true)) return problems;
  return [{ ruleId: undefined, message: `Kibana took ${rules.length - lacks} of ${rules.length}` }];
}

/** No rule of anybody's. */
const NO_RULE = "sms-pumping-no-such-rule";

/** What the key may do with rules. Changes nothing: the rule that is asked for does not exist. */
export async function ruleAccess(
  connection: Connection,
): Promise<{ readonly mayRead: boolean; readonly mayWrite: boolean }> {
  const read = await askRule(connection, NO_RULE);
  const write = await patchRule(connection, { rule_id: NO_RULE, tags: [] });
  return { mayRead: !isForbidden(read), mayWrite: !isForbidden(write) };
}

/**
 * Whether Kibana has a key of its own to encrypt the rules' keys with, without which it runs none;
 * undefined where it does not tell.
 */
export async function canRunRules(connection: Connection): Promise<boolean | undefined> {
  const path = "/api/detection_engine/privileges";
  const found = at(
    parsedJson((await call(connection, { method: "GET", path })).text),
    "has_encryption_key",
  );
  return typeof found === "boolean" ? found : undefined;
}
