import { dollars } from "../../lambda/core/model/format";
import { isKnown, NEVER_PUBLISHED } from "../../lambda/core/spend/figure";
import type { SpendFigures } from "../../lambda/core/spend/spend-figures";

/** Whether AWS has no metric of any text: then each figure would only say so again. */
export const isEmptyRegion = ({ thisMonth, directPublishes, countries }: SpendFigures): boolean =>
  !isKnown(thisMonth) &&
  thisMonth.absent === NEVER_PUBLISHED.absent &&
  !isKnown(directPublishes) &&
  !(isKnown(countries) && countries.value.length > 0);

/** Three lines about a Region without texts. */
export function emptyRegionLines(
  region: string,
  month: string,
  { limit }: SpendFigures,
): readonly string[] {
  const told = isKnown(limit) ? dollars(limit.value) : `not known: ${limit.absent}`;
  return [
    `Texts in ${region}, ${month}: none that AWS has counted, and so no money and no countries.`,
    "AWS publishes their metrics with the first text: look at --region, --profile and --month.",
    `The limit of SNS here is ${told}.`,
  ];
}
