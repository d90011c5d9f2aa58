import { fail, judged, ok, together, unknown, warn, type Check, type Verdict } from "../check";
import { type Fact, isKnown } from "../fact";
import type { SpendLimitFacts } from "../facts";
import { budgetOf } from "../budget";
import { dollars, percent } from "../../model/format";

const NEAR = 0.8;
const REACHED = 0.95;
/** Beyond it an attack may spend many budgets before AWS stops it. */
const MOST_BUDGETS = 10;

const SET = "aws sns set-sms-attributes --attributes MonthlySpendLimit=N";
const AT_MOST = "raise it in Service Quotas (SNS: Account spend threshold), or find out who spends";

function againstSpent(limit: number, spent: Fact<number | undefined>): readonly Verdict[] {
  if (!isKnown(spent) || spent.value === undefined) return [];
  const share = limit === 0 ? 1 : spent.value / limit;
  const text = `${percent(share)} of ${dollars(limit)} is spent`;
  if (share >= REACHED) return [fail(`${text}: AWS stops all texts at it, real ones too`, AT_MOST)];
  return [share >= NEAR ? warn(text, AT_MOST) : ok(text)];
}

function againstBudget(limit: number, budget: number | undefined): readonly Verdict[] {
  if (budget === undefined) return [];
  const text = `the limit of ${dollars(limit)}`;
  if (limit < budget) {
    return [warn(`${text} is below the budget of ${dollars(budget)}: texts stop first`, AT_MOST)];
  }
  return limit > budget * MOST_BUDGETS
    ? [
        warn(
          `${text} is over ${MOST_BUDGETS} times the budget of ${dollars(budget)}`,
          `lower it: ${SET}`,
        ),
      ]
    : [];
}

const smsVoiceText = ({ smsVoice }: SpendLimitFacts): string =>
  isKnown(smsVoice)
    ? [...smsVoice.value].map(([name, usd]) => `${name} ${dollars(usd)}`).join(", ")
    : `limits of End User Messaging ${smsVoice.why}`;

export const spendLimit: Check = {
  id: "spend-limit",
  asks: "Which monthly limit does AWS enforce, how much of it is spent, and how does it compare with the budget?",
  judge: ({ limits, spentUsd, alarms }) =>
    judged(limits, (found) => {
      const others = smsVoiceText(found);
      const also = others === "" ? "" : `; ${others}`;
      if (found.snsUsd === undefined) {
        return warn(`nobody has set a MonthlySpendLimit of SNS${also}`, `set one: ${SET}`);
      }
      if (!isKnown(spentUsd)) return unknown(spentUsd);
      const budget = isKnown(alarms) ? budgetOf(alarms.value) : undefined;
      const verdict = together([
        ...againstSpent(found.snsUsd, spentUsd),
        ...againstBudget(found.snsUsd, budget),
        ok(`SNS ${dollars(found.snsUsd)}`),
      ]);
      if (verdict.status === "ok" && !isKnown(found.smsVoice)) return unknown(found.smsVoice);
      return { ...verdict, found: verdict.found + also };
    }),
};
