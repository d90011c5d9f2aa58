import * as z from "zod/mini";
import { key, whole } from "./config-value";

/** How often people are told. */
export const pace = z.strictObject({
  laterMinutes: key(
    z._default(whole(1, 1440), 15),
    "Between two e-mails about one incident. The first text after refused calls ends it.",
    {
      unit: "minutes",
    },
  ),
  repeatHours: key(
    z._default(
      z.array(whole(1, 48)).check(z.minLength(1, { error: "give at least one number of hours" })),
      [1, 4, 12],
    ),
    "The wait between e-mails about a target that had one, two, three or more incidents closed within a day. An escalation ends it.",
    { unit: "hours" },
  ),
  perHour: key(
    z._default(whole(1, 60), 6),
    "How many may send e-mail in one hour of the clock, half as many where every call was refused. The others follow later; one line says how many wait.",
    { unit: "incidents" },
  ),
});
