import { stableId } from "../../model/hash";
import type { ParseContext } from "./source";

const PLAIN = /^[\x20-\x7e]{1,200}$/;

/** Ids are keys of tables and stand in findings, so odd and over-long ones are hashed. */
const bounded = (id: string): string => (PLAIN.test(id) ? id : stableId(id));

/**
 * The identity of an event: its own id, else that of the Elastic document that holds it, else the
 * place where the record was found. The prefix keeps ids of different origin apart.
 */
export function identify(
  prefix: "ct" | "cw" | "ecs",
  ownId: string | undefined,
  context: ParseContext,
): string {
  if (ownId !== undefined) return `${prefix}:${bounded(ownId)}`;
  const documentId = context.wrapping?.documentId;
  if (documentId !== undefined) return `es:${bounded(documentId)}`;
  return `at:${bounded(context.fallbackId)}`;
}
