import { byPrincipal, isSendByPrincipal, senderTarget } from "./matching";
import { spelledDuration } from "../model/format";
import { KNOWN_DAYS } from "../model/grace";
import type { Volume } from "../model/measure";
import type { Rule } from "../model/rule";
import { HOUR_MS } from "../model/time";

export const smsKeyNewAddresses: Rule<Volume> = {
  id: "sms-key-new-addresses",
  title: "One principal sends from many addresses at which it never was",
  counts: `Addresses from which a principal sends, or has Cognito send by calls for administrators, and did not in the ${KNOWN_DAYS} days before (IPv6: a /64)`,
  countedBy: "principal",
  severity: "high",
  notify: "page",
  attack: ["T1496.003"],
  measure: {
    kind: "volume",
    threshold: 20,
    windowMs: HOUR_MS,
    times: 3,
    ownVolume: { times: 1.5, timesOfAll: 2.6 },
  },
  partOf: "sms-principal-burst",
  unit: "new address",
  prose: ({ threshold, windowMs, times, ownVolume }) => ({
    description: `One principal sends from more than ${threshold} addresses in ${spelledDuration(windowMs)} at which it was not in the ${KNOWN_DAYS} days before, and from more than ${times} times as many new ones as it is used to: a stolen key behind proxies.${ownVolume === undefined ? "" : ` It is only recorded while its past explains the volume, as when a backend moves: while new addresses make up no more than ${ownVolume.times} times what it used to send at that time of day, and all of them no more than ${ownVolume.timesOfAll} times, beyond chance.`}`,
    falsePositives: [
      "A function outside a VPC that is new: each run may have another address. After three days it is compared with itself; until then name it in expectedSenders.",
      `More than ${threshold} new machines with addresses of their own at once that send far more than the old ones did at that time of day, as in a launch.`,
      "A sender that moves to new addresses and to other hours of the day.",
      "A key that is part of an app on people's devices, which it must not be: whoever has the app has the key.",
    ],
    blindSpots: [
      `Fewer than ${threshold} new addresses in ${spelledDuration(windowMs)}, however many texts each sends: sms-api-burst and sms-principal-burst count those.`,
      "A stolen key of a busy sender whose texts stay within what it used to send at that time of day: a move looks the same, so that is only recorded.",
      `A stolen key of a sender that has new addresses all day, as long as both together stay under ${times} times its usual peak.`,
      "Calls that a service makes for the principal have no address.",
      "An address that comes back counts as known, whoever has it now.",
      "It counts each new address once, not the texts: there may be many more.",
    ],
  }),
  reads: ["kind", "action", "principal", "topicArn", "isNewAddress"],
  hits: () => (observation) => isSendByPrincipal(observation) && observation.isNewAddress === true,
  entityOf: byPrincipal,
  targetOf: senderTarget,
};
