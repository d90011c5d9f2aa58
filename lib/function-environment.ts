import * as z from "zod";
import { closest } from "../lambda/core/model/closest";

/* Lambda refuses a wrong name only when it is deployed, and the logger takes a time zone that it does
   not know for UTC. */

/** https://docs.aws.amazon.com/lambda/latest/api/API_Environment.html */
const NAME = /^[A-Za-z]\w+$/;

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const RESERVED =
  /^(?:AWS_(?:DEFAULT_)?REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_(?:FUNCTION_(?:NAME|MEMORY_SIZE|VERSION)|INITIALIZATION_TYPE|LOG_(?:GROUP|STREAM)_NAME|RUNTIME_API)|AWS_ACCESS_KEY(?:_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|LAMBDA_(?:TASK_ROOT|RUNTIME_DIR))$/;

/** Lambda allows 4 KB, of which the functions' own variables need less than one. */
const MOST_CHARACTERS = 3000;

function nameProblem(name: string): string | undefined {
  if (!NAME.test(name)) return "give a name of letters, digits and underscores, a letter first";
  return RESERVED.test(name) ? "give another name: Lambda sets this one itself" : undefined;
}

/** Whether it is a name of the IANA time zone database: offsets such as +02:00 are none. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function timeZoneProblem(name: string): string | undefined {
  if (isTimeZone(name)) return undefined;
  const meant = closest(name, [...Intl.supportedValuesOf("timeZone"), "UTC"]);
  return meant === undefined
    ? "give an IANA time zone, such as Europe/Berlin"
    : `give an IANA time zone: did you mean ${meant}?`;
}

const problemOf = (name: string, value: string): string | undefined =>
  nameProblem(name) ?? (name === "TZ" ? timeZoneProblem(value) : undefined);

const lengthOf = (environment: Readonly<Record<string, string>>): number =>
  Object.entries(environment).flat().join("").length;

/** Variables for every function besides its own, such as POWERTOOLS_LOG_LEVEL. */
export const functionEnvironment = z
  .record(z.string(), z.string({ error: "give a text" }), { error: "give names with texts" })
  .superRefine((environment, context) => {
    for (const [name, value] of Object.entries(environment)) {
      const message = problemOf(name, value);
      if (message !== undefined) context.addIssue({ code: "custom", message, path: [name] });
    }
  })
  .refine((environment) => lengthOf(environment) <= MOST_CHARACTERS, {
    error: `give at most ${MOST_CHARACTERS} characters, names and texts together`,
  });
