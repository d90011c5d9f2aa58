import { at } from "./records/json";

/** The source of everything that this project puts on its bus. */
export const FINDINGS_SOURCE = "sms-pumping";

/** Source of drills: nobody but AWS may put an event whose source begins with `aws.`. */
export const DRILL_SOURCE = `${FINDINGS_SOURCE}.drill`;

const RESOURCE = "drill:";

/** Whether a text may name a drill: the name becomes part of keys and e-mails. */
export const isDrillId = (text: string): boolean => /^[\w.-]{1,64}$/.test(text);

/** How an envelope's `resources` name a drill. */
export const drillResource = (id: string): string => `${RESOURCE}${id}`;

/** The drill that an envelope names, or `unnamed`; the queue alone decides that it is one. */
export function drillOf(envelope: unknown): string {
  const resources = at(envelope, "resources");
  const names = Array.isArray(resources) ? resources : [];
  const named = names.find(
    (name): name is string => typeof name === "string" && name.startsWith(RESOURCE),
  );
  const id = named?.slice(RESOURCE.length) ?? "";
  return isDrillId(id) ? id : "unnamed";
}
