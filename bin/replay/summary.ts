import { whole } from "../../lambda/core/model/format";
import type { ReplayRun } from "./run";

/** What a replay did, one fact per line, for people at a terminal and for scripts. */
export function summaryLines({
  collected,
  findings,
  incidents,
  sent,
  seconds,
}: ReplayRun): string[] {
  const { count, faults } = collected;
  const megabytes = count.bytes / 1e6;
  const rate = megabytes / Math.max(seconds.all, 0.001);
  return [
    `records read: ${count.records}`,
    `irrelevant: ${count.irrelevant}`,
    `malformed: ${count.malformed}`,
    ...faults.map((fault) => `  ${fault}`),
    ...(count.malformed > faults.length ? [`  and ${count.malformed - faults.length} more`] : []),
    `observations: ${count.observations}`,
    `findings: ${findings.length}`,
    `incidents: ${incidents.length}`,
    `e-mails: ${sent.length}`,
    `speed: ${rate.toFixed(0)} MB/s (${whole(megabytes)} MB of JSON in ${seconds.all.toFixed(1)} s)`,
  ];
}
