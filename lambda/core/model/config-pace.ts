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
    "The wait between e-mails about a target that was over once, twice, three or more times within a day, or told of since. What is graver than all that was told of it that day ends the wait.",
    { unit: "hours" },
  ),
  perHour: key(
    z._default(whole(1, 60), 6),
    "How many may send e-mail in one hour of the clock: one place is for texts that surely went out, and a sixth as many, at least one, may in 12 hours where every call was refused. What is graver, or twice as dear, takes the place of the least. The others follow later; one line names the largest that waits.",
    { unit: "incidents" },
  ),
});
