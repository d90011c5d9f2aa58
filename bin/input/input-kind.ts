import { terminalText } from "../terminal";

const SHOWN = 60;
const MOST_KEYS = 8;

/** Files that are no text, by how they begin. */
const MAGIC: readonly (readonly [bytes: readonly number[], kind: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], "a zip archive; unpack it first"],
  [[0x1f, 0x8b], "gzip within gzip; unpack it once"],
  [[0x50, 0x41, 0x52, 0x31], "Parquet"],
  [[0x42, 0x5a, 0x68], "bzip2; unpack it first"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "xz; unpack it first"],
  [[0x28, 0xb5, 0x2f, 0xfd], "zstd; unpack it first"],
  [[0x25, 0x50, 0x44, 0x46], "a PDF"],
  [[0xff, 0xfe], "UTF-16, as PowerShell writes; convert it to UTF-8"],
  [[0xfe, 0xff], "UTF-16; convert it to UTF-8"],
];

/** The first that matches the text's first lines says what it is. */
const TEXTS: readonly (readonly [form: RegExp, kind: string])[] = [
  [/^<(!doctype\s+html|html|head|body)\b/i, "HTML"],
  [/^</, "XML?"],
  [/^(-{5,}|\+-{3,})/, "`aws … --output table`?"],
  [/^(---|[A-Za-z]+:\s*(\n|$)|- [A-Za-z]+: )/, "YAML, such as `aws … --output yaml`?"],
  [/^[^\n{]*\t/, "`aws … --output text`?"],
  [/^[^\n{]*,[^\n]*,/, "CSV?"],
  [/^[^\n{]*;[^\n]*;/, "CSV?"],
];

const startsWith = (head: Buffer, bytes: readonly number[]): boolean =>
  bytes.every((byte, i) => head[i] === byte);

const keysIn = (text: string): readonly string[] =>
  [...new Set([...text.matchAll(/"((?:[^"\\\n]|\\.){1,80})"\s*:/g)].map(([, key = ""]) => key))]
    .slice(0, MOST_KEYS)
    .map((key) => terminalText(key, 40));

/** Lists that hold nothing, as `aws cloudtrail lookup-events` prints where it has found nothing. */
const isEmptyList = (text: string): boolean =>
  /^(\[\s*\]|\{\s*"(Records|Events)"\s*:\s*\[\s*\]\s*\})$/.test(text);

function jsonKind(text: string, reason: string | undefined): string {
  if (isEmptyList(text))
    return "a list without records: whoever wrote it found none; look at its Region, times and filter";
  const keys = keysIn(text);
  const said = `JSON without a record that can be read${reason === undefined ? "" : ` (${reason})`}`;
  return keys.length === 0 ? said : `${said}; its first keys are ${keys.join(", ")}`;
}

/** What a text is, by its first lines; its beginning for whoever knows better. */
function textKind(text: string): string {
  const begins = `it begins "${terminalText(text, SHOWN)}"`;
  const [, kind] = TEXTS.find(([form]) => form.test(text)) ?? [undefined, "no JSON"];
  return `${kind} (${begins})`;
}

/**
 * What an input that holds no records probably is, in words. It knows only what an input begins
 * with.
 *
 * @param head its first bytes, decompressed
 * @param reason what was said of the first of its values
 */
export function inputKind(head: Buffer, reason?: string): string {
  if (head.length === 0) return "an empty input; look at what the command that wrote it said";
  const [, magic] = MAGIC.find(([bytes]) => startsWith(head, bytes)) ?? [];
  if (magic !== undefined) return magic;
  const text = head
    .toString("utf8")
    .replace(/^\ufeff/, "")
    .trim();
  if (text === "") return "nothing but white space; look at what the command that wrote it said";
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x08\x0e-\x1a]/.test(text)) return "binary data";
  return /^[[{]/.test(text) ? jsonKind(text, reason) : textKind(text);
}
