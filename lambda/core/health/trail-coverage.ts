import { fail, judged, ok, together, unknown, warn, type Verdict } from "./check";
import { isKnown, type NotKnown } from "./fact";
import type { Facts, TrailFacts } from "./facts";
import { covers, type EventKind } from "./selector";

/** Kinds of events that are wanted, by what people call them. */
export type WantedEvents = ReadonlyMap<string, readonly EventKind[]>;

/** Whether a trail logs a kind; or what could not be read of the trail. */
function logs({ isLogging, selectors }: TrailFacts, kind: EventKind): boolean | NotKnown {
  if (isKnown(isLogging) && !isLogging.value) return false;
  if (isKnown(selectors) && !selectors.value.some((selector) => covers(selector, kind))) {
    return false;
  }
  if (!isKnown(isLogging)) return isLogging;
  return isKnown(selectors) ? true : selectors;
}

/** `true` where one trail surely logs it; else what could not be read of one that may. */
function loggedBy(trails: readonly TrailFacts[], kind: EventKind): boolean | NotKnown {
  const answers = trails.map((trail) => logs(trail, kind));
  return answers.find((answer) => answer === true) ?? answers.find((a) => a !== false) ?? false;
}

interface Lack {
  readonly isFatal: boolean;
  readonly wanted: WantedEvents;
  readonly remedy: string;
}

const trailsText = (trails: readonly TrailFacts[]): string =>
  trails.length === 0 ? "there is no trail" : "no trail logs them";

function ofRegion(region: string, trails: readonly TrailFacts[], lack: Lack): Verdict {
  const missing: string[] = [];
  for (const [name, kinds] of lack.wanted) {
    for (const kind of kinds) {
      const answer = loggedBy(trails, kind);
      if (typeof answer === "object")
        return unknown({ ...answer, why: `${region}: ${answer.why}` });
      if (!answer) missing.push(name);
    }
  }
  if (missing.length === 0) return ok(`${region}: all are logged`);
  const found = `${region}: not logged: ${[...new Set(missing)].join(", ")} (${trailsText(trails)})`;
  return lack.isFatal ? fail(found, lack.remedy) : warn(found, lack.remedy);
}

/** Whether in each Region some trail that is on logs all wanted events. */
export const trailVerdict = ({ trails }: Facts, lack: Lack): Verdict =>
  together(
    Object.entries(trails).map(([region, ofIt]) =>
      judged(ofIt, (known) => ofRegion(region, known, lack)),
    ),
  );
