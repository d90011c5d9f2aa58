import * as z from "zod/mini";
import { arn, cidr, hours, instant, key, text, whole } from "./config-value";

const OWNER = "Who answers for it, for those who read it later.";

const ARN = { form: "ARN" } as const;

/** Harmless traffic that a rule would take for an attack. */
export const suppression = z
  .strictObject({
    id: key(
      text("a short name of letters, digits and hyphens", (value) =>
        /^[A-Za-z0-9-]{1,40}$/.test(value),
      ),
      "Names the suppression in findings; its traffic is counted under this name.",
      { form: "letters, digits, hyphens" },
    ),
    cidr: key(z.optional(cidr), "Addresses it covers. This or `principal` is required.", {
      form: "CIDR",
    }),
    principal: key(
      z.optional(arn),
      "The caller it covers: a role's own ARN, not that of a session.",
      ARN,
    ),
    userAgent: key(z.optional(text("the user agent's whole text")), "Narrows it to one program.", {
      form: "the whole text",
    }),
    clientId: key(z.optional(text("an app client id")), "Narrows it to one app client.", {
      form: "app client id",
    }),
    from: key(z.optional(instant), "The first moment at which it holds.", { form: "time in UTC" }),
    dailyUtc: key(
      z.optional(hours),
      "Hours of each UTC day in which it holds. May run over midnight.",
      { form: "`02:00-04:30`" },
    ),
    expires: key(instant, "The first moment at which it no longer holds.", {
      form: "time in UTC",
    }),
    owner: key(text("who answers for it"), OWNER),
    reason: key(text("why the traffic is harmless"), "Why the traffic is harmless."),
    pageAtTimes: key(z._default(whole(2, 100_000), 10), "A peak this high pages in spite of it.", {
      unit: "times the threshold",
    }),
  })
  .check(
    z.refine((value) => value.cidr !== undefined || value.principal !== undefined, {
      error: "give a cidr or a principal: everything else is the attacker's to choose",
    }),
  );

/** Who sends all day. */
export const expectedSender = z.strictObject({
  principal: key(arn, "The sender: a role's own ARN, not that of a session.", ARN),
  threshold: key(whole(2, 500), "Replaces the rules' own, where they count by principal.", {
    unit: "hits",
  }),
  owner: key(text("who answers for it"), OWNER),
  reason: key(text("why it sends that much"), "Why it sends that much."),
});
