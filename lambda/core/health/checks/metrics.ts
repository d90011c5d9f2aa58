import { judged, ok, warn, type Check } from "../check";
import { isKnown } from "../fact";
import { sendsTexts } from "../pools";

export const metrics: Check = {
  id: "metrics",
  asks: "Does AWS publish what texts cost in this Region?",
  judge: ({ spentUsd, pools, region }) =>
    judged(spentUsd, (spent) => {
      if (spent !== undefined) return ok("SMSMonthToDateSpentUSD is there");
      const text = `SNS has published no SMSMonthToDateSpentUSD this month in ${region}`;
      const isSilenceUsual = isKnown(pools) && !pools.value.some(sendsTexts);
      return isSilenceUsual
        ? ok(`${text}, and no pool may send texts`)
        : warn(text, "no text was sent, or by another Region: look at SmsConfiguration.SnsRegion");
    }),
};
