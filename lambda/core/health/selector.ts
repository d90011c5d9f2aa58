/** A condition of an advanced event selector; its names are AWS's. */
export interface FieldSelector {
  readonly field: string;
  readonly equals?: readonly string[];
  readonly startsWith?: readonly string[];
  readonly endsWith?: readonly string[];
  readonly notEquals?: readonly string[];
  readonly notStartsWith?: readonly string[];
  readonly notEndsWith?: readonly string[];
}

/** All conditions must hold. A basic selector is written in the same form. */
export type Selector = readonly FieldSelector[];

/** A kind of event, by the fields that selectors look at. */
export type EventKind = Readonly<Record<string, string>>;

const anyOf = (
  texts: readonly string[] | undefined,
  holds: (text: string) => boolean,
  otherwise: boolean,
): boolean => (texts === undefined || texts.length === 0 ? otherwise : texts.some(holds));

/** A field that the kind does not name narrows the selector: some events of the kind are left out. */
function takes(selector: FieldSelector, kind: EventKind): boolean {
  const value = kind[selector.field];
  if (value === undefined) return false;
  const is = (text: string): boolean => value === text;
  const starts = (text: string): boolean => value.startsWith(text);
  const ends = (text: string): boolean => value.endsWith(text);
  return (
    anyOf(selector.equals, is, true) &&
    anyOf(selector.startsWith, starts, true) &&
    anyOf(selector.endsWith, ends, true) &&
    !anyOf(selector.notEquals, is, false) &&
    !anyOf(selector.notStartsWith, starts, false) &&
    !anyOf(selector.notEndsWith, ends, false)
  );
}

/**
 * Whether a selector logs every event of a kind, by
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
 */
export const covers = (selector: Selector, kind: EventKind): boolean =>
  selector.every((field) => takes(field, kind));
