import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { cloudWatchSource } from "../../lambda/adapters/aws/spend";
import { proposeAllowList, type AllowListProposal } from "../../lambda/core/spend/allow-list";
import { historyQueries } from "../../lambda/core/spend/country-history";
import { readingsOf, type MetricSource } from "../../lambda/core/spend/readings";
import { type AwsOptions, clientSettings } from "../aws-options";
import { countriesRecord } from "./countries-record";
import { countriesText } from "./countries-text";

/** @throws whatever CloudWatch answers instead of its data */
export async function readProposal(
  source: MetricSource,
  nowMs: number,
): Promise<AllowListProposal> {
  const answers = [];
  for (const call of historyQueries(await source.countries(), nowMs)) {
    answers.push(await source.answer(call));
  }
  return proposeAllowList(readingsOf(answers, true).countries ?? [], nowMs);
}

/** Reads 90 days of a Region from AWS; the whole output. */
export async function countriesOutput(
  spec: AwsOptions & { readonly format: "text" | "json" },
  nowMs: number,
): Promise<string> {
  const cloudWatch = new CloudWatchClient(clientSettings(spec));
  const region = await cloudWatch.config.region();
  const proposal = await readProposal(cloudWatchSource(cloudWatch, { areRecent: false }), nowMs);
  return spec.format === "json"
    ? `${JSON.stringify(countriesRecord(region, proposal))}\n`
    : countriesText(region, proposal);
}
