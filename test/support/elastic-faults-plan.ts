import type { RequestFault } from "./elastic-server-answer";
import type { ItemFault } from "./elastic-server-bulk";
import type { FaultPlan } from "./elastic-server";
import type { Doom } from "./elastic-faults-work";
import { seeded } from "./random";

const REQUEST_FAULTS: readonly (readonly [RequestFault | undefined, number])[] = [
  [undefined, 800],
  [{ kind: "status", status: 429 }, 20],
  [{ kind: "status", status: 429, retryAfter: "2" }, 10],
  [{ kind: "status", status: 503 }, 30],
  [{ kind: "status", status: 502, isHtml: true }, 20],
  [{ kind: "status", status: 504, isHtml: true }, 10],
  [{ kind: "status", status: 500 }, 5],
  [{ kind: "status", status: 401 }, 5],
  [{ kind: "status", status: 403 }, 5],
  [{ kind: "status", status: 400, isHtml: true }, 5],
  [{ kind: "status", status: 200, isHtml: true }, 5],
  [{ kind: "redirect", location: "https://login.example.com/" }, 5],
  [{ kind: "reset-before" }, 25],
  [{ kind: "reset-after" }, 25],
  [{ kind: "half-after" }, 10],
  [{ kind: "fewer-items-after" }, 15],
  [{ kind: "slow-after", ms: 15 }, 5],
  [{ kind: "silent-after" }, 3],
];

const ITEM_FAULTS: readonly (readonly [ItemFault | undefined, number])[] = [
  [undefined, 940],
  ["busy", 40],
  ["blocked", 10],
  ["shards", 10],
];

const faultName = (fault: RequestFault): string =>
  fault.kind === "status"
    ? `${fault.status}${fault.isHtml === true ? " of a proxy" : ""}${fault.retryAfter === undefined ? "" : " with Retry-After"}`
    : fault.kind;

/** Plans faults by the number of a request alone, so that a seed means the same faults. */
export function plannedFaults(
  seed: string,
  dooms: ReadonlyMap<string, Doom>,
  faults: Map<string, number>,
  isAway: () => boolean,
): FaultPlan {
  const note = (what: string): void => void faults.set(what, (faults.get(what) ?? 0) + 1);
  return {
    request: (number) => {
      if (isAway()) {
        note("away for a day");
        return { kind: "status", status: 503, isHtml: true };
      }
      const fault = seeded(`${seed}/request/${number}`).weighted(REQUEST_FAULTS);
      if (fault !== undefined) note(faultName(fault));
      return fault;
    },
    item: (number, id) => {
      const doom = dooms.get(id);
      const drawn = seeded(`${seed}/item/${number}/${id}`).weighted(ITEM_FAULTS);
      const fault = drawn ?? (doom === "clash" || doom === "invalid" ? doom : undefined);
      if (fault !== undefined) note(`item ${fault}`);
      return fault;
    },
  };
}
