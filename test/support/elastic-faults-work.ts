import type { Finding } from "../../lambda/core/findings/finding";
import type { StepName, StoredStep } from "../../lambda/core/incidents/outbox";
import { findingEvent, incidentEvent } from "../../lambda/core/incidents/published";
import { findingOf, incidentFrom, NIGHT, SCOPE } from "./incidents";
import type { Random } from "./random";

/** Why a step can never be stored. */
export type Doom = "clash" | "invalid" | "missing" | "over-limit" | "over-server-limit";

const DOOMS: readonly (readonly [Doom | undefined, number])[] = [
  [undefined, 960],
  ["clash", 15],
  ["invalid", 10],
  ["missing", 10],
  ["over-limit", 3],
  ["over-server-limit", 2],
];

/** A step, the event that tells of it and what its document is called. */
export interface Work {
  readonly step: StoredStep;
  readonly name: StepName;
  readonly documentId: string;
  readonly body: string;
  readonly doom: Doom | undefined;
}

/** How many long names in each of three lists make a document of more than 30,500 or than 29,000 bytes. */
const LONG_NAMES: Partial<Record<Doom, number>> = { "over-limit": 20, "over-server-limit": 18 };

function longNames(count: number | undefined): Partial<Finding> {
  if (count === undefined) return {};
  const names = Array.from({ length: count }, (_, i) => `${i}`.padEnd(500, "x"));
  return { eventIds: names, accounts: names, regions: names };
}

/** The step of a number. */
export function workOf(random: Random, i: number): Work {
  const target = `client:app${i % 40}`;
  const drawn = random.weighted(DOOMS);
  const names = drawn === undefined ? undefined : LONG_NAMES[drawn];
  const isIncident = i % 5 === 0;
  // Only a finding's document has lists that can grow long.
  const doom = isIncident && names !== undefined ? undefined : drawn;
  const id = `S${String(i).padStart(19, "0")}`;
  const sequence = random.integer(1, 4);
  const finding = findingOf({
    id: `F${id.slice(1)}`,
    target,
    steps: sequence,
    ...longNames(names),
  });
  const step: StoredStep = isIncident
    ? {
        type: "incident",
        reasons: ["opened"],
        atMs: NIGHT,
        incident: incidentFrom(finding, { id, target, revision: sequence }),
      }
    : { type: "finding", kind: "opened", sequence, atMs: NIGHT, finding };
  const subject = step.type === "finding" ? step.finding : step.incident;
  const { detailType, detail } = step.type === "finding" ? findingEvent(step) : incidentEvent(step);
  return {
    step,
    doom,
    name: { scope: SCOPE, target, id: subject.id, sequence },
    documentId: `${step.type}-${subject.id}-${sequence}`,
    body: JSON.stringify({ source: "sms-pumping", "detail-type": detailType, detail }),
  };
}

/** Messages that name no step. */
export const POISON = ["not JSON", "null", "{}", '{"detail":{"finding":{}}}', '{"detail":7}'];
