import * as z from "zod";
import { flag, whole } from "./config-value";
import { functionEnvironment } from "./function-environment";

const seconds = (min: number, max: number) => whole(min, max, "seconds");
const memoryMb = whole(128, 10_240, "MB").default(512);

const queueConsumer = z.strictObject({
  timeoutSeconds: seconds(1, 900),
  memoryMb,
  /** Messages in one invocation. */
  batchSize: whole(1, 10_000),
  /** How long a batch may wait to fill up. */
  batchWindowSeconds: seconds(0, 300),
  /** Invocations at a time: it bounds the bill of a flood. */
  maxConcurrency: whole(2, 1000),
  /** How long a received message stays hidden; six time-outs and the batching window unless set. */
  visibilitySeconds: seconds(1, 43_200).optional(),
  /** Receives after which a message goes to the dead-letter queue. */
  maxReceives: whole(1, 1000),
});

/** How a function reads its queue. */
export type QueueConsumer = z.output<typeof queueConsumer>;

type QueueDefaults = Omit<QueueConsumer, "memoryMb" | "visibilitySeconds">;

/* Lambda refuses a mapping that breaks one of these two, but only when it is deployed. */

const isHiddenLongEnough = ({ visibilitySeconds, timeoutSeconds }: QueueConsumer): boolean =>
  visibilitySeconds === undefined || visibilitySeconds >= timeoutSeconds;

const hasTimeToFill = ({ batchSize, batchWindowSeconds }: QueueConsumer): boolean =>
  batchSize <= 10 || batchWindowSeconds >= 1;

function queueConsumerWith(defaults: QueueDefaults) {
  const { shape } = queueConsumer;
  return queueConsumer
    .extend({
      timeoutSeconds: shape.timeoutSeconds.default(defaults.timeoutSeconds),
      batchSize: shape.batchSize.default(defaults.batchSize),
      batchWindowSeconds: shape.batchWindowSeconds.default(defaults.batchWindowSeconds),
      maxConcurrency: shape.maxConcurrency.default(defaults.maxConcurrency),
      maxReceives: shape.maxReceives.default(defaults.maxReceives),
    })
    .refine(isHiddenLongEnough, {
      path: ["visibilitySeconds"],
      error: "give at least timeoutSeconds, or leave it out",
    })
    .refine(hasTimeToFill, {
      path: ["batchWindowSeconds"],
      error: "give at least 1 second for batches of more than 10",
    })
    .prefault({});
}

/** What a large account, or a test, may set otherwise. Nobody else needs to. */
export const tuningSchema = z.strictObject({
  detect: queueConsumerWith({
    timeoutSeconds: 60,
    batchSize: 60,
    batchWindowSeconds: 5,
    maxConcurrency: 10,
    maxReceives: 10,
  }),
  /* A claim on an incident lasts two minutes, so the function must end sooner. With 3 minutes
     between receives, 480 of them are a whole day of SNS being out of order. */
  notify: queueConsumerWith({
    timeoutSeconds: 30,
    batchSize: 10,
    batchWindowSeconds: 0,
    maxConcurrency: 2,
    maxReceives: 480,
  }),
  /* Receives are used up slowly: see `lib/elastic/forwarder.ts`. */
  forward: queueConsumerWith({
    timeoutSeconds: 60,
    batchSize: 100,
    batchWindowSeconds: 5,
    maxConcurrency: 2,
    maxReceives: 100,
  }).refine(({ timeoutSeconds }) => timeoutSeconds >= 15, {
    path: ["timeoutSeconds"],
    error: "give at least 15 seconds: the last 10 are kept for what Elastic has refused",
  }),
  relay: z
    .strictObject({
      timeoutSeconds: seconds(1, 900).default(60),
      memoryMb,
      batchSize: whole(1, 1000).default(100),
      batchWindowSeconds: seconds(0, 300).default(1),
      /** Retries of a batch that fails; each failure also halves it. */
      retries: whole(0, 10_000).default(20),
    })
    .prefault({}),
  sweep: z
    .strictObject({
      timeoutSeconds: seconds(1, 900).default(240),
      memoryMb,
      everyMinutes: whole(1, 60, "minutes").default(5),
    })
    .prefault({}),
  spend: z
    .strictObject({
      timeoutSeconds: seconds(1, 300).default(60),
      memoryMb,
      /** How long alarms that go off together are gathered into one e-mail to the cost owner. */
      gatherSeconds: seconds(0, 300).default(60),
    })
    .prefault({}),
  /**
   * Whether one alarm above the others pages for spend. An emulator that knows no composite alarms
   * needs `false`: each alarm below it then pages by itself.
   */
  compositeAlarm: flag.default(true),
  environment: functionEnvironment.default({}),
});

export type Tuning = z.output<typeof tuningSchema>;
