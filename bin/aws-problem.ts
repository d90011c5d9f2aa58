import { codeOf } from "./input/input-error";
import { terminalText } from "./terminal";

/** A command that failed for a reason which its message tells in one line. */
export class CommandError extends Error {
  override readonly name: string = "CommandError";
}

const REMEDIES: Readonly<Record<string, string>> = {
  CredentialsProviderError: "give credentials: --profile, AWS_PROFILE, or aws sso login",
  ExpiredTokenException: "sign in again",
  ExpiredToken: "sign in again",
  UnrecognizedClientException: "the credentials are not valid: sign in again",
  InvalidClientTokenId: "the credentials are not valid: sign in again",
  InvalidSignatureException: "the credentials are not valid: sign in again",
  SignatureDoesNotMatch: "the credentials are not valid: sign in again",
  ResourceNotFoundException: "look at the names, the account and --region",
  QueueDoesNotExist:
    "the stack has other queues now: deploy it again with --outputs-file, or look at --region",
  ECONNREFUSED: "nobody answers there: look at AWS_ENDPOINT_URL",
  ENOTFOUND: "no such host: look at --region and the network",
  EAI_AGAIN: "no such host: look at --region and the network",
  ETIMEDOUT: "no answer: look at --region and the network",
  TimeoutError: "no answer: look at --region and the network",
};

/** What services call a refusal. */
const DENIED: readonly string[] = [
  "AccessDenied",
  "AccessDeniedException",
  "AuthorizationError",
  "AuthorizationErrorException",
];

/** Whether a service has refused because of missing permissions. */
export const isDenied = (error: unknown): boolean =>
  error instanceof Error && DENIED.includes(error.name);

const LONGEST = 1_000;

const isOfSdk = (error: Error): boolean =>
  "$metadata" in error ||
  error.name in REMEDIES ||
  codeOf(error) in REMEDIES ||
  // The SDK has no name of its own for this one.
  error.message === "Region is missing";

/** The SDK does not say which profile it has looked for. */
function credentialsRemedy(): string | undefined {
  const profile = terminalText(process.env.AWS_PROFILE ?? "", 64);
  if (profile === "") return REMEDIES.CredentialsProviderError;
  return `profile ${profile} has none that are valid: look at its name, or aws sso login --profile ${profile}`;
}

function remedyOf(error: Error, code: string, needs: string): string | undefined {
  if (isDenied(error)) return `allow ${needs}`;
  return error.name === "CredentialsProviderError"
    ? credentialsRemedy()
    : (REMEDIES[error.name] ?? REMEDIES[code]);
}

/**
 * One line about an error of AWS, or of the way to it; undefined for what is a defect of ours.
 *
 * @param needs what the command must be allowed, for whoever is not
 */
export function problemOf(error: unknown, needs: string): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof CommandError) return error.message;
  if (!isOfSdk(error)) return undefined;
  if (error.message === "Region is missing") return "no Region: give --region or AWS_REGION";
  const code = codeOf(error);
  const remedy = remedyOf(error, code, needs);
  const name = error.name === "Error" || error.name === "AggregateError" ? code : error.name;
  const said = terminalText(error.message, LONGEST);
  return [said === "" ? name : `${name}: ${said}`, ...(remedy === undefined ? [] : [remedy])].join(
    "; ",
  );
}
