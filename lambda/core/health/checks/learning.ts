import { judged, ok, warn, type Check } from "../check";
import { minuteUtc } from "../../model/format";
import { DAY_MS } from "../../model/time";

export const learning: Check = {
  id: "learning",
  asks: "Is the detector still learning, with limits three times as high, and until when?",
  judge: ({ firstSeen, config, nowMs }) =>
    judged(firstSeen, (bySource) => {
      if (bySource.size === 0) {
        return warn(
          "no source has told of anything yet: learning begins with the first event",
          "see events-arriving",
        );
      }
      const spanMs = config.learningDays * DAY_MS;
      const learns = [...bySource].filter(([, atMs]) => nowMs < atMs + spanMs);
      if (learns.length === 0) return ok("learns no source");
      const text = learns
        .map(([source, atMs]) => `${source} until ${minuteUtc(atMs + spanMs)}`)
        .join(", ");
      return warn(
        `learns ${text}: limits are three times as high, and what compares with the past only records`,
        "wait, or set detector.learningDays to 0 if today's traffic is sure to be harmless",
      );
    }),
};
