import * as z from "zod";
import { flag } from "../config-value";
import { isSecretArn, secretNameProblem } from "../constructs/secret";

/** As PagerDuty hands it out. */
const isRoutingKey = (value: string): boolean => /^[A-Za-z0-9]{32}$/.test(value);

const IS_KEY =
  "this looks like the key itself; give the name or ARN of a secret in Secrets Manager that holds it, and make a new key if this file was shared";

/* `hidden` keeps `configProblem` from repeating what it got: it may be a key. */
const secret = z
  .string({ error: "give the name or the ARN of a secret in Secrets Manager" })
  .superRefine((value, context) => {
    const message = isRoutingKey(value)
      ? IS_KEY
      : secretNameProblem(value, "sms-pumping/pagerduty");
    if (message === undefined) return;
    context.addIssue({ code: "custom", message, params: { hidden: !isSecretArn(value) } });
  });

/** Who is paged by PagerDuty. */
export const pagerDutySchema = z.strictObject(
  {
    /** Name or ARN of the secret that holds the integration key of a service there. */
    secret,
    /** The service region of the account: it stands in its address, `app.eu.pagerduty.com`. */
    region: z.enum(["us", "eu"], { error: "give us or eu" }).default("us"),
    /** Whether drills page too. */
    drills: flag.default(false),
  },
  { error: "give an object with the keys of docs/deploy.md" },
);

export type PagerDutyConfig = Readonly<z.output<typeof pagerDutySchema>>;
