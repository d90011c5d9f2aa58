import { readFileSync } from "node:fs";
import type { Node } from "constructs";
import { ConfigError } from "../lambda/core/model/config";
import { parseDeployConfig, type DeployConfig } from "./config";

/** The key of `cdk.json`'s context that holds the configuration. */
const CONTEXT_KEY = "smsPumping";

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const { message } = error as Error;
    throw new ConfigError(`config: got ${path} (${message}); give the path of a JSON file`);
  }
}

/**
 * The configuration in the file that `-c config=<path>` names, else in `cdk.json`.
 *
 * @throws ConfigError when there is none, or it is wrong
 */
export function readDeployConfig(node: Node): DeployConfig {
  const path: unknown = node.tryGetContext("config");
  if (typeof path === "string") return parseDeployConfig(readJson(path));
  return parseDeployConfig(node.tryGetContext(CONTEXT_KEY));
}
