import { counted, duration, whole } from "../model/format";
import type { Measure } from "../model/rule";

interface Counts {
  readonly measure: Measure;
  readonly peak: number;
  readonly count: number;
  readonly confirmed: number | undefined;
}

function limitText({ measure, peak }: Counts): string {
  const span = duration(measure.windowMs);
  const limit = whole(measure.threshold);
  switch (measure.kind) {
    case "each":
      return "each one counts";
    case "unconfirmed-excess":
      return `${counted(peak, "confirmation")} missing, threshold ${limit}`;
    case "unconfirmed-burst":
    case "burst":
    case "volume":
      return `${whole(peak)} in ${span}, threshold ${limit}`;
  }
}

/**
 * `event.reason`: the numbers that a rule fired on, in one line.
 *
 * @param counts `confirmed` is undefined where confirmations cannot be seen
 */
export function reasonOf(ruleId: string, counts: Counts): string {
  const { count, confirmed } = counts;
  const typedIn = confirmed === undefined ? "" : `, ${whole(confirmed)} confirmed`;
  return `${ruleId}: ${limitText(counts)}; ${whole(count)} in all${typedIn}`;
}
