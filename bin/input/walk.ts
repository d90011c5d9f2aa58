import { readdirSync, realpathSync, statSync, type Stats } from "node:fs";
import { extname, join } from "node:path";
import { codeOf, InputError, toInputError } from "./input-error";

export interface Walk {
  /** Files to read, each once, `-` for standard input; in the order given, folders by name. */
  readonly files: readonly string[];
  /** What is missing, unreadable or empty, each named. */
  readonly problems: readonly InputError[];
}

const EXTENSIONS: readonly string[] = ["", ".json", ".jsonl", ".ndjson", ".log", ".gz"];
/** CloudTrail keeps the hashes of its log files beside them: no records. */
const DIGESTS = "CloudTrail-Digest";

/**
 * Expands the paths of a command line. Of a folder it takes, recursively, the files that may hold
 * records by their name; a file that is named itself is taken whatever its name.
 */
export function walk(paths: readonly string[]): Walk {
  const files: string[] = [];
  const problems: InputError[] = [];
  for (const path of paths) {
    attempt(path, problems, () => {
      if (path === "-" || !statSync(path).isDirectory()) files.push(path);
      else files.push(...filesIn(path, problems));
    });
  }
  return { files: [...new Set(files)], problems };
}

function filesIn(folder: string, problems: InputError[]): string[] {
  const files: string[] = [];
  const known = problems.length;
  collect(folder, files, problems, new Set());
  if (files.length === 0 && problems.length === known) {
    throw new InputError(folder, `holds no file that ends in ${EXTENSIONS.slice(1).join(", ")}`);
  }
  return files;
}

/** `visited` holds the real paths of folders: symbolic links may lead back or twice to one. */
function collect(
  folder: string,
  files: string[],
  problems: InputError[],
  visited: Set<string>,
): void {
  const real = realpathSync(folder);
  if (visited.has(real)) return;
  visited.add(real);
  const names = readdirSync(folder).filter((name) => !name.startsWith("."));
  for (const name of names.sort()) {
    const path = join(folder, name);
    attempt(path, problems, () => {
      const found = statUnlessDangling(path);
      if (found?.isDirectory() && name !== DIGESTS) collect(path, files, problems, visited);
      else if (found?.isFile() && EXTENSIONS.includes(extname(name).toLowerCase()))
        files.push(path);
    });
  }
}

/** Undefined for a link that leads nowhere or in a circle: nobody asked for it by name. */
function statUnlessDangling(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    if (["ENOENT", "ELOOP"].includes(codeOf(error))) return undefined;
    throw error;
  }
}

function attempt(path: string, problems: InputError[], act: () => void): void {
  try {
    act();
  } catch (error) {
    problems.push(toInputError(path, error));
  }
}

/** The bytes of files together; undefined where one has no size, such as a pipe. */
export function sizeOf(files: readonly string[]): number | undefined {
  let bytes = 0;
  for (const file of files) {
    const found = file === "-" ? undefined : statSync(file, { throwIfNoEntry: false });
    if (found?.isFile() !== true) return undefined;
    bytes += found.size;
  }
  return bytes;
}
