import { NODE_VARIABLE, type RealNode } from "./one-node";

const told = process.env[NODE_VARIABLE];

/** @throws Error where there is none: then the suites are skipped */
export function realNode(): RealNode {
  if (told === undefined) throw new Error("there is no node");
  return JSON.parse(told) as RealNode;
}

export const isThere = told !== undefined;

/** `describe`, skipped where there is no node, which the setup has told loudly. */
export const describeReal = isThere ? describe : describe.skip;
