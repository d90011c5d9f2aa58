import { WEB } from "./matching";
import { percent, spelledDuration } from "../model/format";
import { ANY_CODE_BLIND_SPOT, isCodeRequest, isCodeTypedIn } from "./otp-requests";
import type { UnconfirmedExcess } from "../model/measure";
import type { Rule } from "../model/rule";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../model/time";

export const otpSiteUnconverted: Rule<UnconfirmedExcess> = {
  id: "otp-site-unconverted",
  title: "More unconfirmed code requests than the web sites usually have",
  counts:
    "POST, PUT and PATCH to paths that send a code (`otpPaths`) against successful ones to paths at which it is typed in (`verifyPaths`), over all addresses",
  countedBy: "all web sites of the account together",
  severity: "high",
  notify: "page",
  attack: ["T1496.003"],
  measure: {
    kind: "unconfirmed-excess",
    threshold: 30,
    windowMs: 5 * MINUTE_MS,
    spansMs: [5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS],
    share: 0.55,
    times: 3,
    surge: { threshold: 30, times: 2, missing: 8, deviations: 3, share: 0.06 },
    unseen: { threshold: 300, times: 10, recorded: 100 },
  },
  prose: ({ threshold, windowMs, spansMs, times, surge, unseen }) => ({
    description: `Over ${spelledDuration(Math.min(...spansMs))} to ${spelledDuration(Math.max(...spansMs))} the codes that the sites send are typed in far less often than their own past promises: attackers may rotate their addresses, but they do not type codes in.${surge === undefined ? "" : ` Where requests suddenly exceed ${surge.times} times those of the hour before, it looks at once how many people should have typed by then, and fires when ${surge.missing} confirmations are missing, more than chance explains, and under ${percent(surge.share)} of those come that the additional requests promise.`}`,
    falsePositives: [
      "A campaign that makes many people ask for codes which most never type in. Suppress its hours by CIDR, or accept one page.",
      "Texts that do not arrive because a carrier is down. It is worth a page, but it is no attack.",
      "A sale in which texts take much longer than usual: at first nobody types, as in an attack. Where texts are far slower than usual, many a sale pages.",
      "A new way of typing codes in whose path verifyPaths does not know. Add it.",
      "A load test that never confirms. Suppress the runner's CIDR for the test window.",
    ],
    blindSpots: [
      ...(surge === undefined
        ? []
        : [
            `A flood of fewer than ${surge.threshold} requests beyond the usual, or fewer than ${surge.times} times the usual, or one that rises slowly: it is found when the time to type is over, some minutes later.`,
          ]),
      `An attack that leaves fewer than ${threshold} confirmations missing in any ${spelledDuration(Math.max(...spansMs))}.`,
      ...(unseen === undefined
        ? []
        : [
            `Sites whose logs show no requests to verifyPaths: only volume is compared. It pages above ${unseen.times} times its own peak and ${unseen.threshold} in ${spelledDuration(windowMs)}, and records more than ${unseen.recorded} that exceed ${times} times.`,
          ]),
      "Which site it is: host names are the caller's to choose, so all sites count together, and an attack on a small one drowns in a large one.",
      "An attacker who types codes in, with numbers of his own.",
      ANY_CODE_BLIND_SPOT,
      "Paths that the lists do not know, and GraphQL and other endpoints that do everything under one path.",
    ],
  }),
  reads: ["web", "outcome"],
  hits: isCodeRequest,
  confirmedBy: isCodeTypedIn,
  entityOf: () => ({ type: "site", value: WEB }),
  targetOf: () => WEB,
};
