import { parseConfig } from "../../lambda/core/model/config";
import { isoUtc } from "../../lambda/core/model/time";
import type { AllowListProposal } from "../../lambda/core/spend/allow-list";

/** AWS tells no price by country: every text is taken to cost what the detector assumes. */
export const ASSUMED_USD = parseConfig({}).assumedPriceUsd;

/** What the proposed list would have held up, in US dollars. */
export const estimatedUsd = ({ blocked }: AllowListProposal): number =>
  Math.round(blocked.texts * ASSUMED_USD * 100) / 100;

/** The proposal for another program. */
export const countriesRecord = (region: string, proposal: AllowListProposal): object => ({
  region,
  from: isoUtc(proposal.fromMs),
  until: isoUtc(proposal.untilMs),
  answered: proposal.answered,
  weeksKnown: proposal.weeksKnown,
  weeksNeeded: proposal.weeksNeeded,
  countries: proposal.countries.map(({ country, use, texts, weeks, busiestShare, isNew }) => ({
    country,
    use,
    texts,
    weeks,
    busiestWeekShare: Math.round(busiestShare * 1000) / 1000,
    isNew,
  })),
  wouldHaveBlocked: {
    ...proposal.blocked,
    estimatedUsd: estimatedUsd(proposal),
    assumedPriceUsd: ASSUMED_USD,
  },
  allowedCountries: proposal.allowed,
});
