import type { PoolFacts } from "./facts";
import { listed } from "../model/format";
import type { PoolInventory } from "../model/pool-inventory";
import { printable } from "../notifications/printable";

const WIDTH = 120;

/** Whether anything that its users do sends a text. */
export const sendsTexts = ({ hasSmsRole, isSmsSignIn, isSmsVerified }: PoolFacts): boolean =>
  hasSmsRole && (isSmsSignIn || isSmsVerified);

/** Some pools by id and name. */
export const poolsText = (pools: readonly PoolFacts[]): string =>
  listed(
    pools.map(({ id, name }) => `${printable(id, 60)} (${printable(name, 40)})`),
    WIDTH,
  );

/**
 * What the detector may take from a reading. Nothing is taken that makes it count less: a pool that
 * sends no text today may be changed to send some before the next reading.
 */
export const inventoryOf = (pools: readonly PoolFacts[]): PoolInventory =>
  Object.fromEntries(
    pools
      .filter(sendsTexts)
      .map(({ id, clients, isSmsVerified, isNeverByEmail, isSmsSignInOnly }) => [
        id,
        {
          delivers: isSmsVerified && isNeverByEmail ? "sms" : "both",
          smsMfa: isSmsSignInOnly,
          clients: [...clients],
        },
      ]),
  );
