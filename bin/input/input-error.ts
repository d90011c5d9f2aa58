/** An input that could not be read, or not to its end; its message begins with the path. */
export class InputError extends Error {
  override readonly name = "InputError";
  readonly path: string;

  constructor(path: string, reason: string, cause?: unknown) {
    super(`${nameOf(path)}: ${reason}`, { cause });
    this.path = path;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "is a folder, not a file",
  ENOTDIR: "a part of the path is no folder",
  ELOOP: "symbolic links lead in a circle",
  Z_BUF_ERROR: "the gzip data ends too early",
  Z_DATA_ERROR: "the gzip data is corrupt",
};

/** The code of an error of Node's, such as ENOENT; empty if it has none. */
export function codeOf(error: unknown): string {
  const hasCode = typeof error === "object" && error !== null && "code" in error;
  return hasCode && typeof error.code === "string" ? error.code : "";
}

/** Says in words what went wrong with a path. */
export function toInputError(path: string, cause: unknown): InputError {
  if (cause instanceof InputError) return cause;
  return new InputError(path, REASONS[codeOf(cause)] ?? String(cause), cause);
}

/** An archive's file names are others' text: what a terminal obeys or hides is shown as `?`. */
const nameOf = (path: string): string =>
  path === "-" ? "standard input" : path.replace(/[\p{Cc}\p{Cf}]/gu, "?");
