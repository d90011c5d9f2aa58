import { counted, listed, percent, whole } from "../model/format";
import type { Email } from "../notifications/mail";
import { ANY_POOL } from "../rules/matching";
import { printable } from "../notifications/printable";
import type { HealthPlace } from "./email";
import { GOOD_SHARE, type LearnedClient } from "./learned";

/** What one e-mail tells. */
export interface Learned {
  readonly clients: readonly LearnedClient[];
  /** How many days back it looks. */
  readonly days: number;
  /** How many clients were not looked at. */
  readonly unread: number;
}

/** As many as people read; the largest come first. */
const MOST = 20;
const WIDTH = 120;

const nameOf = ({ target }: LearnedClient): string => {
  if (target === ANY_POOL) return "calls with an access token, which name no app client";
  const [kind = "", ...rest] = target.split(":");
  const name = printable(rest.join(":"), 60);
  return kind === "pool" ? `user pool ${name}, by pages that name no known app client` : name;
};

/** Less is no difference. */
const OTHER = 0.05;

function figures({ requests, requestsPerDay, share, usualShare }: LearnedClient): string {
  const learned =
    share !== undefined && usualShare !== undefined && Math.abs(usualShare - share) >= OTHER
      ? `; the rules compare with ${percent(usualShare)}`
      : "";
  const volume = `${counted(requests, "request")}, ${whole(requestsPerDay)} a day`;
  return share === undefined
    ? `${volume}; too few to tell a share`
    : `${percent(share)} confirmed of ${volume}${learned}`;
}

const linesOf = (client: LearnedClient): readonly string[] => [
  `- ${nameOf(client)}: ${figures(client)}`,
  ...client.oddities.map((text) => `    ODD: ${text}`),
];

function section(title: string, clients: readonly LearnedClient[]): readonly string[] {
  if (clients.length === 0) return [];
  const shown = clients.slice(0, MOST);
  const rest = clients.slice(MOST).map(nameOf);
  return [
    title,
    ...shown.flatMap(linesOf),
    ...(rest.length === 0 ? [] : [`- ${counted(rest.length, "more")}: ${listed(rest, WIDTH)}`]),
    "",
  ];
}

const isLow = ({ share, isInvisible }: LearnedClient): boolean =>
  !isInvisible && share !== undefined && share < GOOD_SHARE;

const isOdd = ({ oddities }: LearnedClient): boolean => oddities.length > 0;

const WHY_LOW: readonly string[] = [
  "Why a share may be low:",
  "- An attack already ran when this was installed. To the detector it looks normal, and it hides others.",
  "- Codes are also confirmed where this account's CloudTrail does not show it, by a back end of yours.",
  "- Codes go out by e-mail as well, or people ask again and again because texts do not arrive.",
  "What to do:",
  "1. See where the texts go: countries that you do not serve speak for an attack (docs/runbooks/first-five-minutes.md).",
  "2. If it is one, stop it now. The baselines forget it 14 days after its end; until then watch the spend.",
  "3. If you know why it is low, nothing: the detector compares with this share from now on.",
  "",
];

/** As it stands in the configuration for a target: client, pool, or account. */
const idOf = ({ target }: LearnedClient, account: string): string =>
  target === ANY_POOL ? account : target.split(":").slice(1).join(":");

/** What to do about clients whose confirmations were never seen. */
function unseenLines(clients: readonly LearnedClient[], account: string): readonly string[] {
  const ids = clients.slice(0, MOST).map((client) => printable(idOf(client, account), 60));
  return [
    "Nearly none of their codes are seen to be confirmed, so they are judged by volume alone: an attack must exceed three times",
    "their usual peak. Which is it?",
    "- A back end of yours confirms, where CloudTrail does not show it: nothing to do. Watch the spend.",
    "- People type their codes in through Cognito: then these texts are an attack. Stop it (docs/runbooks/first-five-minutes.md),",
    "  and set this in smspump.json under detector, so that missing confirmations page from now on:",
    `    "confirmationsVisible": ${JSON.stringify(ids)}`,
    "  More: docs/tuning.md#confirmations-that-are-not-seen.",
    "",
  ];
}

function subjectOf(clients: readonly LearnedClient[], region: string): string {
  const low = clients.filter(isLow).length;
  const odd = clients.filter((each) => isOdd(each) || each.isInvisible).length;
  const what =
    low > 0
      ? `WARNING: ${counted(low, "app client")} confirm${low === 1 ? "s" : ""} under ${percent(GOOD_SHARE)}`
      : odd > 0
        ? `${counted(odd, "app client")} to look at in what was learned`
        : "what was learned of your app clients";
  return `SMS pumping detector: ${what} (${region})`;
}

/** What on-call is asked to compare with what they know. Undefined where no client has asked for a code. */
export function learnedEmail(
  { clients, days, unread }: Learned,
  { account, region, dashboardUrl }: HealthPlace,
): Email | undefined {
  if (clients.length === 0) return undefined;
  const sorted = [...clients].sort((a, b) => b.requests - a.requests);
  const low = sorted.filter(isLow);
  const invisible = sorted.filter(({ isInvisible }) => isInvisible);
  const others = sorted.filter((each) => !isLow(each) && !each.isInvisible);
  const lines = [
    `What the detector learned of account ${account}, ${region}, in the last ${counted(days, "day")}. Is this your traffic?`,
    "An attack that already ran when the detector was installed looks normal to it: only you can tell.",
    "",
    ...section(`UNDER ${percent(GOOD_SHARE)} CONFIRMED`, low),
    ...(low.length === 0 ? [] : WHY_LOW),
    ...section("CONFIRMATIONS NOT SEEN", invisible),
    ...(invisible.length === 0 ? [] : unseenLines(invisible, account)),
    ...section(low.length + invisible.length === 0 ? "APP CLIENTS" : "OTHERS", others),
    ...(others.some(isOdd)
      ? ["What is odd may be harmless: compare it with your own figures of these days.", ""]
      : []),
    ...(unread === 0 ? [] : [`${counted(unread, "more app client")} not looked at.`, ""]),
    `Look again at any time: smspump doctor --region ${region} (confirmed-share). More: docs/doctor.md.`,
    ...(dashboardUrl === undefined ? [] : [`Dashboard: ${dashboardUrl}`]),
    "This comes after the first day and after the time of learning, once each.",
  ];
  return { subject: subjectOf(clients, region), body: `${lines.join("\n")}\n` };
}
