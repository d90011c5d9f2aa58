const LONGEST = 60;

/**
 * A record's value made fit for a reason: at most 60 characters of printable ASCII, every other
 * character a question mark. Of lists and objects only the kind is told.
 */
export function excerpt(value: unknown): string {
  if (typeof value === "string") return value.slice(0, LONGEST).replace(/[^\x20-\x7e]/g, "?");
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return "a list";
  if (value === undefined || value === null) return "nothing";
  return "an object";
}
