import { stableId } from "../../model/hash";
import type { ParseContext } from "./source";

const PLAIN = /^[\x20-\x7e]{1,200}$/;

/** Ids are keys of tables and stand in findings, so odd and over-long ones are hashed. */
const bounded = (id: string): string => (PLAIN.test(id) ? id : stableId(id));

/** Where an event's own id comes from: ids of different origin never meet. */
export type IdPrefix =
  "ct" | "cw" | "ecs" | "alb" | "log" | "waf" | "api" | "cf" | "az" | "msg" | "tw";

/**
 * The identity of an event: its own id, else that of the log event or of the Elastic document that
 * holds it, else the place where the record was found.
 */
export function identify(
  prefix: IdPrefix,
  ownId: string | undefined,
  context: ParseContext,
): string {
  if (ownId !== undefined) return `${prefix}:${bounded(ownId)}`;
  const logEventId = context.wrapping?.logEventId;
  if (logEventId !== undefined) return `le:${bounded(logEventId)}`;
  const documentId = context.wrapping?.documentId;
  if (documentId !== undefined) return `es:${bounded(documentId)}`;
  return `at:${bounded(context.fallbackId)}`;
}
