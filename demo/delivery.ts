import type { Random } from "../test/support/random";
import { ACCOUNT, REGION, type CloudTrailRecord } from "../test/support/records";
import { DAY, DAY_BEFORE, HOUR, LAST_DELIVERY, LAST_EVENT, MINUTE } from "./clock";

interface Delivery {
  readonly atMs: number;
  readonly record: CloudTrailRecord;
}

/** Share of records that CloudTrail delivers twice. */
const DUPLICATES = 0.003;

/** Records come minutes late, each by an amount of its own, so files are not in order. */
function deliveriesOf(random: Random, record: CloudTrailRecord): readonly Delivery[] {
  const delay = (): number => 1.5 * MINUTE + Math.min(random.exponential(2 * MINUTE), 13 * MINUTE);
  const first = Date.parse(record.eventTime) + Math.floor(delay());
  const again = random.chance(DUPLICATES) ? [first + Math.floor(delay())] : [];
  return [first, ...again].map((atMs) => ({ atMs: Math.min(atMs, LAST_DELIVERY), record }));
}

/** When each file is delivered: on the hour, and once more at the archive's end. */
const deliveryTimes = (): readonly number[] => [
  ...Array.from({ length: (2 * DAY) / HOUR - 1 }, (_, i) => DAY_BEFORE + (i + 1) * HOUR),
  LAST_DELIVERY,
];

/**
 * Where a trail puts a file: `2026/11/17/111122223333_CloudTrail_us-east-1_20261117T0500Z_….json.gz`.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
 */
function pathOf(random: Random, deliveredMs: number): string {
  const iso = new Date(deliveredMs).toISOString();
  const minute = `${iso.slice(0, 16).replaceAll(/[-:]/g, "")}Z`;
  const folder = iso.slice(0, 10).replaceAll("-", "/");
  return `${folder}/${ACCOUNT}_CloudTrail_${REGION}_${minute}_${random.hex(16)}.json.gz`;
}

/** The records of each file by its path, in the order of delivery. */
export function archive(
  random: Random,
  records: readonly CloudTrailRecord[],
): ReadonlyMap<string, readonly CloudTrailRecord[]> {
  const deliveries = records
    .filter((record) => Date.parse(record.eventTime) <= LAST_EVENT)
    .flatMap((record) => deliveriesOf(random, record))
    .sort((a, b) => a.atMs - b.atMs);
  let next = 0;
  const filesOf = deliveryTimes().map((timeMs) => {
    const from = next;
    while ((deliveries[next]?.atMs ?? Infinity) <= timeMs) next += 1;
    const held = deliveries.slice(from, next).map(({ record }) => record);
    return [pathOf(random, timeMs), held] as const;
  });
  return new Map(filesOf);
}
