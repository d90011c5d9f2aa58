import type * as z from "zod/mini";
import { closest } from "./closest";

type Schema = z.core.$ZodType;
type Path = readonly PropertyKey[];

/** Without what says only whether a value may be missing, or what becomes of it. */
function unwrapped(schema: Schema): z.core.$ZodTypes {
  const known = schema as z.core.$ZodTypes;
  const { def } = known._zod;
  if ("innerType" in def) return unwrapped(def.innerType);
  return def.type === "pipe" ? unwrapped(def.in) : known;
}

function shapeOf(schema: Schema | undefined): Readonly<Record<string, Schema>> {
  if (schema === undefined) return {};
  const { def } = unwrapped(schema)._zod;
  return def.type === "object" ? def.shape : {};
}

function childOf(schema: Schema, key: PropertyKey): Schema | undefined {
  const { def } = unwrapped(schema)._zod;
  if (def.type === "array") return def.element;
  return def.type === "record" ? def.valueType : shapeOf(schema)[String(key)];
}

function schemaAt(schema: Schema, path: Path): Schema | undefined {
  let found: Schema | undefined = schema;
  for (const key of path) found = found && childOf(found, key);
  return found;
}

/** Where else in the configuration a key of this name is, such as `pace.perHour`. */
function placeOf(name: string, schema: Schema, path: readonly string[] = []): string | undefined {
  for (const [key, child] of Object.entries(shapeOf(schema))) {
    if (key === name) return [...path, key].join(".");
    const found = placeOf(name, child, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function valueAt(input: unknown, path: Path): unknown {
  let value = input;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  return value;
}

const show = (value: unknown): string =>
  value === undefined ? "nothing" : JSON.stringify(value).slice(0, 80);

/** Whether a check asks for the value to be kept out of the message. */
const isHidden = (issue: z.core.$ZodIssue): boolean =>
  issue.code === "custom" && issue.params?.hidden === true;

const REMEDY = /(?:^|; )give /;

const expected = (issue: z.core.$ZodIssue): string =>
  issue.code === "invalid_type" ? `a value of type ${issue.expected}` : "another value";

const keyOf = (path: Path): string => path.map(String).join(".") || "configuration";

/** What to do about a name that does not exist: the names that do are `names`. */
export function unknownName(what: string, name: string, names: readonly string[]): string {
  const meant = closest(name, names);
  const remedy = meant === undefined ? `give one of ${names.join(", ")}` : `did you mean ${meant}?`;
  return `got the unknown ${what} ${name}; ${remedy}`;
}

function unknownKey(name: string, path: Path, schema: Schema): string {
  const got = `${keyOf(path)}: got the unknown key ${name}`;
  const meant = closest(name, Object.keys(shapeOf(schemaAt(schema, path))));
  if (meant !== undefined) return `${got}; did you mean ${meant}?`;
  const place = placeOf(name, schema);
  return place === undefined
    ? `${got}; remove it or correct its spelling`
    : `${got}; give it as ${place}`;
}

/**
 * One line for each wrong key of a configuration: its path, what was got, and what to give instead.
 *
 * @param schema the one that has refused `input`: it knows which keys there are
 */
export function configProblems(
  { issues }: z.core.$ZodError,
  schema: Schema,
  input: unknown,
): readonly string[] {
  return issues.flatMap((issue) => {
    const { path } = issue;
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((name) => unknownKey(name, path, schema));
    }
    const remedy = REMEDY.test(issue.message) ? issue.message : `give ${expected(issue)}`;
    const got = isHidden(issue) ? "a value that is not shown" : show(valueAt(input, path));
    return [`${keyOf(path)}: got ${got}; ${remedy}`];
  });
}
