import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { GetSMSSandboxAccountStatusCommand, type SNSClient } from "@aws-sdk/client-sns";
import { errorText, type Telemetry } from "../adapters/runtime";
import { CANARY_OVERDUE, canaryStep, type CanaryStore } from "../core/model/canary";
import { MINUTE_MS } from "../core/model/time";

/** Makes the call. An answer that refuses it is one too: CloudTrail records it all the same. */
export type CanaryCall = () => Promise<void>;

export interface CanaryDeps {
  readonly store: CanaryStore;
  readonly call: CanaryCall;
}

const hasAnswered = (error: unknown): boolean => {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode !== undefined;
};

/** The call in this function's own Region, by its own role. */
export const snsCanaryCall =
  (client: SNSClient, { logger }: Pick<Telemetry, "logger">): CanaryCall =>
  async () => {
    try {
      await client.send(new GetSMSSandboxAccountStatusCommand({}));
    } catch (error) {
      if (!hasAnswered(error)) throw error;
      logger.warn("the canary's call was refused; its record counts", { error: errorText(error) });
    }
  };

/**
 * Makes the canary's call where it is due, and says where one has not come back by CloudTrail,
 * EventBridge, the queue and the detector.
 *
 * @throws whatever the store throws, or the call where nobody has answered it
 */
export async function runCanary(
  nowMs: number,
  { store, call }: CanaryDeps,
  { logger, metrics }: Telemetry,
): Promise<void> {
  const { isDue, next, overdueMs } = canaryStep(await store.read(), nowMs);
  if (overdueMs !== undefined) {
    const minutes = Math.floor(overdueMs / MINUTE_MS);
    logger.error("the canary's call has not come back", { minutes });
    metrics.addMetric(CANARY_OVERDUE, MetricUnit.Count, 1);
  }
  if (isDue) await call();
  if (next !== undefined) await store.write(next);
}
