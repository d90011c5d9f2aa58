import {
  DescribeEventBusCommand,
  PutEventsCommand,
  type EventBridgeClient,
} from "@aws-sdk/client-eventbridge";
import { DRILL_SOURCE, drillResource } from "../../lambda/core/sources/drill";
import { DrillError } from "./problem";
import type { DrillEvent } from "./roads";

const BATCH = 10;

/**
 * Puts events onto the findings bus as a drill.
 *
 * @throws DrillError when the bus has refused some of them
 */
export async function putDrill(
  client: EventBridgeClient,
  bus: string,
  id: string,
  events: readonly DrillEvent[],
): Promise<void> {
  // An event for a bus that does not exist may be taken and dropped without a word.
  await client.send(new DescribeEventBusCommand({ Name: bus }));
  for (let start = 0; start < events.length; start += BATCH) {
    const Entries = events.slice(start, start + BATCH).map(({ detailType, detail }) => ({
      EventBusName: bus,
      Source: DRILL_SOURCE,
      DetailType: detailType,
      Resources: [drillResource(id)],
      Detail: JSON.stringify(detail),
    }));
    const answer = await client.send(new PutEventsCommand({ Entries }));
    const { FailedEntryCount = 0 } = answer;
    if (FailedEntryCount === 0) continue;
    const refused = answer.Entries?.find(({ ErrorCode }) => ErrorCode !== undefined);
    throw new DrillError(
      `${bus} refused ${FailedEntryCount} of ${Entries.length} events: ${refused?.ErrorCode ?? "no reason given"} ${refused?.ErrorMessage ?? ""}`.trim(),
    );
  }
}
