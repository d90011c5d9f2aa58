import { readFileSync } from "node:fs";
import { ConfigError } from "../../lambda/core/model/config";
import { toInputError } from "../input/input-error";

/** The environment variable that may hold the key. */
export const KEY_VARIABLE = "ELASTIC_API_KEY";

const STDIN = 0;

/** Keys that were given as an argument must be replaced: they stand in lists of processes and logs. */
export const KEY_AS_ARGUMENT = `--api-key: a key given as an argument can be read in the list of processes and in the shell's history: revoke that key, make another, and give it in ${KEY_VARIABLE} or with --api-key-file (- is standard input)`;

/** What is wrong with a key's form. Never holds the key. */
function problemOf(key: string): string | undefined {
  if (key === "") return "got nothing; give the encoded API key";
  if (key.startsWith("{")) return 'got JSON; give only the text that stands under "encoded" in it';
  if (/^apikey\s/i.test(key)) return "got a header; give the key without ApiKey before it";
  if (key.includes(":")) {
    return 'got id:api_key; give the encoded form, which the answer to its creation calls "encoded" (printf %s "$ID:$API_KEY" | base64 -w0 makes it)';
  }
  if (!/^[\w+/=.-]+$/.test(key)) return "got characters that no encoded API key has";
  return undefined;
}

const looksLikeKey = (path: string): boolean => /^[A-Za-z0-9+/_-]{40,}={0,2}$/.test(path);

function fromFile(path: string): string {
  try {
    return readFileSync(path === "-" ? STDIN : path, "utf8");
  } catch (error) {
    // Such a path may be the key itself, and must then not be repeated.
    const said = looksLikeKey(path)
      ? "got what looks like a key; give the path of a file that holds it"
      : toInputError(path, error).message;
    throw new ConfigError(`--api-key-file: ${said}`);
  }
}

/**
 * The encoded API key, from the file that is named or else from the environment.
 *
 * @param file its path, `-` for standard input
 * @throws ConfigError that never repeats what was given
 */
export function readKey(file: string | undefined, environment: NodeJS.ProcessEnv): string {
  const given = file === undefined ? environment[KEY_VARIABLE] : fromFile(file);
  if (given === undefined) {
    throw new ConfigError(
      `no API key: set ${KEY_VARIABLE}, or give --api-key-file (- is standard input)`,
    );
  }
  const key = given.trim();
  const problem = problemOf(key);
  if (problem === undefined) return key;
  throw new ConfigError(`${file === undefined ? KEY_VARIABLE : "--api-key-file"}: ${problem}`);
}
