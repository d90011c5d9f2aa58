import { fail, judged, ok, warn, type Check } from "../check";
import { duration } from "../../model/format";
import { DAY_MS, HOUR_MS } from "../../model/time";

/** What CloudTrail tells; alarms and documents of other sources say nothing of the feed. */
const FROM_CLOUDTRAIL = [
  "cognito-api",
  "cognito-hosted-ui",
  "cognito-sign-in",
  "sns-publish",
  "sms-voice-send",
  "sms-control-plane",
];

const REMEDY =
  "see whether the trail and the rules are on; send a request through your own pool (a drill proves nothing of them)";

export const eventsArriving: Check = {
  id: "events-arriving",
  asks: "When did each source last tell the detector of something, in the last two weeks?",
  judge: ({ newest, nowMs }) =>
    judged(newest, (bySource) => {
      const ages = [...bySource].map(([source, atMs]) => ({ source, ageMs: nowMs - atMs }));
      const text = ages
        .sort((a, b) => a.ageMs - b.ageMs)
        // A metric tells the hour only.
        .map(({ source, ageMs }) => `${source} ${duration(Math.max(ageMs, HOUR_MS))} ago`)
        .join(", ");
      const ofTrail = ages.filter(({ source }) => FROM_CLOUDTRAIL.includes(source));
      if (ofTrail.length === 0) {
        return fail(`no call has arrived in 14 days${text === "" ? "" : ` (${text})`}`, REMEDY);
      }
      return Math.min(...ofTrail.map(({ ageMs }) => ageMs)) > DAY_MS + HOUR_MS
        ? warn(`nothing for over a day: ${text}`, REMEDY)
        : ok(text);
    }),
};
