import { ROOTS } from "../lambda/core/counting/minutes/judge-minutes";
import { UNKNOWN_TIMES, usualShare } from "../lambda/core/counting/minutes/usual-share";
import type { UnconfirmedExcess } from "../lambda/core/model/measure";

/** What the detector assumes of an entity whose past it does not know. */
export const ASSUMED_SHARE = usualShare({ days: 0, requests: 0, confirmed: 0 }).share;

/** How many confirmations such an entity must lack at the least. */
export const assumedFloor = ({ threshold }: UnconfirmedExcess): number => UNKNOWN_TIMES * threshold;

/** What is missing of what is assumed. */
export const missingOf = (requests: string, confirmed: string): string =>
  `${ASSUMED_SHARE} * ${requests} - ${confirmed}`;

/** More is missing than chance explains, and less came than the measure's share of what is assumed. */
export const isOdd = (
  { share }: UnconfirmedExcess,
  requests: string,
  confirmed: string,
): string => `${missingOf(requests, confirmed)} >= ${ROOTS} * SQRT(${requests})
    AND ${confirmed} < ${share} * ${ASSUMED_SHARE} * ${requests}`;
