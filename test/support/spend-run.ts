import {
  areCountriesDue,
  metricQueries,
  type MetricCall,
} from "../../lambda/core/spend/metric-queries";
import type { CountryMetric } from "../../lambda/core/spend/country-metrics";
import { readingsOf, type MetricResult } from "../../lambda/core/spend/readings";
import { spendAlarms, type SpendAlarm } from "../../lambda/core/spend/spend-alarms";
import { spendFigures, type SpendFigures } from "../../lambda/core/spend/spend-figures";
import { spendMetrics } from "../../lambda/core/spend/spend-metrics";
import type { SpendSettings } from "../../lambda/core/spend/spend-settings";
import { HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import type { CloudWatch } from "./cloudwatch";
import { alarmEvaluation } from "./cloudwatch-alarm";
import type { Span } from "./months";

/** An alarm that went off. `on-call` is the composite, which pages. */
export interface Raised {
  readonly alarm: SpendAlarm["id"] | "on-call";
  readonly atMs: number;
}

export interface SpendRun {
  readonly settings: SpendSettings;
  /** `MonthlySpendLimit` as AWS tells it at a moment. */
  readonly limitAt?: (nowMs: number) => string | undefined;
  readonly each?: (figures: SpendFigures) => void;
}

/** One call with all its pages. */
export function answered(source: CloudWatch, call: MetricCall, nowMs: number): MetricResult[] {
  const results: MetricResult[] = [];
  let nextToken: string | undefined;
  do {
    const answer = source.getMetricData({ ...call, isAscending: true, nextToken }, nowMs);
    results.push(...answer.results);
    nextToken = answer.nextToken;
  } while (nextToken !== undefined);
  return results;
}

function countriesOf(source: CloudWatch, nowMs: number): CountryMetric[] {
  return source
    .listMetrics("NumberOfMessagesPublished", 3 * HOUR_MS, nowMs)
    .flatMap(({ dimensions: { Country: country, SMSType: smsType } }) =>
      country === undefined || smsType === undefined ? [] : { country, smsType },
    );
}

/** One run of the spend guard against the stand-in. */
export function runOnce(
  source: CloudWatch,
  nowMs: number,
  { settings, limitAt }: SpendRun,
  earlier?: SpendFigures,
): SpendFigures {
  const isDue = areCountriesDue(nowMs, settings);
  const countries = isDue ? countriesOf(source, nowMs) : [];
  const answers = metricQueries(countries, nowMs, settings).map((call) => ({
    call,
    results: answered(source, call, nowMs),
  }));
  const readings = readingsOf(answers, isDue, { monthlySpendLimit: limitAt?.(nowMs) });
  return spendFigures(readings, nowMs, settings, earlier);
}

/** An alarm fed with our metrics: tells whether it is on, and whether it went on just now. */
function watched(alarm: SpendAlarm) {
  const evaluation = alarmEvaluation(alarm);
  let wasOn = false;
  return (value: number | undefined, nowMs: number) => {
    if (value !== undefined) evaluation.put(value, nowMs);
    const isOn = evaluation.evaluate(nowMs) === "ALARM";
    const isRaised = isOn && !wasOn;
    wasOn = isOn;
    return { isOn, isRaised };
  };
}

/** Runs the guard every five minutes, its metrics into its alarms: which went off, and when. */
export function runSpan(source: CloudWatch, { fromMs, untilMs }: Span, run: SpendRun): Raised[] {
  const alarms = spendAlarms(run.settings).map((alarm) => ({ alarm, watch: watched(alarm) }));
  const raised: Raised[] = [];
  let earlier: SpendFigures | undefined;
  let wasPaging = false;
  for (let nowMs = fromMs + MINUTE_MS; nowMs < untilMs; nowMs += 5 * MINUTE_MS) {
    earlier = runOnce(source, nowMs, run, earlier);
    run.each?.(earlier);
    const metrics = new Map(spendMetrics(earlier).map(({ name, value }) => [name, value]));
    const turns = alarms.map(({ alarm, watch }) => ({
      alarm,
      ...watch(metrics.get(alarm.metric), nowMs),
    }));
    for (const { alarm, isRaised } of turns)
      if (isRaised) raised.push({ alarm: alarm.id, atMs: nowMs });
    const isPaging = turns.some(({ alarm, isOn }) => isOn && alarm.joinsComposite);
    if (isPaging && !wasPaging) raised.push({ alarm: "on-call", atMs: nowMs });
    wasPaging = isPaging;
  }
  return raised;
}
