import { fail, judged, ok, unknown, warn, type Check } from "../check";
import { failed } from "../fact";
import { printable } from "../../notifications/printable";
import { DAY_MS } from "../../model/time";

/** When support ends: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
const ENDS: ReadonlyMap<string, string> = new Map([
  ["nodejs20.x", "2026-04-30"],
  ["nodejs22.x", "2027-04-30"],
  ["nodejs24.x", "2028-04-30"],
]);

const SOON_MS = 180 * DAY_MS;
const REMEDY = "update this project, and deploy";

export const runtime: Check = {
  id: "runtime",
  asks: "How long does AWS support the functions' runtime?",
  judge: ({ stack, nowMs }) =>
    judged(stack, (it) => {
      if (it === undefined) return unknown(failed("there is no stack"));
      const name = it.outputs.Runtime;
      if (name === undefined) return warn("the stack does not tell its runtime", REMEDY);
      const end = ENDS.get(name);
      if (end === undefined) {
        return warn(`nothing is known of ${printable(name, 20)}`, "look at AWS's list of runtimes");
      }
      const leftMs = Date.parse(end) - nowMs;
      const text = `${name} is supported until ${end}`;
      if (leftMs <= 0) return fail(text, REMEDY);
      return leftMs < SOON_MS ? warn(text, REMEDY) : ok(text);
    }),
};
