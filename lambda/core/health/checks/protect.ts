import { fail, judged, ok, together, warn, type Check, type Verdict } from "../check";
import type { HealthProtect } from "../facts";
import { counted } from "../../model/format";
import { protectProblems } from "../../protect/drift";
import { printable } from "../../notifications/printable";

const allowedCount = ({ facts }: HealthProtect): number =>
  [...(facts.rules.get("SMS")?.values() ?? [])].filter((status) => status !== "BLOCK").length;

/** Without a configuration only the default itself can be compared. */
function ofDefault(it: HealthProtect): Verdict {
  const { accountDefault, ownId } = it.facts;
  if (accountDefault !== ownId) {
    const found = accountDefault === undefined ? "none" : printable(accountDefault, 60);
    return fail(
      `the account's default Protect configuration is ${found}, not the stack's`,
      "find out who changed it, and deploy SmsPumpingProtect again",
    );
  }
  return warn(
    `${counted(allowedCount(it), "country", "countries")} let through, compared with no configuration`,
    "give --config <file>",
  );
}

export const protect: Check = {
  id: "protect",
  asks: "Where countries are locked: is the stack's Protect configuration the account's default, with the countries of the deployment?",
  judge: ({ protect: found, region }) =>
    judged(found, (it) => {
      if (it === undefined) return ok("no countries are locked");
      if (it.list === undefined) return ofDefault(it);
      const problems = protectProblems(it.list, it.facts, region);
      if (problems.length > 0) {
        return together(
          problems.map(({ level, problem, remedy }) =>
            (level === "fail" ? fail : warn)(printable(problem, 200), remedy),
          ),
        );
      }
      return it.list.mode === "block"
        ? ok(`texts go to ${counted(allowedCount(it), "country", "countries")} only`)
        : warn(
            "other countries are only reported, not blocked",
            "block them once the reports are clean",
          );
    }),
};
