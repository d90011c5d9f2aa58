import type { ProgressLine } from "./progress";

/** What a drill tells of itself, in words or as one object a line. */
export type DrillNews = Pick<ProgressLine, "text" | "record">;

export type Print = (news: DrillNews) => void;

export const printing =
  (format: "text" | "ndjson"): Print =>
  ({ text, record }) => {
    process.stdout.write(`${format === "text" ? text : JSON.stringify(record)}\n`);
  };
