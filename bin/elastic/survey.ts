import { CommandError } from "../aws-problem";
import type { Connection } from "./connection";
import { licenceOf, stackOf } from "./elasticsearch";
import { kibanaVersion } from "./kibana";
import { versionProblem, type Stack } from "./stack";

/** What runs there, and what it may do. */
export interface Survey {
  readonly stack: Stack;
  /** Undefined where nobody says. */
  readonly licence: string | undefined;
}

/** Licences with which Kibana applies alert suppression. */
const SUPPRESSING: readonly string[] = ["platinum", "enterprise", "trial"];

/**
 * Whether Kibana applies suppression; undefined where the key may not ask. Serverless has no licence
 * to ask for; its Security projects suppress.
 */
export function isSuppressionLicensed({ stack, licence }: Survey): boolean | undefined {
  if (stack.isServerless) return true;
  return licence === undefined ? undefined : SUPPRESSING.includes(licence);
}

/** Kibana tells the version to keys that may not ask Elasticsearch. */
export async function surveyOf(connection: Connection): Promise<Survey> {
  const found = await stackOf(connection);
  const mustAskKibana = found.version === undefined && connection.kibana !== undefined;
  const stack = mustAskKibana ? { ...found, version: await kibanaVersion(connection) } : found;
  return { stack, licence: await licenceOf(connection, stack) };
}

export function surveyText({ stack, licence }: Survey): string {
  if (stack.isServerless) return "Serverless";
  return `version ${stack.version ?? "not known"}, licence ${licence ?? "not known"}`;
}

/** @throws CommandError for versions that are too old */
export function requireSupported({ stack }: Survey): void {
  const problem = versionProblem(stack);
  if (problem !== undefined) throw new CommandError(`Elasticsearch: ${problem}`);
}
