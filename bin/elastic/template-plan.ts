import { at, isObject, stringAt, type JsonObject } from "../../lambda/core/sources/records/json";

/** The index template that is wanted. */
export interface WantedTemplate {
  readonly name: string;
  readonly bodyFor: (retentionDays: number) => object;
  /** Undefined: whatever is stored, which somebody may have chosen. */
  readonly retentionDays: number | undefined;
}

const USUAL_DAYS = 365;

function storedDays(stored: JsonObject | undefined): number | undefined {
  const days = /^(\d+)d$/.exec(
    stringAt(stored, "template", "lifecycle", "data_retention") ?? "",
  )?.[1];
  return days === undefined ? undefined : Number(days);
}

/** The template to put in the place of what is stored. */
export const wantedBody = (
  { bodyFor, retentionDays }: WantedTemplate,
  stored: JsonObject | undefined,
): JsonObject => bodyFor(retentionDays ?? storedDays(stored) ?? USUAL_DAYS) as JsonObject;

/** What becomes of the index template. */
export type TemplateStep =
  | { readonly kind: "create" }
  | { readonly kind: "update"; readonly because: string }
  | { readonly kind: "skip"; readonly because: string };

type Leaves = ReadonlyMap<string, string>;

function addLeaves(into: Map<string, string>, path: string, value: unknown): void {
  if (isObject(value) && Object.keys(value).length > 0) {
    for (const [key, each] of Object.entries(value)) addLeaves(into, `${path}.${key}`, each);
  } else into.set(path, typeof value === "string" ? value : JSON.stringify(value));
}

/**
 * Every value with its path. Elasticsearch answers with settings under `index` and as text, however
 * they were written.
 */
function leavesOf(template: JsonObject): Leaves {
  const leaves = new Map<string, string>();
  addLeaves(leaves, "", template);
  return new Map(
    [...leaves].map(([path, value]) => [
      path.replace(/^\.template\.settings\.(?!index\.)/, ".template.settings.index."),
      value,
    ]),
  );
}

function firstDifference(wanted: JsonObject, stored: JsonObject): string | undefined {
  const has = leavesOf(stored);
  const paths = [...has.keys()];
  const isThere = ([path, value]: readonly [string, string]): boolean =>
    has.get(path) === value ||
    // An object that was sent empty comes back with its defaults.
    (value === "{}" && paths.some((each) => each.startsWith(`${path}.`)));
  return [...leavesOf(wanted)].find((leaf) => !isThere(leaf))?.[0].slice(1);
}

const versionOf = (template: JsonObject): number => Number(at(template, "version") ?? 0);

/** What to do about the template: what Elasticsearch has added to a stored one is no difference. */
export function templateStep(wanted: JsonObject, stored: JsonObject | undefined): TemplateStep {
  if (stored === undefined) return { kind: "create" };
  const [has, wants] = [versionOf(stored), versionOf(wanted)];
  if (has > wants) return { kind: "skip", because: `version ${has} is there, which is newer` };
  if (has < wants) return { kind: "update", because: `from version ${has} to ${wants}` };
  const difference = firstDifference(wanted, stored);
  return difference === undefined
    ? { kind: "skip", because: `version ${has} is there` }
    : { kind: "update", because: `${difference} differs` };
}

export const templateText = (step: TemplateStep): string =>
  step.kind === "create"
    ? "create"
    : `${step.kind}${step.kind === "skip" ? ":" : ""} ${step.because}`;
