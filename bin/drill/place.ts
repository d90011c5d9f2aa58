import { readFileSync } from "node:fs";
import { ConfigError } from "../../lambda/core/config";
import { at, isObject, type JsonObject, stringAt } from "../../lambda/core/records/json";
import { toInputError } from "../input/input-error";

/** Where a deployed stack is to be found; what is not given is read from its outputs. */
export interface PlaceOptions {
  /** As `cdk deploy --outputs-file` writes it. */
  readonly outputs: string;
  readonly stack: string;
  readonly region?: string;
  readonly account?: string;
  readonly bus?: string;
  readonly findingsTable?: string;
  readonly stateTable?: string;
}

const OUTPUT_OF = {
  bus: "BusName",
  findingsTable: "FindingsTableName",
  stateTable: "StateTableName",
  /** Any ARN of the stack's tells its account and Region. */
  account: "DrillsTopicArn",
} as const;

const FLAG_OF = {
  bus: "--bus",
  findingsTable: "--findings-table",
  stateTable: "--state-table",
  account: "--account",
} as const;

/** A name that a drill needs. */
export type Need = keyof typeof OUTPUT_OF;

export type Place<N extends Need> = Readonly<Record<N, string>> & {
  /** Undefined where the SDK's own configuration decides. */
  readonly region: string | undefined;
};

function readOutputs({ outputs: file, stack }: PlaceOptions, instead: string): JsonObject {
  const make = `write it with "npx cdk deploy --all --outputs-file ${file}", or give ${instead}`;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw new ConfigError(`${file}: got no JSON; ${make}`);
    throw new ConfigError(`${toInputError(file, error).message}; ${make}`);
  }
  const found = at(value, stack);
  if (isObject(found)) return found;
  const has = isObject(value) ? Object.keys(value).join(", ") : "";
  throw new ConfigError(
    `${file}: got no stack ${stack} (it has ${has || "none"}); name one with --stack`,
  );
}

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
): Place<N> {
  const missing = needs.filter((need) => options[need] === undefined);
  const outputs =
    missing.length === 0
      ? {}
      : readOutputs(options, missing.map((need) => FLAG_OF[need]).join(", "));
  const names = needs.map((need) => [need, options[need] ?? outputOf(outputs, need, options)]);
  const region = options.region ?? stringAt(outputs, OUTPUT_OF.account)?.split(":")[3];
  return { ...(Object.fromEntries(names) as Record<N, string>), region };
}
