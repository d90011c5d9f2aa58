import type { AlarmFacts } from "./facts";

const BUDGET_ALARM = "month-over-budget";

/** The budget of the deployed spend stack: what its alarm on the month's end compares with. */
export const budgetOf = (alarms: readonly AlarmFacts[]): number | undefined =>
  alarms.find(({ name }) => name === BUDGET_ALARM)?.threshold;
