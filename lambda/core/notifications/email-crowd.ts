import type { Config } from "../model/config";
import { clockUtc, counted, dollars, minuteUtc } from "../model/format";
import { HOUR_MS } from "../model/time";
import { targetName } from "./email";
import type { Email } from "./mail";
import { HOURS_OF_REFUSED, placesOfRefused, type Contender, type Crowd } from "./places";

function contenderText({ target, severity, paid, usd, sentNothing }: Contender): string {
  const sent =
    sentNothing === true
      ? "nothing sent so far"
      : paid === 0
        ? "no text known to be sent"
        : `${counted(paid, "text")}, about ${dollars(usd)}`;
  return `${severity.toUpperCase()}, ${targetName(target)}, ${sent}`;
}

const whoWaits = ({ waiting, largest }: Crowd): string =>
  `${counted(waiting, "more waits", "more wait")}; the largest: ${contenderText(largest)}.`;

function hourLines(crowd: Crowd, perHour: number, nowMs: number): readonly string[] {
  const free = clockUtc((Math.floor(nowMs / HOUR_MS) + 1) * HOUR_MS);
  return [
    `At ${minuteUtc(nowMs)} the hour's e-mails are taken: at most ${counted(perHour, "incident")} may send (pace.perHour).`,
    whoWaits(crowd),
    `Further ones may wait until ${free} UTC, unless one is graver or costs twice as much.`,
  ];
}

const refusedLines = (crowd: Crowd, perHour: number, nowMs: number): readonly string[] => [
  `At ${minuteUtc(nowMs)} the e-mails of floods in which every call was refused are taken: at most ${counted(placesOfRefused(perHour), "of them", "of them")} may send in ${HOURS_OF_REFUSED} hours.`,
  whoWaits(crowd),
  "The first call that may send a text ends the wait.",
];

/** What is sent once when there is no place left for a further incident. */
export function crowdedEmail(crowd: Crowd, nowMs: number, config: Config): Email {
  const { perHour } = config.pace;
  const isHarmless = crowd.largest.sentNothing === true;
  const lines = (isHarmless ? refusedLines : hourLines)(crowd, perHour, nowMs);
  const place = config.dashboardUrl === undefined ? [] : [`Dashboard: ${config.dashboardUrl}`];
  return {
    subject: isHarmless
      ? "[MEDIUM] SMS pumping: more incidents than e-mails, all of them refused"
      : "[HIGH] SMS pumping: more incidents than e-mails this hour",
    body: `${[...lines, ...place].join("\n")}\n`,
  };
}
