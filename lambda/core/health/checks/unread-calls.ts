import { judged, ok, warn, type Check } from "../check";
import type { HistoryFacts } from "../facts";
import { counted, listed, minuteUtc, whole } from "../../model/format";
import { printable } from "../../notifications/printable";
import { neededTexts } from "../../sources";
import { isHarmlessCall } from "../../sources/harmless-calls";

const WIDTH = 150;

const shortName = (service: string): string => service.replace(".amazonaws.com", "");

const extent = ({ service, calls, sinceMs, isWhole }: HistoryFacts): string => {
  const total = [...calls.values()].reduce((a, b) => a + b, 0);
  return `${shortName(service)} ${isWhole ? "" : "the newest "}${counted(total, "call")} since ${minuteUtc(sinceMs)}`;
};

export const unreadCalls: Check = {
  id: "unread-calls",
  asks: "Which calls of the SMS services does CloudTrail's Event history name that this version neither reads nor knows to be harmless? Data events, such as sends by End User Messaging, are not in it.",
  judge: ({ history, config }) =>
    judged(history, (services) => {
      const read = neededTexts(config);
      const unread = services.flatMap(({ service, calls }) =>
        [...calls]
          .filter(([name]) => !read.has(name) && !isHarmlessCall(service, name))
          .map(([name, times]) => `${printable(name, 60)}: ${whole(times)} times`),
      );
      const looked = services.map(extent).join(", ");
      return unread.length === 0
        ? ok(`looked at ${looked}`)
        : warn(
            `${listed(unread, WIDTH)}; not read by this version (looked at ${looked})`,
            "see whether they send texts; update this project, or report the names",
          );
    }),
};
