/** What came of checking one thing. */
export interface CheckResult {
  /** `fail` is what must be put right; `note` is worth knowing. */
  readonly verdict: "ok" | "fail" | "note";
  readonly about: string;
  readonly text: string;
}

const of =
  (verdict: CheckResult["verdict"]) =>
  (about: string, text: string): CheckResult => ({ verdict, about, text });

export const ok = of("ok");
export const fail = of("fail");
export const note = of("note");

const WORDS: Readonly<Record<CheckResult["verdict"], string>> = {
  ok: "ok",
  fail: "lacks",
  note: "note",
};

export const resultLine = ({ verdict, about, text }: CheckResult): string =>
  `${WORDS[verdict].padEnd(6)} ${about.padEnd(14)} ${text}`;

/** Whether a line of `resultLine` tells of what must be put right. */
export const isLack = (line: string): boolean => line.startsWith(`${WORDS.fail} `);
