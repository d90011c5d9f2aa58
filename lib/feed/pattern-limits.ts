/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const LONGEST = 2048;

/**
 * AWS does not document from which complexity on EventBridge refuses a pattern with wildcards. Of
 * those who reported a refusal nobody had fewer than 10 by AWS's own measure; two names of stacks
 * cost 7, and a further rule costs nothing.
 */
const MOST_COMPLEX = 7;

/** How many beginnings of a text may end at one place of it, at most: 1 in `abc`, 3 in `ababab`. */
function overlaps(text: string): number {
  const borders: number[] = [0];
  const depths: number[] = [0];
  for (let length = 1; length <= text.length; length++) {
    let border = length === 1 ? 0 : (borders[length - 1] ?? 0);
    while (border > 0 && text[border] !== text[length - 1]) border = borders[border] ?? 0;
    if (length > 1 && text[border] === text[length - 1]) border++;
    borders.push(border);
    depths.push(1 + (depths[border] ?? 0));
  }
  return Math.max(...depths);
}

function complexityOfOne(wildcard: string): number {
  const [, ...afterStars] = wildcard.split("*");
  const places = afterStars.reduce((sum, text) => sum + 1 + overlaps(text), 0);
  return Math.max(places, 2);
}

type Operators = Readonly<Record<string, unknown>>;

/**
 * How many places of a pattern's wildcards a value may stand at, at the same time, at most. Never
 * less than what AWS's event-ruler 2.1.0 computes (`GenericMachine.evaluateComplexity`,
 * https://github.com/aws/event-ruler), and as much for patterns of this stack.
 */
export function complexityOf(pattern: unknown): number {
  if (typeof pattern !== "object" || pattern === null) return 0;
  if (!Array.isArray(pattern)) return Math.max(0, ...Object.values(pattern).map(complexityOf));
  const wanted = pattern as readonly unknown[];
  const wildcards = wanted.flatMap((each) => {
    const wildcard = (each as Operators | null)?.wildcard;
    return typeof wildcard === "string" ? [wildcard] : [];
  });
  const own = wildcards.reduce((sum, wildcard) => sum + complexityOfOne(wildcard), 0);
  return wildcards.length > 0 ? own : Math.max(0, ...wanted.map(complexityOf));
}

/** Whether EventBridge takes a pattern: not too long, and not too complex. */
export const isAccepted = (pattern: object): boolean =>
  JSON.stringify(pattern).length <= LONGEST && complexityOf(pattern) <= MOST_COMPLEX;
