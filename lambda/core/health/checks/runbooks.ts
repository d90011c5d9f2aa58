import { judged, ok, warn, type Check } from "../check";
import type { AlarmFacts } from "../facts";

const LINK = /Runbook: (\S+)/;
/** Addresses that are examples: https://datatracker.ietf.org/doc/html/rfc2606 */
const EXAMPLE =
  /\/\/(?:[^/]*\.)?(?:example\.(?:com|net|org)|[^/]*\.(?:example|invalid|test))(?:[:/]|$)/;

const linkOf = ({ description }: AlarmFacts): string | undefined => LINK.exec(description)?.[1];

const REMEDY = "publish docs/runbooks, set detector.runbookUrl, and deploy";

export const runbooks: Check = {
  id: "runbooks",
  asks: "Do alarms link to runbooks that somebody can open at night?",
  judge: ({ alarms }) =>
    judged(alarms, (all) => {
      const links = all.flatMap((alarm) => linkOf(alarm) ?? []);
      if (links.some((link) => EXAMPLE.test(link))) {
        return warn("runbooks are linked at an example's address", REMEDY);
      }
      const relative = links.filter((link) => !link.startsWith("https://")).length;
      return relative > 0 || links.length === 0
        ? warn(`${relative} of ${links.length} alarms name a runbook by its path only`, REMEDY)
        : ok(`${links.length} alarms link to runbooks`);
    }),
};
