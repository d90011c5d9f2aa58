import { EARLY, FEW, NEWCOMER } from "../model/grace";

const seconds = (ms: number): number => ms / 1000;

/** Of whom the bursts that wait for people to type take people for tools all the same. */
export const SLOW_TYPISTS = `People who all take more than a minute to type, at least ${EARLY.requests} of them at once, where no three days with confirmations are known.`;

/** The same, behind what has never confirmed before. */
export const SLOW_NEWCOMERS = `People of whom nobody's typing is seen within ${seconds(NEWCOMER.ageMs)} s, at least ${NEWCOMER.requests} of them at once behind what has never confirmed before: their codes come late, or the records of what they type in do.`;

/** What those bursts let pass before they fire. */
export const FLOOD_BLIND_SPOT = `A flood by whoever confirmed a code on a day before or in the same window, until ${EARLY.requests} of its requests are a minute old; at 30 a second those are some 1,900.`;

/** The same, of a tool that nobody knows. */
export function newcomerBlindSpot(threshold: number): string {
  const most = Math.max(NEWCOMER.requests, threshold);
  return `A tool slower than ${most} requests in ${seconds(NEWCOMER.hasteMs)} s, until ${most} of its requests are ${seconds(NEWCOMER.ageMs)} s old: at one a second ${most + seconds(NEWCOMER.ageMs)} texts.`;
}

/** What they never see, since it may be one person's. */
export function fewBlindSpot(threshold: number): string {
  const most = Math.max(NEWCOMER.requests, threshold);
  return `Fewer than ${FEW.times * threshold} requests that are all about one user, or of which any is confirmed in the window or the ten minutes before, unless ${most} of them come within ${seconds(NEWCOMER.hasteMs)} s, or ${threshold} about one user within ${seconds(FEW.hasteMs)} s.`;
}

/** Of whom the rules on addresses and networks take people for tools all the same. */
export const SLOW_PEOPLE: readonly string[] = [SLOW_TYPISTS, SLOW_NEWCOMERS];

/** What the rules on addresses and networks let pass, since they wait for people to type. */
export const typingBlindSpots = (threshold: number): readonly string[] => [
  newcomerBlindSpot(threshold),
  FLOOD_BLIND_SPOT,
  fewBlindSpot(threshold),
];
