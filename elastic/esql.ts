import { minutes } from "./schedule";

/** A list of ES|QL literals: `("a", "b")`. */
export const esqlList = (values: readonly string[]): string =>
  `(${values.map((value) => JSON.stringify(value)).join(", ")})`;

/** `38 minutes`. */
export const esqlMinutes = (ms: number): string => minutes(ms).replace("m", " minutes");

/** A query of commands, one a line. */
export const esqlOf = (commands: readonly string[]): string => commands.join("\n| ");

export const fromIndices = (index: readonly string[]): string => `FROM ${index.join(", ")}`;
