import { Option } from "commander";

/** What `--format` may be: for a person, one JSON value, or one JSON object per line. */
export type Format = "text" | "json" | "ndjson";

const MEANINGS: Readonly<Record<Format, string>> = {
  text: "for a person",
  json: "one JSON object",
  ndjson: "one JSON object per line",
};

/**
 * `--format`, text by default.
 *
 * @param formats the formats that the command has, text among them
 * @param meanings what a format prints, where the general words do not say it
 */
export const formatOption = (
  formats: readonly Format[] = ["text", "json"],
  meanings: Partial<Record<Format, string>> = {},
): Option =>
  new Option(
    "--format <format>",
    formats.map((format) => `${format}: ${meanings[format] ?? MEANINGS[format]}`).join("; "),
  )
    .choices(formats)
    .default("text");
