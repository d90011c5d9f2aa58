import { MetricUnit } from "@aws-lambda-powertools/metrics";
import type { SecretSource } from "../adapters/aws/secret";
import { errorText, type Telemetry } from "../adapters/runtime";
import { type Pseudonym, pseudonymsBy } from "../core/model/hash";
import { PAIRING_OFF } from "../core/counting/pairing/pair-confirmations";
import { MINUTE_MS } from "../core/model/time";

const AGAIN_MS = MINUTE_MS;

export interface Pseudonyms {
  readonly pseudonym: Pseudonym;
  /** Reads the key unless it is there; where that fails, again after a minute. */
  readonly prepare: (nowMs: number) => Promise<void>;
}

/**
 * Pseudonyms by the stack's key. A secret that cannot be read stops no detection: without
 * pseudonyms confirmations count whoever asked, and an alarm tells.
 */
export function pseudonymsOf(
  { read }: Pick<SecretSource, "read">,
  { logger, metrics }: Telemetry,
): Pseudonyms {
  let known: Pseudonym | undefined;
  let triedAtMs = -Infinity;
  return {
    pseudonym: (purpose, text) => known?.(purpose, text),
    prepare: async (nowMs) => {
      if (known !== undefined) return;
      if (nowMs - triedAtMs >= AGAIN_MS) {
        triedAtMs = nowMs;
        try {
          known = pseudonymsBy(await read());
          return;
        } catch (error) {
          logger.error("could not read the key for pseudonyms; confirmations count whoever asked", {
            error: errorText(error),
          });
        }
      }
      metrics.addMetric(PAIRING_OFF, MetricUnit.Count, 1);
    },
  };
}
