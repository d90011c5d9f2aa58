import * as z from "zod";
import { catalogue } from "../../lambda/core/rules";
import { deployKeys } from "../../lib/config";
import { jsonFile } from "./event-schema-file";

/** What the documentation needs of a key, and no reader of a JSON schema knows. */
const OURS = ["form", "unit", "unset"] as const;

interface Node {
  description?: string | undefined;
  [keyword: string]: unknown;
}

const withoutLinks = (text: string): string => text.replace(/\[([^\]]+)\]\([^)]*\)/g, "$1");

/** Editors show the description alone, so it tells the unit and the form too. */
function tidy(node: Node): void {
  const { description, form, unit } = node;
  const more = [unit, form].filter((text) => typeof text === "string");
  if (description !== undefined) {
    const text = withoutLinks(description);
    node.description = more.length === 0 ? text : `${text} (${more.join("; ")})`;
  }
  for (const word of OURS) Reflect.deleteProperty(node, word);
}

const rules = deployKeys.shape.detector._zod.def.innerType.shape.rules._zod.def.innerType;

/**
 * `smspump.schema.json`: editors complete and check `smspump.json` by it. What no JSON schema can
 * say, such as one key that must be smaller than another, the synthesis alone refuses.
 */
export function configSchemaFile(): string {
  const made = z.toJSONSchema(deployKeys, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      tidy(jsonSchema);
      if (zodSchema === rules) jsonSchema.propertyNames = { enum: catalogue.map(({ id }) => id) };
    },
  });
  return jsonFile({ title: "SMS pumping detector: smspump.json", ...made });
}
