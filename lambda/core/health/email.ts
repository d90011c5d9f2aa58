import type { CheckResult } from "./check";
import type { HealthNews } from "./news";
import { counted } from "../model/format";
import type { Email } from "../notifications/mail";

const LONGEST = 400;

export interface HealthPlace {
  readonly account: string;
  readonly region: string;
  readonly dashboardUrl?: string | undefined;
}

const cut = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 2)}..`;

function linesOf(title: string, results: readonly CheckResult[]): readonly string[] {
  if (results.length === 0) return [];
  const lines = results.flatMap(({ id, status, found, remedy }) => [
    `${status.toUpperCase()} ${id}: ${cut(found)}`,
    ...(remedy === undefined ? [] : [`  To do: ${cut(remedy)}`]),
  ]);
  return [title, ...lines, ""];
}

function subjectOf({ turnedBad, goodAgain }: HealthNews, region: string): string {
  if (turnedBad.length > 0) {
    return `SMS pumping detector: ${counted(turnedBad.length, "check")} turned bad (${region})`;
  }
  return goodAgain.length > 0
    ? `SMS pumping detector: ${counted(goodAgain.length, "check")} good again (${region})`
    : `SMS pumping detector: reminder of what is still bad (${region})`;
}

/** What the daily checks tell the pipeline audience. Texts of the checks are printable already. */
export function healthEmail(
  news: HealthNews,
  { account, region, dashboardUrl }: HealthPlace,
): Email {
  const lines = [
    `The daily checks of account ${account}, ${region}: is it protected?`,
    "",
    ...linesOf("TURNED BAD", news.turnedBad),
    ...linesOf("STILL BAD", news.stillBad),
    ...linesOf("GOOD AGAIN", news.goodAgain),
    `Look now: smspump doctor --region ${region}`,
    ...(dashboardUrl === undefined ? [] : [`Dashboard: ${dashboardUrl}`]),
    "You hear of each once, again when it gets worse or better, and once a week while it lasts.",
  ];
  return { subject: subjectOf(news, region), body: `${lines.join("\n")}\n` };
}
