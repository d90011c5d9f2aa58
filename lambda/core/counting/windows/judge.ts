import type { WindowMeasure } from "../../model/measure";
import { burstByShare } from "./burst-by-share";
import { burst, type Basis, type Judgment } from "./measure";

/** What of chunk `index` fires. Reads the chunks beside it, which must be in the basis. */
export function judge(measure: WindowMeasure, basis: Basis, index: number): Judgment {
  switch (measure.kind) {
    case "burst":
    case "each":
      return burst(measure, basis, index);
    case "unconfirmed-burst":
    case "uncompleted-burst":
      return burstByShare(measure, basis, index);
  }
}
