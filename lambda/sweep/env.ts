import { EMAIL, type SinkId } from "../core/notifications/sink";

/** What the stack must tell the function. */
export const SWEEP_ENV = ["STATE_TABLE", "FINDINGS_TABLE", "BUS_NAME", "NOTIFY_QUEUE_URL"] as const;

export type SweepEnv = Readonly<Record<(typeof SWEEP_ENV)[number], string>> & {
  /** Set where the canary is to call. */
  readonly CANARY?: string;
};

const OF_EMAIL = "NOTIFY_QUEUE_URL" satisfies keyof SweepEnv;
const OF_SINK = "SINK_QUEUE_URL_";

/** The variable that holds the URL of a sink's queue. */
export const sinkVariable = (sink: SinkId): string =>
  sink === EMAIL ? OF_EMAIL : `${OF_SINK}${sink.toUpperCase()}`;

/** A sink that the sweep asks for what it has not been served. */
export interface SinkQueue {
  readonly id: SinkId;
  readonly queueUrl: string;
}

/** Every sink whose queue the environment names. */
export function sinkQueues(environment: NodeJS.ProcessEnv): readonly SinkQueue[] {
  return Object.entries(environment).flatMap(([name, queueUrl = ""]) => {
    if (queueUrl === "") return [];
    if (name === OF_EMAIL) return [{ id: EMAIL, queueUrl }];
    return name.startsWith(OF_SINK)
      ? [{ id: name.slice(OF_SINK.length).toLowerCase(), queueUrl }]
      : [];
  });
}
