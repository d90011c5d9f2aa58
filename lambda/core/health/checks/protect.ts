import { fail, judged, ok, together, warn, type Check, type Verdict } from "../check";
import type { HealthProtect } from "../facts";
import { counted } from "../../model/format";
import { protectProblems, setDefault } from "../../protect/drift";
import { printable } from "../../notifications/printable";

const allowedCount = ({ facts }: HealthProtect): number =>
  [...(facts.rules.get("SMS")?.values() ?? [])].filter((status) => status !== "BLOCK").length;

/** Without a configuration only the default itself can be compared. */
function ofDefault(it: HealthProtect, region: string): Verdict {
  const { accountDefault, ownId } = it.facts;
  if (accountDefault !== ownId) {
    const found = accountDefault === undefined ? "none" : printable(accountDefault, 60);
    return fail(
      `the account's default Protect configuration is ${found}, not the stack's`,
      // CloudFormation deploys nothing where only AWS's side has changed.
      `find out who changed it; ${setDefault(ownId ?? "", region)}`,
    );
  }
  return warn(
    `${counted(allowedCount(it), "country", "countries")} let through, compared with no configuration`,
    "give --config <file>",
  );
}

function ofRegion(it: HealthProtect | undefined, region: string): Verdict {
  if (it === undefined) return ok("no countries are locked");
  if (it.list === undefined) return ofDefault(it, region);
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
}

export const protect: Check = {
  id: "protect",
  asks: "Where countries are locked: is the stack's Protect configuration each Region's default, with the countries of the deployment?",
  judge: ({ protect: byRegion }) =>
    together(
      Object.entries(byRegion).map(([region, found]) =>
        judged(found, (it) => {
          const verdict = ofRegion(it, region);
          return { ...verdict, found: `${region}: ${verdict.found}` };
        }),
      ),
    ),
};
