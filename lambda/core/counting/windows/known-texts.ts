import {
  confirmationsOf,
  EMPTY_SERIES,
  hitsOf,
  overflowOf,
  type Chunk,
  type Series,
} from "./window";
import { isPaid, isUnsent } from "./token";
import type { Observation } from "../../model/observation";

/* Where neither record nor configuration tells e-mails from texts, whoever confirms an e-mail of his
   own would make up for a text: an e-mail costs nothing. So requests that are known to have sent a
   text are also judged by themselves, without the confirmations of requests that may have sent an
   e-mail. Family: beside e-mail sign-ups, e-mails not told from texts. */

/**
 * Whether a confirmation surely answers a request of which nobody knows the medium. One that was not
 * paired by subject may answer anything.
 */
export const answersPossible = ({ answersMs, isOfText }: Observation): boolean =>
  answersMs !== undefined && isOfText !== true;

/** A confirmation's token has no fate of its own: that of what was not sent marks these. */
const isOfPossible = isUnsent;

const seriesOf = ({ series }: Chunk, name: string): Series => series[name] ?? EMPTY_SERIES;

/** Of confirmations without those: of what has overflowed, as many as may be left in any part. */
function ofTexts({ tokens, overflow, paidOverflow, unsentOverflow = 0 }: Series): Series {
  const left = Math.max(0, overflowOf({ ...EMPTY_SERIES, overflow }) - unsentOverflow);
  return {
    tokens: tokens.filter((token) => !isOfPossible(token)),
    overflow: overflow.map((count) => Math.min(count, left)),
    paidOverflow,
  };
}

/**
 * What chunks hold of known texts. Of hits that have overflowed none is taken for one, and of
 * confirmations as many as can be: what fires does so whatever they were.
 *
 * @returns undefined where no confirmation answers a request whose medium is hidden: nearly always
 */
export function knownTextsIn(
  chunks: readonly Chunk[],
  ruleId: string,
): readonly Chunk[] | undefined {
  const [hits, confirmations] = [hitsOf(ruleId), confirmationsOf(ruleId)];
  const isMixed = chunks.some((chunk) => seriesOf(chunk, confirmations).tokens.some(isOfPossible));
  if (!isMixed) return undefined;
  return chunks.map((chunk) => ({
    ...chunk,
    series: {
      [hits]: { ...EMPTY_SERIES, tokens: seriesOf(chunk, hits).tokens.filter(isPaid) },
      [confirmations]: ofTexts(seriesOf(chunk, confirmations)),
    },
  }));
}
