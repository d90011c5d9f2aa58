/** Ids, ARNs, targets and whatever else names something. */
export const LONGEST_NAME = 512;

/** Texts that a caller chooses, such as a user agent. */
export const LONGEST_TEXT = 256;

/** How many items of a list are kept: as many as evidence holds of a kind. */
export const LONGEST_LIST = 20;

/** Half of a character: Elasticsearch refuses it in UTF-8, and a cut can leave one. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** At most `max` UTF-16 units of well-formed text; a cut is marked with an ellipsis. */
export function bounded(text: string, max: number): string {
  const cut = text.length <= max ? text : `${text.slice(0, max - 1)}…`;
  return cut.replace(LONE_SURROGATE, "\ufffd");
}

/** A list of names, each of them and the whole bounded. */
export const boundedNames = (names: readonly string[]): readonly string[] =>
  names.slice(0, LONGEST_LIST).map((name) => bounded(name, LONGEST_NAME));
