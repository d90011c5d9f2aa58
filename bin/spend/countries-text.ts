import { countryName } from "../../lambda/core/model/country";
import { counted, dollars, percent, whole } from "../../lambda/core/model/format";
import { isoUtc } from "../../lambda/core/model/time";
import type { AllowListProposal, CountryHistory } from "../../lambda/core/spend/allow-list";
import { terminalText } from "../terminal";
import { ASSUMED_USD, estimatedUsd } from "./countries-record";

const MEANINGS: Readonly<Record<CountryHistory["use"], string>> = {
  steady: "allow",
  burst: "leave out: a burst",
  rare: "leave out: too rare to tell",
};

/** More than this in one week of ninety days is worth a look, even in a country in steady use. */
const CONCENTRATED = 0.5;

function rowText({ country, use, texts, weeks, busiestShare, isNew }: CountryHistory): string {
  const marks = [
    ...(isNew ? ["new"] : []),
    ...(use === "steady" && busiestShare > CONCENTRATED ? ["mostly one week: look at it"] : []),
  ];
  return [
    `  ${terminalText(country, 4).padEnd(4)}`,
    terminalText(countryName(country), 24).padEnd(24),
    whole(texts).padStart(10),
    String(weeks).padStart(6),
    percent(busiestShare).padStart(8),
    ` ${[MEANINGS[use], ...marks].join(", ")}`,
  ].join(" ");
}

const HEAD = `  ${"".padEnd(4)} ${"".padEnd(24)} ${"texts".padStart(10)} ${"weeks".padStart(6)} ${"busiest".padStart(8)}  proposal`;

const told = (countries: number): string =>
  countries === 0 ? "no texts" : counted(countries, "country", "countries");

function blockedText(proposal: AllowListProposal): string {
  const { texts, ofTexts, days } = proposal.blocked;
  if (texts === 0) return "It would have blocked nothing in these days.";
  return `It would have blocked ${counted(texts, "text")} of ${whole(ofTexts)} (${percent(texts / ofTexts)}) on ${counted(days, "day")}: about ${dollars(estimatedUsd(proposal))}, estimated at ${dollars(ASSUMED_USD)} a text.`;
}

const nothing = (region: string): string =>
  [
    `CloudWatch knows no texts by country from ${region} in the last 90 days.`,
    "AWS counts where it sends: look at --region, or at the Region of the pool's SMS configuration.",
    "It lacks a list to propose; name your customers' countries in allowedCountries by hand.",
    "",
  ].join("\n");

/** The proposal for a person, and the configuration to copy. */
export function countriesText(region: string, proposal: AllowListProposal): string {
  const { allowed, answered, countries, fromMs, untilMs, weeksKnown, weeksNeeded } = proposal;
  if (countries.length === 0) return nothing(region);
  const day = (ms: number): string => isoUtc(ms).slice(0, 10);
  return [
    `Countries texted from ${region}, ${day(fromMs)} to ${day(untilMs)} UTC`,
    `answered: Amazon SNS: ${told(answered.sns)}; AWS End User Messaging: ${told(answered["end-user-messaging"])}`,
    "",
    HEAD,
    ...countries.map(rowText),
    "",
    `Proposed are countries with texts in ${counted(weeksNeeded, "week")} or more of ${whole(weeksKnown)}, their busiest seven days left out.`,
    ...(allowed.length === 0
      ? ["None is: name your customers' countries by hand."]
      : [
          blockedText(proposal),
          "Look through what is left out: a country with few customers looks the same. Then, in deploy.json:",
          "",
          `  "allowedCountries": ${JSON.stringify(allowed).replaceAll(",", ", ")}`,
        ]),
    "",
  ].join("\n");
}
