import { ConfigError } from "../../lambda/core/model/config";
import { type JsonObject, stringAt } from "../../lambda/core/sources/records/json";
import { ARN_OUTPUT, type OutputsOptions, readOutputs, regionIn } from "../stack-outputs";

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
  /** Undefined where the SDK's own configuration decides. */
  readonly region: string | undefined;
};

function outputOf(outputs: JsonObject, need: Need, { outputs: file, stack }: PlaceOptions): string {
  const text = stringAt(outputs, OUTPUT_OF[need]);
  const value = need === "account" ? text?.split(":")[4] : text;
  if (value !== undefined && value !== "") return value;
  throw new ConfigError(
    `${file}: ${stack} has no ${OUTPUT_OF[need]}; deploy it again with --outputs-file ${file}, or give ${FLAG_OF[need]}`,
  );
}

/**
 * The names that a drill needs.
 *
 * @throws ConfigError that says how the file of outputs is made, where it is missing or another's
 */
export function placeOf<const N extends Need>(
  needs: readonly N[],
  options: PlaceOptions,
): DrillStack<N> {
  const missing = needs.filter((need) => options[need] === undefined);
  const outputs =
    missing.length === 0
      ? {}
      : readOutputs(options, missing.map((need) => FLAG_OF[need]).join(", "));
  const names = needs.map((need) => [need, options[need] ?? outputOf(outputs, need, options)]);
  const region = options.region ?? regionIn(outputs);
  return { ...(Object.fromEntries(names) as Record<N, string>), region };
}
