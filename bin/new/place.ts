import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Edit, type NewFile, type Skeleton, SkeletonError } from "./skeleton";

export interface Placed {
  readonly wrote: readonly string[];
  readonly changed: readonly string[];
  readonly todo: readonly string[];
}

const PRETTIER = join(__dirname, "../../node_modules/prettier/bin/prettier.cjs");

function write(root: string, files: readonly NewFile[]): void {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const paths = files.map(({ path }) => path);
  execFileSync(process.execPath, [PRETTIER, "--write", "--log-level=warn", ...paths], {
    cwd: root,
  });
}

interface Edited {
  readonly texts: ReadonlyMap<string, string>;
  /** Edits whose place was not found. */
  readonly missed: readonly Edit[];
}

function edited(root: string, edits: readonly Edit[]): Edited {
  const texts = new Map<string, string>();
  const missed: Edit[] = [];
  for (const edit of edits) {
    const file = join(root, edit.path);
    const stored = texts.get(edit.path) ?? (existsSync(file) ? readFileSync(file, "utf8") : "");
    const text = edit.apply(stored);
    if (text === undefined) missed.push(edit);
    else texts.set(edit.path, text);
  }
  return { texts, missed };
}

/**
 * Writes a skeleton: everything, or nothing where one of its files exists. What finds no place in an
 * existing file becomes something to do by hand.
 *
 * @throws SkeletonError where a file exists
 */
export function place(root: string, { files, edits, todo }: Skeleton): Placed {
  const taken = files.filter(({ path }) => existsSync(join(root, path)));
  if (taken.length > 0) {
    const paths = taken.map(({ path }) => path).join(", ");
    throw new SkeletonError(`exists already: ${paths}: choose another name, or delete it first`);
  }
  const { texts, missed } = edited(root, edits);
  const changes = [...texts].map(([path, text]) => ({ path, text }));
  write(root, [...files, ...changes]);
  return {
    wrote: files.map(({ path }) => path),
    changed: changes.map(({ path }) => path),
    todo: [...missed.map(({ path, adds }) => `Add to ${path}: ${adds}`), ...todo],
  };
}
