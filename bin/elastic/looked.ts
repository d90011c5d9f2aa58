/** One thing that was looked at. */
export interface Looked {
  /** `lacks` is what must be put right; `note` is worth knowing. */
  readonly verdict: "ok" | "lacks" | "note";
  readonly about: string;
  readonly text: string;
}

export const ok = (about: string, text: string): Looked => ({ verdict: "ok", about, text });
export const lacks = (about: string, text: string): Looked => ({ verdict: "lacks", about, text });
export const note = (about: string, text: string): Looked => ({ verdict: "note", about, text });

export const lookedLine = ({ verdict, about, text }: Looked): string =>
  `${verdict.padEnd(6)} ${about.padEnd(14)} ${text}`;
