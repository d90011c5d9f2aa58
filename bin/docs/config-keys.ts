import * as z from "zod/mini";
import { configSchema } from "../../lambda/core/model/config";

type Schema = z.core.JSONSchema.JSONSchema;

/** A key that holds a value, as the schema has it. */
export interface ConfigKey {
  /** Such as `suppressions[].cidr`, with `<name>` for a key that the user chooses. */
  readonly path: string;
  /** The path of the object that holds it, empty for the whole configuration. */
  readonly group: string;
  readonly name: string;
  readonly type: string;
  readonly default: unknown;
  readonly isRequired: boolean;
  readonly meaning: Meaning;
}

/** What a reader must know of a key beyond its type and default, as the schema's `meta` has it. */
interface Meaning {
  readonly unit: string | undefined;
  /** What a text must look like. */
  readonly form: string | undefined;
  readonly description: string;
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const schemaAt = (value: unknown): Schema | undefined => (isSchema(value) ? value : undefined);

/** Where a schema holds further keys: in itself, in each item, under each name. */
function innerOf(schema: Schema): { readonly suffix: string; readonly schema: Schema } | undefined {
  if (schema.properties !== undefined) return { suffix: "", schema };
  const items = schemaAt(schema.items);
  if (items?.properties !== undefined) return { suffix: "[]", schema: items };
  const named = schemaAt(schema.additionalProperties);
  return named?.properties === undefined ? undefined : { suffix: ".<name>", schema: named };
}

const range = ({ minimum, maximum }: Schema): string =>
  minimum === undefined || maximum === undefined ? "" : `, ${minimum} to ${maximum}`;

const WORDS: ReadonlyMap<unknown, string> = new Map([
  ["boolean", "`true`, `false`"],
  ["integer", "whole number"],
  ["number", "number"],
  ["string", "text"],
]);

function typeOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(", ");
  const items = schemaAt(schema.items);
  if (items !== undefined) return `list of: ${typeOf(items)}`;
  const word = WORDS.get(schema.type);
  if (word === undefined) throw new Error(`no word for the type ${JSON.stringify(schema.type)}`);
  return word + range(schema);
}

const textIn = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;

/** @throws Error for a key without a meaning: give it one in the schema */
function meaningOf(path: string, { description, unit, form }: Schema): Meaning {
  if (description === undefined) throw new Error(`${path}: the schema does not say what it means`);
  return { description, unit: textIn(unit), form: textIn(form) };
}

function keysOf(schema: Schema, group: string): readonly ConfigKey[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]): readonly ConfigKey[] => {
    const key = schemaAt(value) ?? {};
    const path = group === "" ? name : `${group}.${name}`;
    const inner = innerOf(key);
    if (inner !== undefined) return keysOf(inner.schema, `${path}${inner.suffix}`);
    const isRequired = schema.required?.includes(name) ?? false;
    const meaning = meaningOf(path, key);
    return [{ path, group, name, type: typeOf(key), default: key.default, isRequired, meaning }];
  });
}

/** Every key of the configuration, in the order of the schema. */
export const configKeys = (): readonly ConfigKey[] =>
  keysOf(z.toJSONSchema(configSchema, { io: "input" }), "");
