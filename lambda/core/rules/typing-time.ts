import { EARLY, FEW, NEWCOMER } from "../model/grace";

const seconds = (ms: number): number => ms / 1000;

/** Of whom the bursts that wait for people to type take people for tools all the same. */
export const SLOW_TYPISTS = `People of whom nobody types a code in within ${seconds(NEWCOMER.ageMs)} s, at least ${NEWCOMER.requests} of them at once behind what has never confirmed before, or within a minute, at least ${EARLY.requests} of them, where no three days with confirmations are known.`;

/** What those bursts let pass before they fire, since they wait for people to type. */
export function typingBlindSpots(threshold: number): readonly string[] {
  const most = Math.max(NEWCOMER.requests, threshold);
  return [
    `A tool slower than ${most} requests in ${seconds(NEWCOMER.hasteMs)} s, until ${most} of its requests are ${seconds(NEWCOMER.ageMs)} s old: at one a second ${most + seconds(NEWCOMER.ageMs)} texts.`,
    `A flood by whoever confirmed a code on a day before or in the same window, until ${EARLY.requests} of its requests are a minute old; at 30 a second those are some 1,900.`,
  ];
}

/** What they never see, since it may be one person's. */
export function fewBlindSpot(threshold: number): string {
  const most = Math.max(NEWCOMER.requests, threshold);
  return `Fewer than ${FEW.times * threshold} requests that are all about one user, or of which any is confirmed in the window or the ten minutes before, unless ${most} of them come within ${seconds(NEWCOMER.hasteMs)} s, or ${threshold} about one user within ${seconds(FEW.hasteMs)} s.`;
}
