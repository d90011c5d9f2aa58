import { fail, judged, ok, warn, type Check } from "../check";
import { counted, listed } from "../../model/format";
import { printable } from "../../notifications/printable";

const WIDTH = 100;

const beyond = (a: readonly string[], b: readonly string[]): readonly string[] =>
  a.filter((country) => !b.includes(country)).map((country) => printable(country, 2));

export const protect: Check = {
  id: "protect",
  asks: "Where a stack keeps a Protect configuration: is it the account's default, with the countries of the deployment?",
  judge: ({ protect: found }) =>
    judged(found, (it) => {
      if (it === undefined) return ok("no stack keeps an allow-list of countries");
      const { defaultId, ownId, allowed, wanted, isMonitor } = it;
      if (defaultId !== ownId) {
        return fail(
          `the account's default is ${defaultId === undefined ? "none" : printable(defaultId, 60)}, not the stack's ${printable(ownId, 60)}: its countries do not count`,
          "find out who changed it, and deploy the stack again",
        );
      }
      const extra = beyond(allowed, wanted);
      const lost = beyond(wanted, allowed);
      if (extra.length + lost.length > 0) {
        const parts = [
          ...(extra.length > 0 ? [`let through besides: ${listed(extra, WIDTH)}`] : []),
          ...(lost.length > 0 ? [`blocked besides: ${listed(lost, WIDTH)}`] : []),
        ];
        return fail(parts.join("; "), "find out who changed it, and deploy the stack again");
      }
      return isMonitor
        ? warn(
            "other countries are only reported, not blocked",
            "block them once the reports are clean",
          )
        : ok(`texts go to ${counted(allowed.length, "country", "countries")} only`);
    }),
};
