import { fail, judged, ok, warn, type Check } from "../check";
import { budgetOf } from "../budget";
import { dollars, percent } from "../../model/format";

const NEAR = 0.8;

export const budget: Check = {
  id: "budget",
  asks: "Does an alarm watch the monthly budget, and how much of it is spent?",
  judge: ({ alarms, spentUsd }) =>
    judged(alarms, (all) => {
      const usd = budgetOf(all);
      if (usd === undefined) {
        return fail("no alarm watches a budget", "deploy the spend stack: monthlyBudgetUsd");
      }
      return judged(spentUsd, (spent = 0) => {
        const text = `${percent(spent / usd)} of ${dollars(usd)} is spent this month`;
        return spent / usd < NEAR
          ? ok(text)
          : warn(text, "see what is sent: smspump spend; or raise monthlyBudgetUsd and deploy");
      });
    }),
};
