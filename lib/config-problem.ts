import type * as z from "zod";

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
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

/** One line about a refused value: its key, what was got, and what to give instead. */
export function configProblem(issue: z.core.$ZodIssue, input: unknown): string {
  const key = issue.path.map(String).join(".") || "smsPumping";
  if (issue.code === "unrecognized_keys") {
    return `${key}: got the unknown key ${issue.keys.join(", ")}; remove it or correct its spelling`;
  }
  const remedy = REMEDY.test(issue.message) ? issue.message : "give another value";
  const got = isHidden(issue) ? "a value that is not shown" : show(valueAt(input, issue.path));
  return `${key}: got ${got}; ${remedy}`;
}
