import { ConfigError } from "../../lambda/core/model/config";
import { stringAt } from "../../lambda/core/sources/records/json";
import { ARN_OUTPUT, type DeployedStack, findStack, type OutputsOptions } from "../stack-outputs";

/** Where a deployed stack is to be found; what is not given is read from its outputs. */
export interface PlaceOptions extends OutputsOptions {
  readonly account?: string;
  readonly bus?: string;
  readonly findingsTable?: string;
  readonly stateTable?: string;
}

const OUTPUT_OF = {
  bus: "BusName",
  findingsTable: "FindingsTableName",
  stateTable: "StateTableName",
  account: ARN_OUTPUT,
} as const;

const FLAG_OF = {
  bus: "--bus",
  findingsTable: "--findings-table",
  stateTable: "--state-table",
  account: "--account",
} as const;

/** A name that a drill needs. */
export type Need = keyof typeof OUTPUT_OF;

export type DrillStack<N extends Need> = Readonly<Record<N, string>> & {
  readonly profile: string | undefined;
  /** Undefined where the SDK's own configuration decides. */
  readonly region: string | undefined;
  /** Where drills are told; undefined where no output was read. */
  readonly drillsTopicArn: string | undefined;
};

function outputOf({ outputs, stack, from, remedy }: DeployedStack, need: Need): string {
  const text = stringAt(outputs, OUTPUT_OF[need]);
  const value = need === "account" ? text?.split(":")[4] : text;
  if (value !== undefined && value !== "") return value;
  throw new ConfigError(
    `${from}: ${stack} has no ${OUTPUT_OF[need]}; ${remedy}, or give ${FLAG_OF[need]}`,
  );
}

/**
 * The names that a drill needs.
 *
 * @throws whatever `findStack` throws, and ConfigError where the stack lacks an output
 */
export async function placeOf<const N extends Need>(
  needs: readonly N[],
  options: PlaceOptions,
): Promise<DrillStack<N>> {
  const missing = needs.filter((need) => options[need] === undefined);
  const instead = missing.map((need) => FLAG_OF[need]).join(", ");
  const found = missing.length === 0 ? undefined : await findStack(options, instead);
  const names = missing.map((need) => [need, found && outputOf(found, need)]);
  const given = needs.map((need) => [need, options[need]]);
  return {
    ...(Object.fromEntries([...given, ...names]) as Record<N, string>),
    profile: options.profile,
    region: found?.region ?? options.region,
    drillsTopicArn: found && stringAt(found.outputs, ARN_OUTPUT),
  };
}
