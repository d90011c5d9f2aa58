import * as z from "zod";
import { flag } from "../config-value";
import { isSecretArn, secretNameProblem } from "../secret-name";

/** As PagerDuty hands it out. */
const isRoutingKey = (value: string): boolean => /^[A-Za-z0-9]{32}$/.test(value);

const IS_KEY =
  "this looks like the key itself; give the name or ARN of a secret in Secrets Manager that holds it, and make a new key if this file was shared";

/* `hidden` keeps `configProblems` from repeating what it got: it may be a key. */
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
    secret: secret.meta({
      form: "name or ARN of a secret",
      description: "Where the integration key is. Never the key itself.",
    }),
    region: z.enum(["us", "eu"], { error: "give us or eu" }).default("us").meta({
      form: "`us`, `eu`",
      description: "The account's service region: `eu` for `<name>.eu.pagerduty.com`.",
    }),
    drills: flag
      .default(false)
      .meta({ form: "`true`, `false`", description: "Whether drills page too." }),
  },
  { error: "give an object with the keys of docs/deploy.md" },
);

export type PagerDutyConfig = Readonly<z.output<typeof pagerDutySchema>>;
