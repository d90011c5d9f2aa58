import type { DetectionParts } from "./detection-parts";

/** What alarms and graphs are about, by the names that they show. */
export const watchedOf = ({ detector, relay, sweeper, notifier, forwarder }: DetectionParts) => ({
  /** Queues whose age must stay under minutes. */
  workQueues: { detect: detector.live.queue, notify: notifier.work.queue },
  functions: {
    detect: detector.detect,
    relay: relay.relay,
    sweep: sweeper.sweep,
    notify: notifier.notify,
    ...(forwarder && { forward: forwarder.forward }),
  },
  deadLetters: {
    detect: detector.live.deadLetters,
    drills: detector.drills.deadLetters,
    notify: notifier.work.deadLetters,
    ...(forwarder && { forward: forwarder.work.deadLetters }),
  },
});
