/**
 * Tells whether the record at bytes[from, to), which begins at `offset` in the stream, is
 * irrelevant. The bytes may reach further: what is found there is remembered for later records.
 */
export type Prefilter = (bytes: Buffer, from: number, to: number, offset: number) => boolean;

/**
 * Judges records by their bytes: irrelevant is one that holds the key `"eventSource"` and nowhere
 * any of the relevant values, not even as part of a longer text. So a record whose event source
 * is written with escapes is dropped, and one that merely mentions a value is not.
 */
export function createPrefilter(relevantEventSources: readonly string[]): Prefilter {
  const key = createNeedle('"eventSource"');
  const values = relevantEventSources.map(createNeedle);
  return (bytes, from, to, offset) => {
    for (const value of values) if (occurs(value, bytes, from, to, offset)) return false;
    return occurs(key, bytes, from, to, offset);
  };
}

/** What is known of a pattern's places in the stream: it begins nowhere in [since, at). */
interface Needle {
  readonly pattern: Buffer;
  since: number;
  at: number;
  /** It begins at `at`; else nobody has looked from there on. */
  isFound: boolean;
}

const createNeedle = (text: string): Needle => ({
  pattern: Buffer.from(text),
  since: 0,
  at: 0,
  isFound: false,
});

/** One native search serves all records until the next match, or until the bytes at hand end. */
function occurs(needle: Needle, bytes: Buffer, from: number, to: number, offset: number): boolean {
  const length = needle.pattern.length;
  const end = offset + to - from;
  if (offset < needle.since || offset > needle.at) {
    needle.since = offset;
    needle.at = offset;
    needle.isFound = false;
  }
  if (!needle.isFound && needle.at + length <= end) {
    const base = offset - from;
    const index = bytes.indexOf(needle.pattern, needle.at - base);
    needle.isFound = index >= 0;
    needle.at = base + (index >= 0 ? index : bytes.length - length + 1);
  }
  return needle.isFound && needle.at + length <= end;
}
