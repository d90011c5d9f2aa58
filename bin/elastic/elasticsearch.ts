import {
  at,
  isObject,
  type JsonObject,
  parsedJson,
  stringAt,
} from "../../lambda/core/sources/records/json";
import { send, succeeded, type Connection } from "./connection";
import type { Stack } from "./stack";

const JSON_TYPE = { "content-type": "application/json" } as const;

const bytes = (body: object): Buffer => Buffer.from(JSON.stringify(body));

/** What runs there, by `GET /`, which needs the privilege `monitor`. */
export async function stackOf(connection: Connection): Promise<Stack> {
  const reply = await send("Elasticsearch", connection, { method: "GET", path: "/" });
  if (reply.status === 403) return { version: undefined, isServerless: false };
  const body = parsedJson(succeeded("Elasticsearch", reply).text);
  return {
    version: stringAt(body, "version", "number"),
    isServerless: stringAt(body, "version", "build_flavor") === "serverless",
  };
}

/** Such as `platinum`; undefined where the key may not ask, or on Serverless, which has none. */
export async function licenceOf(
  connection: Connection,
  { isServerless }: Stack,
): Promise<string | undefined> {
  if (isServerless) return undefined;
  const reply = await send("Elasticsearch", connection, { method: "GET", path: "/_license" });
  const licence = at(parsedJson(reply.text), "license");
  if (reply.status !== 200) return undefined;
  return stringAt(licence, "status") === "active" ? stringAt(licence, "type") : "expired";
}

/** Privileges to ask for, as `POST /_security/user/_has_privileges` takes them. */
export interface AskedPrivileges {
  readonly cluster?: readonly string[];
  readonly index?: readonly {
    readonly names: readonly string[];
    readonly privileges: readonly string[];
  }[];
  readonly application?: readonly {
    readonly application: string;
    readonly privileges: readonly string[];
    readonly resources: readonly string[];
  }[];
}

/** The answer to what was asked, in the form of the question's groups. */
export async function privilegesOf(
  connection: Connection,
  asked: AskedPrivileges,
): Promise<JsonObject> {
  const reply = await send("Elasticsearch", connection, {
    method: "POST",
    path: "/_security/user/_has_privileges",
    headers: JSON_TYPE,
    body: bytes(asked),
  });
  const body = parsedJson(succeeded("the key's privileges", reply).text);
  return isObject(body) ? body : {};
}

const templatePath = (name: string): string => `/_index_template/${name}`;

/** An index template as it is stored; undefined if there is none. */
export async function storedTemplate(
  connection: Connection,
  name: string,
): Promise<JsonObject | undefined> {
  const path = templatePath(name);
  const reply = await send("Elasticsearch", connection, { method: "GET", path });
  if (reply.status === 404) return undefined;
  const found = at(parsedJson(succeeded(`index template ${name}`, reply).text), "index_templates");
  const stored = Array.isArray(found) ? at(found[0], "index_template") : undefined;
  return isObject(stored) ? stored : undefined;
}

export async function putTemplate(
  connection: Connection,
  name: string,
  template: object,
): Promise<void> {
  const reply = await send("Elasticsearch", connection, {
    method: "PUT",
    path: templatePath(name),
    headers: JSON_TYPE,
    body: bytes(template),
  });
  succeeded(`index template ${name}`, reply);
}
