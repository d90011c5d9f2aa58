export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** One insertion into a file that exists. */
export interface Edit {
  readonly path: string;
  /** The inserted text, for whoever has to add it by hand. */
  readonly adds: string;
  /** The file's text with it. Undefined where its place was not found. */
  readonly apply: (text: string) => string | undefined;
}

/** What stands at the start of something new. Paths are relative to the repository. */
export interface Skeleton {
  readonly files: readonly NewFile[];
  readonly edits: readonly Edit[];
  /** What is left to do by hand, in order. */
  readonly todo: readonly string[];
}

/** A skeleton that cannot be made, with what to do instead. */
export class SkeletonError extends Error {
  override readonly name = "SkeletonError";
}
