import { judged, ok, warn, type Check } from "../check";
import { isKnown } from "../fact";
import type { PoolFacts, ShareFacts } from "../facts";
import { GOOD_SHARE } from "../learned";
import type { Config } from "../../model/config";
import { counted, listed, percent } from "../../model/format";
import { usualShare } from "../../counting/minutes/usual-share";
import { printable } from "../../notifications/printable";

const WIDTH = 120;

const isLow = ({ requests, confirmed }: ShareFacts): boolean => {
  const { isKnown, share } = usualShare({ days: 0, requests, confirmed });
  return isKnown && share < GOOD_SHARE;
};

/** What to do where next to none is seen: one of the two is wrong, and only the owner knows which. */
function remedyFor(low: readonly ShareFacts[], told: Config["confirmationsVisible"]): string {
  const unseen = low
    .filter(({ requests, confirmed }) => !usualShare({ days: 0, requests, confirmed }).isVisible)
    .map(({ client }) => printable(client, 60))
    .filter((client) => !told.includes(client) && !told.includes("*"));
  const see =
    "see whether confirmations are logged (docs/what-cannot-be-seen.md), or whether an attack was learned";
  return unseen.length === 0
    ? see
    : `${see}; where people confirm through Cognito, set detector.confirmationsVisible to ${JSON.stringify([...told, ...unseen])}`;
}

const shareText = ({ client, requests, confirmed }: ShareFacts): string =>
  `${printable(client, 40)} ${percent(Math.min(1, confirmed / requests))} of ${requests}`;

const clientsIn = (pools: readonly PoolFacts[]): number =>
  pools.reduce((sum, { clients }) => sum + clients.length, 0);

export const confirmedShare: Check = {
  id: "confirmed-share",
  asks: "Which share of its codes does each app client confirm, as learned from 14 days? Below 60 % attacks are harder to tell from users.",
  judge: ({ shares, pools, config }) =>
    judged(shares, (all) => {
      const rest = isKnown(pools) ? clientsIn(pools.value) - all.length : 0;
      const unread = rest > 0 ? `; ${counted(rest, "more client")} not looked at` : "";
      const low = all.filter(isLow);
      if (low.length > 0) {
        return warn(
          `confirmed below ${percent(GOOD_SHARE)}: ${listed(low.map(shareText), WIDTH)}${unread}`,
          remedyFor(low, config.confirmationsVisible),
        );
      }
      const told = all.filter(({ requests }) => requests > 0).map(shareText);
      const found =
        told.length === 0 ? `${counted(all.length, "client")}, no codes yet` : listed(told, WIDTH);
      return ok(`${found}${unread}`);
    }),
};
