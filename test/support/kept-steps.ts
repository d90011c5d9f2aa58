import { memoryWorld } from "../../lambda/adapters/memory-deps";
import { parseConfig } from "../../lambda/core/model/config";
import type { StoredStep } from "../../lambda/core/ports";
import type { JsonObject } from "../../lambda/core/sources/records/json";
import type { ReplayWorld } from "../../lambda/core/replay";
import { outbox } from "./incidents";

/** A world whose stores also keep every step that is written, in the order of writing. */
export function keepingSteps(settings: JsonObject): {
  readonly world: ReplayWorld;
  readonly steps: StoredStep[];
} {
  const steps: StoredStep[] = [];
  const world = memoryWorld(parseConfig(settings), outbox().mailer);
  const findings: ReplayWorld["findings"] = {
    ...world.findings,
    write: async (head, own) => {
      const isWritten = await world.findings.write(head, own);
      if (isWritten) steps.push(...own.map((step) => ({ type: "finding" as const, ...step })));
      return isWritten;
    },
  };
  const incidents: ReplayWorld["incidents"] = {
    ...world.incidents,
    write: async (head, own) => {
      const isWritten = await world.incidents.write(head, own);
      if (isWritten) steps.push(...own.map((step) => ({ type: "incident" as const, ...step })));
      return isWritten;
    },
  };
  return { world: { ...world, findings, incidents }, steps };
}
