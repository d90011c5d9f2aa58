import { judged, ok, warn, type Check } from "../check";
import { minuteUtc } from "../../model/format";
import { DAY_MS } from "../../model/time";

export const learning: Check = {
  id: "learning",
  asks: "Is the detector still learning, with limits three times as high, and until when?",
  judge: ({ firstSeen, config, nowMs }) =>
    judged(firstSeen, (times) => {
      if (times.size === 0) {
        return warn(
          "nothing has told of this account yet: learning begins with the first event",
          "see events-arriving",
        );
      }
      const endMs = Math.min(...times.values()) + config.learningDays * DAY_MS;
      if (nowMs >= endMs) return ok("knows this account");
      return warn(
        `learns until ${minuteUtc(endMs)}: limits are three times as high, and what compares with the past only records`,
        "wait, or set detector.learningDays to 0 if today's traffic is sure to be harmless",
      );
    }),
};
