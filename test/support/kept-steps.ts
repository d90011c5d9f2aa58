import { memoryDeps } from "../../lambda/adapters/deps";
import { parseConfig } from "../../lambda/core/model/config";
import type { StoredStep } from "../../lambda/core/incidents/outbox";
import type { JsonObject } from "../../lambda/core/sources/records/json";
import type { ReplayDeps } from "../../lambda/core/replay";
import { outbox } from "./incidents";

/** A world whose stores also keep every step that is written, in the order of writing. */
export function keepingSteps(settings: JsonObject): {
  readonly deps: ReplayDeps;
  readonly steps: StoredStep[];
} {
  const steps: StoredStep[] = [];
  const deps = memoryDeps(parseConfig(settings), outbox().mailer);
  const findings: ReplayDeps["findings"] = {
    ...deps.findings,
    write: async (head, own) => {
      const isWritten = await deps.findings.write(head, own);
      if (isWritten) steps.push(...own.map((step) => ({ type: "finding" as const, ...step })));
      return isWritten;
    },
  };
  const incidents: ReplayDeps["incidents"] = {
    ...deps.incidents,
    write: async (head, own) => {
      const isWritten = await deps.incidents.write(head, own);
      if (isWritten) steps.push(...own.map((step) => ({ type: "incident" as const, ...step })));
      return isWritten;
    },
  };
  return { deps: { ...deps, findings, incidents }, steps };
}
