import { parseConfig, type Config } from "../lambda/core/model/config";
import { parseFrom, readConfigFile } from "../lib/config-file";
import { detectorConfigOf } from "../lib/detector-config";

/**
 * The detector's configuration in a file, as a deployment reads it, or the defaults without a file.
 *
 * @throws ConfigError that names the file and says what is wrong with it
 */
export function readConfig(file: string | undefined): Config {
  if (file === undefined) return parseConfig({});
  const input = readConfigFile(file);
  return parseFrom(file, () => detectorConfigOf(input));
}
