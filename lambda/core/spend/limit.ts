import { HOUR_MS } from "../model/time";
import type { CountryService } from "./country-metrics";
import { absent, isKnown, valueOf, type Absent, type Figure } from "./figure";
import { QUARTER_MS } from "./metric-queries";
import { monthEnd } from "./month";
import type { SpendSettings } from "./spend-settings";
import { spentBetween, type SpendCurve } from "./spend-curve";
import type { SpentFigures } from "./spent";

/** One of the limits that DescribeSpendLimits answers, in US dollars a month. */
export interface SpendLimitReading {
  /** AWS's own, such as `TEXT_MESSAGE_MONTHLY_SPEND_LIMIT`. */
  readonly name: string;
  readonly enforcedUsd: number;
}

export type EndUserMessagingLimits = readonly SpendLimitReading[] | Absent;

/** A limit under AWS's own name. */
export interface NamedLimit {
  readonly service: CountryService;
  readonly name: string;
  readonly limit: Figure;
}

/** What stands for all of them where none could be read. */
const ALL_LIMITS = "DescribeSpendLimits";

const NAME = /^[A-Z_]{1,64}$/;

/**
 * Both services' limits, each with its name or with the reason why it is not known. Whether SNS and
 * AWS End User Messaging share the one for texts is not confirmed: hours are reckoned with that of
 * SNS alone, whose spend they are reckoned with.
 */
export function namedLimits(
  sns: Figure,
  limits: EndUserMessagingLimits = [],
  nowMs: number,
): readonly NamedLimit[] {
  const service = "end-user-messaging";
  const others =
    "absent" in limits
      ? [{ service, name: ALL_LIMITS, limit: limits } as const]
      : limits
          .filter(({ name }) => NAME.test(name))
          .map(({ name, enforcedUsd }) => {
            return { service, name, limit: { value: enforcedUsd, asOfMs: nowMs } } as const;
          });
  return [{ service: "sns", name: "MonthlySpendLimit", limit: sns }, ...others];
}

/**
 * The limit that AWS enforces, in US dollars a month: what AWS tells, else what the configuration
 * says. AWS tells it only where somebody has set it, and its default is not guessed at:
 * https://docs.aws.amazon.com/sns/latest/api/API_SetSMSAttributes.html
 */
export function spendLimit(
  monthlySpendLimit: string | Absent | undefined,
  { spendLimitUsd }: SpendSettings,
  nowMs: number,
): Figure {
  const answered = typeof monthlySpendLimit === "string" ? monthlySpendLimit.trim() : "";
  const usd = answered === "" ? spendLimitUsd : Number(answered);
  if (usd !== undefined && usd >= 0) return { value: usd, asOfMs: nowMs };
  if (typeof monthlySpendLimit === "object") return monthlySpendLimit;
  return absent("AWS tells no MonthlySpendLimit, and none is configured");
}

/** Dollars an hour below which a few texts make a pace. */
const STEADY_USD = 1;

const STEADY_HOURS = 3;

/** The last hour's pace; of small sums the mean of three hours, which a handful of texts does not move. */
function hourPace(lastHour: Figure, curve: SpendCurve): number {
  const pace = valueOf(lastHour) ?? 0;
  const asOfMs = curve.timesMs.at(-1);
  if (pace >= STEADY_USD || asOfMs === undefined) return pace;
  return Math.min(
    pace,
    spentBetween(curve, asOfMs - STEADY_HOURS * HOUR_MS, asOfMs) / STEADY_HOURS,
  );
}

/** What the present pace is judged by. */
export interface Pace {
  readonly curve: SpendCurve;
  /** What a quarter of an hour may cost. */
  readonly quarterUsd: number;
  readonly nowMs: number;
}

const QUARTERS = HOUR_MS / QUARTER_MS;

/** What an hour costs at the pace of a quarter that is out of line; 0 of one that is not. */
function attackPace(lastQuarter: Figure, allowedUsd: number): number {
  const usd = valueOf(lastQuarter) ?? 0;
  return usd < allowedUsd ? 0 : QUARTERS * usd;
}

/**
 * Hours until AWS stops sending, at the present pace: the largest of the last hour's, the last 24
 * hours' and that of a quarter that is out of line, since a busy day shows at night only in the second,
 * and an attack that has just begun only in the third. None where the month ends before. The cap works
 * within minutes and overshoots, so that the hours are, if anything, too few.
 */
export function hoursToLimit(
  {
    thisMonth,
    lastHour,
    lastQuarter,
    last24Hours,
  }: Pick<SpentFigures, "thisMonth" | "lastHour" | "lastQuarter" | "last24Hours">,
  limit: Figure,
  { curve, quarterUsd, nowMs }: Pace,
): Figure {
  if (!isKnown(limit)) return limit;
  if (!isKnown(thisMonth)) return thisMonth;
  const left = limit.value - thisMonth.value;
  if (left <= 0) return { value: 0, asOfMs: thisMonth.asOfMs };
  if (!isKnown(lastHour) && !isKnown(last24Hours)) return last24Hours;
  const pace = Math.max(
    hourPace(lastHour, curve),
    attackPace(lastQuarter, quarterUsd),
    (valueOf(last24Hours) ?? 0) / 24,
  );
  const hours = left / pace;
  if (hours * HOUR_MS >= monthEnd(nowMs) - nowMs) return absent("the month ends before");
  return { value: hours, asOfMs: thisMonth.asOfMs };
}
