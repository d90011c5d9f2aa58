/** Something that AWS was asked: the answer, or why there is none. */
export type Fact<T> = Known<T> | NotKnown;

interface Known<T> {
  readonly value: T;
}

/** Why a fact is missing. A check that needs it is `unknown`, never `ok`. */
export interface NotKnown {
  /** As a clause, such as "AWS refused cloudtrail:DescribeTrails". */
  readonly why: string;
  /** The IAM actions that would have to be allowed, where a refusal is the reason. */
  readonly lacks: readonly string[];
}

export const known = <T>(value: T): Fact<T> => ({ value });

export const isKnown = <T>(fact: Fact<T>): fact is Known<T> => "value" in fact;

export const refused = (...actions: readonly string[]): NotKnown => ({
  why: `AWS refused ${actions.join(", ")}`,
  lacks: actions,
});

export const failed = (why: string): NotKnown => ({ why, lacks: [] });
