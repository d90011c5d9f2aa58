/** `field: (a or b)`, with `*` for any text. Values here need no quotes. */
export const kqlIn = (field: string, values: readonly (string | number)[]): string =>
  `${field}: (${values.join(" or ")})`;

export const kqlAnyOf = (parts: readonly string[]): string => `(${parts.join(" or ")})`;

/** True as well where a source leaves the field out. */
export const kqlAbsentOrIn = (field: string, values: readonly (string | number)[]): string =>
  kqlAnyOf([`not ${field}: *`, kqlIn(field, values)]);
