import { fail, judged, ok, together, warn, type Check, type Verdict } from "../check";
import type { Facts, PoolFacts } from "../facts";
import { counted } from "../../model/format";
import { poolsText, sendsTexts } from "../pools";
import { printable } from "../../notifications/printable";

type Config = Facts["config"];

const configured = ({ userPools }: Config, { id }: PoolFacts) =>
  Object.hasOwn(userPools, id) ? userPools[id] : undefined;

const isHidden =
  (config: Config) =>
  (pool: PoolFacts): boolean =>
    configured(config, pool)?.delivers === "email";

const isSignInMissed =
  (config: Config) =>
  (pool: PoolFacts): boolean =>
    pool.isSmsSignIn && configured(config, pool)?.smsMfa !== true;

const areClientsMissed =
  (config: Config) =>
  (pool: PoolFacts): boolean =>
    pool.clients.some((client) => configured(config, pool)?.clients.includes(client) !== true);

const isElsewhere =
  ({ region, otherRegions }: Facts) =>
  ({ snsRegion }: PoolFacts): boolean =>
    snsRegion !== undefined && snsRegion !== region && !Object.hasOwn(otherRegions, snsRegion);

/** Pools of which something holds, as a verdict; none where it holds of none. */
function about(pools: readonly PoolFacts[], say: (text: string) => Verdict): readonly Verdict[] {
  return pools.length === 0 ? [] : [say(poolsText(pools))];
}

function gone({ userPools }: Config, pools: readonly PoolFacts[]): readonly Verdict[] {
  const ids = Object.keys(userPools).filter((id) => !pools.some((pool) => pool.id === id));
  if (ids.length === 0) return [];
  const text = ids.map((id) => printable(id, 60)).join(", ");
  return [
    warn(
      `configured, but not in this Region: ${text}`,
      "correct detector.userPools, or look at --region",
    ),
  ];
}

function problems(facts: Facts, pools: readonly PoolFacts[]): readonly Verdict[] {
  const { config } = facts;
  const sending = pools.filter(sendsTexts);
  const verifying = sending.filter(({ isSmsVerified }) => isSmsVerified);
  return [
    ...about(verifying.filter(isHidden(config)), (text) =>
      fail(
        `sends texts, but is configured as e-mail only, so that its codes are not counted: ${text}`,
        'set "delivers" to "both" in detector.userPools',
      ),
    ),
    ...about(sending.filter(isSignInMissed(config)), (text) =>
      warn(`signing in sends texts that are not counted as such: ${text}`, 'set "smsMfa": true'),
    ),
    ...about(sending.filter(areClientsMissed(config)), (text) =>
      warn(
        `has app clients that the configuration does not name, so that they are known from the daily reading at best: ${text}`,
        'list them as "clients" in detector.userPools: aws cognito-idp list-user-pool-clients',
      ),
    ),
    ...about(sending.filter(isElsewhere(facts)), (text) =>
      warn(
        `sends by SNS of another Region, where nobody watches what texts cost: ${text}`,
        "add that Region to spendRegions",
      ),
    ),
    ...gone(config, pools),
  ];
}

const notCompared = (pools: readonly PoolFacts[]): readonly Verdict[] =>
  about(pools.filter(sendsTexts), (text) =>
    warn(`may send texts, and is compared with no configuration: ${text}`, "give --config <file>"),
  );

export const userPools: Check = {
  id: "user-pools",
  asks: "Which user pools may send texts, and does the configuration say so?",
  judge: (facts) =>
    judged(facts.pools, (pools) => {
      const found = facts.isConfigGiven ? problems(facts, pools) : notCompared(pools);
      if (found.length > 0) return together(found);
      const sending = pools.filter(sendsTexts);
      const open = sending.filter(({ isSignUpOpen }) => isSignUpOpen).length;
      return ok(
        `${sending.length} of ${counted(pools.length, "pool")} may send texts, ${open} with open sign-up`,
      );
    }),
};
