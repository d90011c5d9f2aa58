import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Node } from "constructs";
import { ConfigError } from "../lambda/core/model/config";
import { parseDeployConfig, type DeployConfig } from "./config";
import { CONFIG_FILE, parseFrom, readConfigFile } from "./config-file";
import { isAsShipped } from "./example-addresses";

/** The key of `cdk.json`'s context that held the configuration before there was a file for it. */
const CONTEXT_KEY = "smsPumping";

const ROOT = join(__dirname, "..");

interface Given {
  /** What messages call the place where it stands. */
  readonly source: string;
  readonly input: unknown;
}

const twice = (file: string): ConfigError =>
  new ConfigError(
    `configuration: got both ${CONTEXT_KEY} in cdk.json and ${file}; give one: move what ${CONTEXT_KEY} holds into ${file}, and delete ${CONTEXT_KEY} from cdk.json`,
  );

function givenTo(node: Node, root: string): Given {
  const chosen: unknown = node.tryGetContext("config");
  const inContext: unknown = node.tryGetContext(CONTEXT_KEY);
  if (typeof chosen === "string") {
    if (inContext !== undefined) throw twice(chosen);
    return { source: chosen, input: readConfigFile(chosen) };
  }
  const path = join(root, CONFIG_FILE);
  if (inContext === undefined) return { source: CONFIG_FILE, input: readConfigFile(path) };
  // The file as it is shipped is an example and no configuration.
  if (existsSync(path) && !isAsShipped(readConfigFile(path))) throw twice(CONFIG_FILE);
  return { source: `cdk.json, ${CONTEXT_KEY}`, input: inContext };
}

function allowsExamples(node: Node): boolean {
  const given: unknown = node.tryGetContext("allowExamples") ?? false;
  const text = String(given);
  if (text === "true" || text === "false") return text === "true";
  throw new ConfigError(`allowExamples: got ${JSON.stringify(given)}; give true or false`);
}

/**
 * The configuration in the file that `-c config=<path>` names, else in `smspump.json`, or in
 * `cdk.json` as earlier versions had it.
 *
 * @param root the folder of `smspump.json`
 * @throws ConfigError when there is none or more than one, it is wrong, or it holds addresses that
 *   nobody reads and `-c allowExamples=true` is missing
 */
export function readDeployConfig(node: Node, root: string = ROOT): DeployConfig {
  const allowExamples = allowsExamples(node);
  const { source, input } = givenTo(node, root);
  return parseFrom(source, () => parseDeployConfig(input, { allowExamples }));
}
