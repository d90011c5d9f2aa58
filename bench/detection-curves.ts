import { driftCurve } from "./curves/drift";
import { graceCurve } from "./curves/grace";
import type { Table } from "./tables";

/** What each chosen limit costs in texts and saves in false pages, by the very code of the rules. */
export const benchDetectionCurves = (): readonly Table[] => [graceCurve(), driftCurve()];
