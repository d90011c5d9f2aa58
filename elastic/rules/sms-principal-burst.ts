import { spelledDuration } from "../../lambda/core/model/format";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { smsPrincipalBurst } from "../../lambda/core/rules/sms-principal-burst";
import { sendsTrail } from "../data-sources";
import { SENDS, KEY_BLIND_SPOTS, KEY_STEPS } from "../principal-esql";
import { principalVolume } from "./principal-volume";
import type { UnversionedRule } from "../kibana-rule";
import type { Licence } from "../licence";

const { threshold, windowMs } = smsPrincipalBurst.measure;

/** One principal over all its addresses and sessions. */
export const principalBurst = (licence: Licence): UnversionedRule =>
  principalVolume(
    {
      id: "sms-pumping-principal-burst",
      basis: smsPrincipalBurst,
      description: `One principal sends more than ${threshold} texts or voice calls in ${spelledDuration(windowMs)} through AWS's own APIs, from however many addresses and under however many names of sessions: a stolen key, an application that is being driven, or one that always does.`,
      ownFalsePositives: [
        "A back end that sends as many by itself on an ordinary day. Except its role by `Esql.principal`.",
        "A campaign or notice that texts many users at once.",
      ],
      data: sendsTrail,
      calls: SENDS,
      intervalMs: MINUTE_MS,
      steps: KEY_STEPS,
      choosing: [
        "The sequence rule on principals asks for fewer messages and is sooner; this one counts a role over all its sessions, and suits accounts in which small bursts are ordinary.",
      ],
      blindSpots: [
        ...KEY_BLIND_SPOTS,
        `Fewer than ${threshold} messages in ${spelledDuration(windowMs)}.`,
        "Texts to topics with SMS subscribers.",
      ],
    },
    licence,
  );
