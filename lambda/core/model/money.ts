import type { Config } from "./config";

/** Money of a finding or an incident. `isEstimate` is false only where AWS told every price. */
export interface Money {
  readonly usd: number;
  readonly isEstimate: boolean;
}

/**
 * The price of messages that were surely sent. Requests that may not have sent anything, and
 * refused ones, are never priced.
 */
export const estimate = (paidMessages: number, config: Config): Money => ({
  usd: Math.round(paidMessages * config.assumedPriceUsd * 100) / 100,
  isEstimate: true,
});

/** How many of the configured sums an amount has reached. */
export const sumsReached = (usd: number, config: Config): number =>
  config.escalateAtUsd.filter((sum) => usd >= sum).length;
