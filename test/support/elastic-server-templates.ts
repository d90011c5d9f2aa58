import { isObject, type JsonObject } from "../../lambda/core/sources/records/json";

/** Why a template is not taken, as the text of an `illegal_argument_exception`. */
export type TemplateProblem = string | undefined;

export interface IndexTemplates {
  readonly put: (name: string, template: unknown) => TemplateProblem;
  readonly get: (name: string) => JsonObject | undefined;
  readonly remove: (name: string) => boolean;
  /** The template with the highest priority that makes data streams of this name. */
  readonly matching: (stream: string) => JsonObject | undefined;
}

const KEYS: ReadonlySet<string> = new Set([
  "index_patterns",
  "data_stream",
  "template",
  "composed_of",
  "priority",
  "version",
  "_meta",
  "allow_auto_create",
  "ignore_missing_component_templates",
  "deprecated",
]);
const COMPONENTS: readonly string[] = ["logs@mappings", "logs@settings", "ecs@mappings"];

/** Elastic's own, in short. */
const LOGS: JsonObject = {
  index_patterns: ["logs-*-*"],
  priority: 100,
  data_stream: {},
  composed_of: COMPONENTS,
  template: {
    settings: { index: { mapping: { ignore_malformed: true } } },
    mappings: { date_detection: false },
  },
};

/** Whether a name matches a pattern in which `*` stands for anything. */
export const matches = (pattern: string, name: string): boolean => {
  const [first = "", ...rest] = pattern.split("*").map((part) => part.replace(/[^\w-]/g, "\\$&"));
  return new RegExp(`^${[first, ...rest].join(".*")}$`).test(name);
};

const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];

const priorityOf = (template: JsonObject): number => Number(template.priority ?? 0);

function problemOf(name: string, template: unknown, isServerless: boolean): TemplateProblem {
  if (!isObject(template)) return "a template is an object";
  const odd = Object.keys(template).find((key) => !KEYS.has(key));
  if (odd !== undefined) return `unknown field [${odd}]`;
  if (textsIn(template.index_patterns).length === 0) return "index patterns are missing";
  const ignored = textsIn(template.ignore_missing_component_templates);
  const missing = textsIn(template.composed_of).filter(
    (each) => !COMPONENTS.includes(each) && !ignored.includes(each),
  );
  if (missing.length > 0) {
    return `index template [${name}] specifies component templates [${missing.join(", ")}] that do not exist`;
  }
  if (isServerless && JSON.stringify(template).includes("prefer_ilm")) {
    return "unknown setting [index.lifecycle.prefer_ilm]";
  }
  return undefined;
}

/** The index templates of a cluster, Elastic's own for logs among them. */
export function indexTemplates(isServerless: boolean): IndexTemplates {
  const templates = new Map<string, JsonObject>([["logs", LOGS]]);
  return {
    put: (name, template) => {
      const problem = problemOf(name, template, isServerless);
      if (problem !== undefined) return problem;
      const own = template as JsonObject;
      const rival = [...templates].find(
        ([other, each]) =>
          other !== name &&
          priorityOf(each) === priorityOf(own) &&
          textsIn(each.index_patterns).some((a) =>
            textsIn(own.index_patterns).some((b) => matches(a, b) || matches(b, a)),
          ),
      );
      if (rival !== undefined) {
        return `index template [${name}] has index patterns matching patterns from existing templates [${rival[0]}] that have the same priority [${priorityOf(own)}]`;
      }
      templates.set(name, own);
      return undefined;
    },
    get: (name) => templates.get(name),
    remove: (name) => templates.delete(name),
    matching: (stream) =>
      [...templates.values()]
        .filter(({ index_patterns: patterns }) =>
          textsIn(patterns).some((pattern) => matches(pattern, stream)),
        )
        .sort((a, b) => priorityOf(b) - priorityOf(a))
        .find((template) => template.data_stream !== undefined),
  };
}
