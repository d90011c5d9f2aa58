/** A field of a document: its whole name and the value that stands there. */
export type Leaf = readonly [name: string, value: unknown];

/** Every field of a document; lists of objects are flat, as Elasticsearch takes them. */
export function leavesOf(value: object, prefix = ""): readonly Leaf[] {
  return Object.entries(value).flatMap(([key, inner]: readonly [string, unknown]) => {
    const name = prefix + key;
    const items: readonly unknown[] = Array.isArray(inner) ? inner : [inner];
    const objects = items.filter((item) => typeof item === "object" && item !== null);
    return objects.length === 0
      ? [[name, inner] as const]
      : objects.flatMap((item) => leavesOf(item, `${name}.`));
  });
}
