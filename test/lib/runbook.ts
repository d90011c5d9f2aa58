import { existsSync } from "node:fs";
import { join } from "node:path";

/** An alarm's text says what to do first, fits into CloudWatch, and names a runbook that exists. */
export function expectRunbook(
  description: unknown,
  kinds: readonly ("spend" | "pipeline")[],
): void {
  const text = String(description);
  const pattern = `^\\S.* First: .*\\. Runbook: docs/runbooks/((?:${kinds.join("|")})-[\\w-]+\\.md)$`;
  const [, runbook] = new RegExp(pattern).exec(text) ?? [];
  expect(runbook).toBeDefined();
  const path = join(__dirname, "..", "..", "docs", "runbooks", runbook!);
  expect(existsSync(path)).toBe(true);
  expect(text.length).toBeLessThanOrEqual(1024);
}
