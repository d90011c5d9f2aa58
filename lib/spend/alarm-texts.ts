import { GROWN_TIMES, type SpendAlarm } from "../../lambda/core/spend/spend-alarms";
import type { SpendSettings } from "../../lambda/core/spend/spend-settings";
import type { RunbookText } from "../constructs/runbook-alarm";

export type Text = Pick<RunbookText, "meaning" | "first">;

/** What each alarm on a figure says of itself. */
export const ALARM_TEXTS: Readonly<Record<SpendAlarm["id"], (settings: SpendSettings) => Text>> = {
  "money-fast": () => ({
    meaning:
      "Texts have cost far more in the last hour, or in part of it, than is usual at this time of day.",
    first: "see whether an incident is open, and stop the attack if there is one.",
  }),
  "money-growing": ({ timesUsual }) => ({
    meaning: `An attack or a launch has grown since its page: texts cost ${GROWN_TIMES * timesUsual} times what is usual at this time of day.`,
    first: "see whether what was done since the first page holds, and stop the attack.",
  }),
  "limit-near": ({ limitHours }) => ({
    meaning: `At the present pace AWS stops all texts within ${limitHours} hours: logins will be cut off.`,
    first: "stop an attack if there is one, else raise the limit now: support may take two days.",
  }),
  "direct-volume": () => ({
    meaning:
      "Far more texts are sent straight to phone numbers than is usual at this time of day; CloudTrail does not show them.",
    first: "ask which program sends, and see which countries the texts go to.",
  }),
  "month-over-budget": ({ monthlyBudgetUsd }) => ({
    meaning: `At the pace of the last two weeks the month will end above its budget of $${monthlyBudgetUsd}.`,
    first: "see on the dashboard whether a day stands out or all days grow.",
  }),
  "new-country": ({ newCountryMessages }) => ({
    meaning: `A country that had next to no texts in 14 days has got ${newCountryMessages} or more in 24 hours.`,
    first: "ask whether you have customers there, and block the country if not.",
  }),
  "country-volume": () => ({
    meaning: "Far more texts go to one country than is usual at this time of day.",
    first: "see which country it is, and block it if you have no customers there.",
  }),
  "month-over-limit": () => ({
    meaning: "At the pace of the last two weeks AWS stops all texts before the month ends.",
    first: "ask AWS Support to raise the limit today: it may take two days.",
  }),
};
