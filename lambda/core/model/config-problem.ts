import type * as z from "zod/mini";

function show(input: unknown, path: readonly PropertyKey[]): string {
  let value = input;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 80);
}

/** One line about a refused value: its key, what was got, and what to give instead. */
export function configProblem(issue: z.core.$ZodIssue, input: unknown): string {
  const key = issue.path.map(String).join(".") || "configuration";
  if (issue.code === "unrecognized_keys") {
    return `${key}: got the unknown key ${issue.keys.join(", ")}; remove it or correct its spelling`;
  }
  const remedy = issue.message.startsWith("give ") ? issue.message : `give ${expected(issue)}`;
  return `${key}: got ${show(input, issue.path)}; ${remedy}`;
}

const expected = (issue: z.core.$ZodIssue): string =>
  issue.code === "invalid_type" ? `a value of type ${issue.expected}` : "another value";
