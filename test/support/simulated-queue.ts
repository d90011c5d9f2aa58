import type { SQSRecord } from "aws-lambda";
import { MINUTE_MS } from "../../lambda/core/model/time";
import type { Random } from "./random";

const MAX_RECEIVES = 100;
const VISIBILITY_MS = 15 * MINUTE_MS;

interface Message {
  readonly messageId: string;
  readonly body: string;
  visibleAtMs: number;
  receives: number;
}

/** The forwarder's queue: at least once, now and then twice at a time. */
export function simulatedQueue(random: Random, batch: number) {
  const messages = new Map<string, Message>();
  const dead: string[] = [];
  let receives = 0;
  return {
    dead,
    receives: () => receives,
    size: () => messages.size,
    send: (body: string): void => {
      const messageId = `m${messages.size}-${random.hex(12)}`;
      messages.set(messageId, { messageId, body, visibleAtMs: 0, receives: 0 });
    },
    receive: (nowMs: number): readonly SQSRecord[] => {
      const taken: SQSRecord[] = [];
      for (const message of messages.values()) {
        if (taken.length >= batch) break;
        if (message.visibleAtMs > nowMs) continue;
        if (message.receives >= MAX_RECEIVES) {
          messages.delete(message.messageId);
          dead.push(message.body);
          continue;
        }
        message.receives++;
        receives++;
        if (!random.chance(0.03)) message.visibleAtMs = nowMs + VISIBILITY_MS;
        const { messageId, body } = message;
        const attributes = { ApproximateReceiveCount: String(message.receives) };
        taken.push({ messageId, body, receiptHandle: messageId, attributes } as SQSRecord);
      }
      return taken;
    },
    hide: (messageId: string, untilMs: number): void => {
      const message = messages.get(messageId);
      if (message !== undefined) message.visibleAtMs = untilMs;
    },
    remove: (messageId: string): void => void messages.delete(messageId),
    /** When the next message is visible. */
    nextMs: (): number => Math.min(...[...messages.values()].map((each) => each.visibleAtMs)),
  };
}
