import * as z from "zod";

const WIDTH = 100;

/** Short lists in one line, as Prettier writes them. */
const compact = (json: string): string =>
  json.replace(
    /^( *)(.*)\[\n([^[\]{}]*?)\n *\](,?)$/gm,
    (whole, indent: string, key: string, items: string, comma: string) => {
      const list = items
        .split("\n")
        .map((line) => line.trim())
        .join(" ");
      const line = `${indent}${key}[${list}]${comma}`;
      return line.length <= WIDTH ? line : whole;
    },
  );

export const jsonFile = (value: object): string => `${compact(JSON.stringify(value, null, 2))}\n`;

interface Node {
  additionalProperties?: unknown;
  maximum?: unknown;
}

/** Readers must bear fields that they do not know; the largest safe integer is JavaScript's. */
function loosen(node: Node): void {
  if (node.additionalProperties === false) delete node.additionalProperties;
  if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
}

/** A JSON Schema, draft 2020-12, as a file's text. */
export function schemaFile(schema: z.ZodType, title: string): string {
  const made = z.toJSONSchema(schema, {
    override: ({ jsonSchema }) => {
      loosen(jsonSchema);
    },
  });
  return jsonFile({ title, ...made });
}
