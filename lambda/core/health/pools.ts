import type { PoolFacts } from "./facts";
import { listed } from "../model/format";
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
