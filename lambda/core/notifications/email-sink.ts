import type { Incident } from "../incidents/incident";
import type { SpendFigures, SpendStore } from "../spend/spend-figures";
import { incidentEmail } from "./email";
import { crowdedEmail } from "./email-crowd";
import type { Audience, Mailer } from "./mail";
import { dueAt } from "./pace";
import type { Sink } from "./sink";

/** Of an incident in many Regions: one read each, and the e-mail has room for one. */
const MOST_REGIONS = 5;

/**
 * What the account spends in the first of the incident's Regions whose figures are known. An e-mail
 * goes out without them rather than not at all.
 */
async function figuresFor(
  { accounts: [account], regions }: Incident,
  spend: SpendStore | undefined,
): Promise<SpendFigures | undefined> {
  if (spend === undefined || account === undefined) return undefined;
  for (const region of regions.slice(0, MOST_REGIONS)) {
    const figures = await spend.read(account, region).catch(() => undefined);
    if (figures !== undefined) return figures;
  }
  return undefined;
}

const audienceOf = ({ drill }: Incident): Audience => (drill === undefined ? "on-call" : "drills");

/**
 * E-mail: each revision, at a pace that people can bear. Drills need no place among the hour's.
 *
 * @param spend absent where nothing tells what is spent, as in replay
 */
export const emailSink = (mailer: Mailer, spend?: SpendStore): Sink => ({
  dueAt,
  places: {
    perHour: (incident, { pace: { perHour } }) =>
      audienceOf(incident) === "drills" ? undefined : perHour,
    announce: (crowd, nowMs, config) =>
      mailer.send("on-call", crowdedEmail(crowd, nowMs, config), nowMs),
  },
  send: async ({ incident, before }, nowMs, config) => {
    const figures = await figuresFor(incident, spend);
    const email = incidentEmail(incident, before, nowMs, config, figures);
    await mailer.send(audienceOf(incident), email, nowMs);
    return "sent";
  },
});
