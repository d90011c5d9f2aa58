import { readFileSync } from "node:fs";
import { ConfigError } from "../lambda/core/model/config";

/** The file at the top of the repository that holds the configuration. */
export const CONFIG_FILE = "smspump.json";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EACCES: "no permission to read it",
  EISDIR: "it is a folder",
};

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    throw new ConfigError(`${path}: ${REASONS[code] ?? message}; give the path of a JSON file`);
  }
}

/**
 * What a file of configuration holds, not yet checked.
 *
 * @throws ConfigError when it cannot be read or is no JSON
 */
export function readConfigFile(path: string): unknown {
  // Some editors write a byte order mark, which is no JSON.
  const text = readText(path).replace(/^\uFEFF/, "");
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    throw new ConfigError(`${path}: got no JSON (${message}); give one JSON object`);
  }
}

/**
 * What `parse` makes of a configuration.
 *
 * @param source where it stands: each line of a ConfigError begins with it
 */
export function parseFrom<T>(source: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.message.replace(/^/gm, `${source}: `));
  }
}
