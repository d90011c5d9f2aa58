/* In the form in which elastic/detection-rules wants KQL (`kql.lint` there): no blank behind a colon,
   no quotes that are not needed, and a field with all that is asked of it once, in order. */

type Value = string | number;

const rankOf = (value: Value): number => {
  if (typeof value === "number") return 0;
  return value.includes("*") ? 2 : 1;
};

const compare = (one: Value, other: Value): number =>
  rankOf(one) - rankOf(other) || (one < other ? -1 : Number(one > other));

const inOrder = (values: readonly Value[]): string => [...values].sort(compare).join(" or ");

/** `field:(a or b)`, with `*` for any text. Values here need no quotes. */
export const kqlIn = (field: string, values: readonly Value[]): string =>
  values.length === 1 ? `${field}:${String(values[0])}` : `${field}:(${inOrder(values)})`;

export const kqlAnyOf = (parts: readonly string[]): string => `(${parts.join(" or ")})`;

/** True as well where a source leaves the field out. */
export const kqlAbsentOrIn = (field: string, values: readonly Value[]): string =>
  `${field}:(${inOrder(values)} or not *)`;
