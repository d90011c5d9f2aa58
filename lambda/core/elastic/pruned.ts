function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function prunedValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(prunedValue).filter((item) => !isEmpty(item));
  return pruned(value);
}

/** Without keys that hold nothing: no value, an empty text, list or object. */
export function pruned(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields)
      .map(([key, value]): readonly [string, unknown] => [key, prunedValue(value)])
      .filter(([, value]) => !isEmpty(value)),
  );
}
