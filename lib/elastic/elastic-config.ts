import * as z from "zod";
import { isSecretArn } from "../secret-name";
import { certificateProblem } from "./certificate-file";
import { endpointOrigin, endpointProblem } from "./elastic-endpoint";
import { secretProblem } from "./elastic-secret";

/* `hidden` keeps `configProblems` from repeating what it got: it may be a key. */

const endpoint = z
  .string({ error: "give the endpoint of Elasticsearch, such as https://elastic.example.com" })
  .superRefine((value, context) => {
    const problem = endpointProblem(value);
    if (problem !== undefined) {
      context.addIssue({
        code: "custom",
        message: problem.text,
        params: { hidden: problem.isHidden },
      });
    }
  })
  .transform(endpointOrigin);

const secret = z
  .string({ error: "give the name or the ARN of a secret in Secrets Manager" })
  .superRefine((value, context) => {
    const message = secretProblem(value);
    if (message === undefined) return;
    context.addIssue({ code: "custom", message, params: { hidden: !isSecretArn(value) } });
  });

const NAMESPACE = "give 1 to 100 lower-case letters, digits, dots and underscores, such as default";

/* "-" separates the parts of a data stream's name:
   https://www.elastic.co/docs/reference/fleet/data-streams#data-streams-naming-scheme */
const namespace = z
  .string({ error: NAMESPACE })
  .regex(/^[a-z0-9_.]{1,100}$/, { error: NAMESPACE })
  .default("default");

const caFile = z.string({ error: "give the path of a PEM file" }).superRefine((path, context) => {
  const message = certificateProblem(path);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

/** Where findings are forwarded to. */
export const elasticSchema = z.strictObject(
  {
    endpoint: endpoint.meta({
      form: "`https://` address without a path",
      description:
        "Of Elasticsearch, not of Kibana, and not the Cloud ID. `http://` only for this machine, in tests.",
    }),
    secret: secret.meta({
      form: "name or ARN of a secret",
      description: "Where the API key is. Never the key itself.",
    }),
    namespace: namespace.meta({
      form: "up to 100 lower-case letters, digits, dots and underscores",
      description: "The end of the data stream's name: to keep several stacks apart.",
    }),
    caFile: caFile.exactOptional().meta({
      form: "path of a PEM file, from the folder in which you deploy",
      unset: "none",
      description: "Certificates to trust besides the well-known ones.",
    }),
  },
  { error: "give an object with the keys of docs/deploy.md" },
);

export type ElasticConfig = Readonly<z.output<typeof elasticSchema>>;
