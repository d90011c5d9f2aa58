import {
  DescribeEventBusCommand,
  PutEventsCommand,
  type EventBridgeClient,
} from "@aws-sdk/client-eventbridge";
import { DRILL_SOURCE, drillResource } from "../../lambda/core/sources/drill";
import type { JsonObject } from "../../lambda/core/sources/records/json";
import { DrillError } from "./problem";

const BATCH = 10;

/**
 * Puts records onto the findings bus as a drill.
 *
 * @throws DrillError when the bus has refused some of them
 */
export async function putDrill(
  client: EventBridgeClient,
  bus: string,
  id: string,
  records: readonly JsonObject[],
): Promise<void> {
  // An event for a bus that does not exist may be taken and dropped without a word.
  await client.send(new DescribeEventBusCommand({ Name: bus }));
  for (let start = 0; start < records.length; start += BATCH) {
    const Entries = records.slice(start, start + BATCH).map((record) => ({
      EventBusName: bus,
      Source: DRILL_SOURCE,
      DetailType: "AWS API Call via CloudTrail",
      Resources: [drillResource(id)],
      Detail: JSON.stringify(record),
    }));
    const answer = await client.send(new PutEventsCommand({ Entries }));
    const { FailedEntryCount = 0 } = answer;
    if (FailedEntryCount === 0) continue;
    const refused = answer.Entries?.find(({ ErrorCode }) => ErrorCode !== undefined);
    throw new DrillError(
      `${bus} refused ${FailedEntryCount} of ${Entries.length} records: ${refused?.ErrorCode ?? "no reason given"} ${refused?.ErrorMessage ?? ""}`.trim(),
    );
  }
}
