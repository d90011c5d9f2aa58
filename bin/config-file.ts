import { readFileSync } from "node:fs";
import { toInputError } from "./input/input-error";
import { parseConfig, ConfigError, type Config } from "../lambda/core/model/config";

/**
 * The configuration in a JSON file, or the defaults without one.
 *
 * @throws ConfigError that names the file and says what is wrong with it
 */
export function readConfig(file: string | undefined): Config {
  if (file === undefined) return parseConfig({});
  const text = readText(file);
  try {
    return parseConfig(JSON.parse(text));
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(inEachLine(file, error.message));
    if (error instanceof SyntaxError) {
      throw new ConfigError(`${file}: got no JSON (${error.message}); give one JSON object`);
    }
    throw error;
  }
}

const inEachLine = (file: string, message: string): string => message.replace(/^/gm, `${file}: `);

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigError(toInputError(file, error).message);
  }
}
