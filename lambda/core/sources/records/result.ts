import type { Observation } from "../../model/observation";
import type { ParseResult } from "./source";

export type Malformed = Extract<ParseResult, { kind: "malformed" }>;
export type Irrelevant = Extract<ParseResult, { kind: "irrelevant" }>;

export const malformed = (reason: string): Malformed => ({ kind: "malformed", reason });
export const irrelevant = (reason: string): Irrelevant => ({ kind: "irrelevant", reason });
export const foreign = (reason: string): Irrelevant => ({ ...irrelevant(reason), isForeign: true });

export const observed = (...observations: readonly Observation[]): ParseResult => ({
  kind: "observations",
  observations,
});
