/**
 * For each call that any source reads, texts of which its record must hold one to matter: none
 * are listed where every record of the call does.
 */
export type NeededTexts = ReadonlyMap<string, readonly string[]>;

/** Tells whether the record at bytes[from, to) is a call that no source would make anything of. */
export type NameFilter = (bytes: Buffer, from: number, to: number) => boolean;

const KEY = Buffer.from('"eventName":"');
const QUOTE = 0x22;
const BACKSLASH = "\\";

/**
 * Judges CloudTrail records by the event names in their bytes. A record that names none, or writes
 * one with escapes, is left to the parser; so is one in which any of several names matters.
 */
export function createNameFilter(needed: NeededTexts): NameFilter {
  const matters = (record: Buffer, name: string): boolean => {
    if (name.includes(BACKSLASH)) return true;
    const texts = needed.get(name);
    if (texts === undefined) return false;
    return texts.length === 0 || texts.some((text) => record.includes(text));
  };
  return (bytes, from, to) => {
    const record = bytes.subarray(from, to);
    let at = record.indexOf(KEY);
    if (at < 0) return false;
    while (at >= 0) {
      const start = at + KEY.length;
      const end = record.indexOf(QUOTE, start);
      if (end < 0 || matters(record, record.toString("latin1", start, end))) return false;
      at = record.indexOf(KEY, end);
    }
    return true;
  };
}
