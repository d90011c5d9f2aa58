import { shortId, targetName } from "../notifications/email";
import { printable, withoutNumbers } from "../notifications/printable";
import type { Finding } from "../findings/finding";
import type { Incident } from "../incidents/incident";
import { catalogue } from "../rules";

/* What Kibana shows as an alert's name. It is made of what never changes in a finding's or an
   incident's life, so there are no counts in it. */

const markOf = (drill: string | undefined): string => (drill === undefined ? "" : "[DRILL] ");

/** Without the severity, which grows, the subject of the incident's e-mail. */
export const incidentMessage = ({ id, target, drill }: Incident): string =>
  `${markOf(drill)}SMS pumping: ${targetName(target)} (#${shortId(id)})`;

/** An app client or a principal may be entity and target at once: its name is said once. */
export function findingMessage({ id, ruleId, entity, target, drill }: Finding): string {
  const title = catalogue.find((rule) => rule.id === ruleId)?.title ?? ruleId;
  const shown = printable(entity.value, 70);
  const who = entity.type === "user-agent" ? withoutNumbers(shown) : shown;
  const isSaid = entity.value.includes(target.slice(target.indexOf(":") + 1));
  const where = isSaid ? "" : `, on ${printable(target, 50)}`;
  return `${markOf(drill)}${title}: ${who}${where} (#${shortId(id)})`;
}
