import type { Random } from "./random";

class Fault extends Error {}

/** The life of one invocation: at any of its calls it may end, before or after the call. */
export function lifeOf(random: Random, log: Map<string, number>) {
  let isDead = false;
  const note = (what: string): void => void log.set(what, (log.get(what) ?? 0) + 1);
  const live = async <T>(apply: () => Promise<T>, deadly = 0.01): Promise<T> => {
    if (isDead) throw new Fault("dead");
    if (!random.chance(deadly)) return apply();
    isDead = true;
    note("death");
    if (random.chance(0.5)) await apply();
    throw new Fault("died");
  };
  return {
    isDead: () => isDead,
    live,
    /** A call of AWS's, which may also fail by itself; an invocation dies at a tenth of those. */
    call: <T>(name: string, rate: number, apply: () => Promise<T>): Promise<T> =>
      live(async () => {
        const isFailing = random.chance(rate);
        if (isFailing) note(`${name} failed`);
        if (isFailing && random.chance(0.5)) throw new Fault("lost");
        const answer = await apply();
        if (isFailing) throw new Fault("applied, but unanswered");
        return answer;
      }, rate / 10),
  };
}
