import type { Addresses } from "./addresses";
import type { Finding } from "../findings/finding";
import type { Incident } from "../incidents/incident";
import type { Entity, Measure } from "../model/rule";
import type { Call } from "../counting/windows/evidence";

/** What a document tells of, alike for findings and incidents. */
export interface Subject {
  readonly type: "finding" | "incident";
  readonly state: Finding | Incident;
  /** `event.id`: the incident's, so that all that belongs to an attack has one. */
  readonly eventId: string;
  readonly isAlert: boolean;
  /** `event.action`: the type and what happened to it, such as `incident-opened`. */
  readonly action: string;
  readonly sequence: number;
  readonly atMs: number;
  /** The rule that found it; of an incident the leading one. */
  readonly ruleId: string;
  /** By which that rule fired. */
  readonly measure?: Measure | undefined;
  readonly attack: readonly string[];
  /** Who was counted; of an incident whoever counted most under the leading rule. */
  readonly entity: Entity;
  readonly addresses: Addresses;
  readonly calls: readonly Call[];
  /** Id of the older one that it goes on as a part of. */
  readonly into?: string | undefined;
  readonly message: string;
  readonly reason: string;
  /** What only findings or only incidents have, for `sms_pumping`. */
  readonly own: object;
}
