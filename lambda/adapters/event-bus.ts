import { PutEventsCommand, type EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { Publisher } from "../core/incidents/outbox";
import { FINDINGS_SOURCE } from "../core/sources/drill";

const BATCH = 10;

/**
 * The findings bus. A call that succeeds may still have refused some of its events.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const busPublisher =
  (client: EventBridgeClient, busName: string): Publisher =>
  async (events) => {
    const taken: boolean[] = [];
    for (let start = 0; start < events.length; start += BATCH) {
      const Entries = events.slice(start, start + BATCH).map(({ detailType, detail }) => ({
        EventBusName: busName,
        Source: FINDINGS_SOURCE,
        DetailType: detailType,
        Detail: JSON.stringify(detail),
      }));
      const { Entries: answers = [] } = await client.send(new PutEventsCommand({ Entries }));
      taken.push(
        ...Entries.map((_, i) => {
          const answer = answers[i];
          return answer !== undefined && answer.ErrorCode === undefined;
        }),
      );
    }
    return taken;
  };
