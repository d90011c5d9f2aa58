import { createHash } from "node:crypto";

/** Any will do, as long as it never changes: https://www.rfc-editor.org/rfc/rfc9562#section-5.5 */
const NAMESPACE = "6b1f0c0e-3c5f-4d1c-9d0e-5a1b6f2c7d48";

/**
 * The `rule_id` of a rule, a UUID as Elastic's own rules have: of version 5, by its slug, which
 * never changes. Before version 0.3.0 the slug itself was the `rule_id`.
 */
export function ruleIdOf(slug: string): string {
  const space = Buffer.from(NAMESPACE.replaceAll("-", ""), "hex");
  const bytes = createHash("sha1").update(space).update(slug).digest().subarray(0, 16);
  bytes[6] = (bytes.readUInt8(6) & 0x0f) | 0x50;
  bytes[8] = (bytes.readUInt8(8) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
