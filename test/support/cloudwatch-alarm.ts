import type { SpendAlarm } from "../../lambda/core/spend/spend-alarms";
import { MINUTE_MS } from "../../lambda/core/model/time";

export type AlarmState = "OK" | "ALARM";

/** CloudWatch fetches a little more than it evaluates; how much it does not say. */
const EXTRA_PERIODS = 2;

/**
 * The state of one alarm as data points come in, by
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html:
 * where the fetched periods hold enough real points, the newest of these decide; else missing ones
 * are filled in, as few as it takes.
 */
export function alarmEvaluation(alarm: SpendAlarm) {
  const periodMs = alarm.periodMinutes * MINUTE_MS;
  const byPeriod = new Map<number, number>();
  let state: AlarmState = "OK";
  const isBreaching = (value: number): boolean =>
    alarm.comparison === ">=" ? value >= alarm.threshold : value <= alarm.threshold;
  const pick = alarm.statistic === "Maximum" ? Math.max : Math.min;

  const judged = (points: readonly number[]): AlarmState => {
    const breaching = points.slice(-alarm.evaluationPeriods).filter(isBreaching).length;
    if (breaching >= alarm.datapointsToAlarm) return "ALARM";
    const missing = Math.max(0, alarm.evaluationPeriods - points.length);
    if (missing > 0 && alarm.missingData === "ignore") {
      return breaching + missing >= alarm.datapointsToAlarm ? state : "OK";
    }
    return "OK";
  };

  return {
    put(value: number, atMs: number): void {
      const period = Math.floor(atMs / periodMs);
      const held = byPeriod.get(period);
      byPeriod.set(period, held === undefined ? value : pick(held, value));
    },
    /** The state after an evaluation at a moment. */
    evaluate(nowMs: number): AlarmState {
      const newest = Math.floor(nowMs / periodMs);
      const points: number[] = [];
      const fetched = alarm.evaluationPeriods + EXTRA_PERIODS;
      for (let period = newest - fetched + 1; period <= newest; period++) {
        const value = byPeriod.get(period);
        if (value !== undefined) points.push(value);
      }
      state = judged(points);
      return state;
    },
  };
}
