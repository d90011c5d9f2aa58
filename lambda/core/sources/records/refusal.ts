import type { Outcome } from "../../model/observation";

/**
 * Error codes of calls that were refused for their number. Cognito's answer to too many
 * ForgotPassword calls for one user is LimitExceededException; SNS spells its own Throttled.
 */
const THROTTLED: ReadonlySet<string> = new Set([
  "TooManyRequestsException",
  "LimitExceededException",
  "ThrottlingException",
  "Throttling",
  "ThrottledException",
  "Throttled",
]);

/**
 * Error codes of calls that were refused before anything could be sent: by the web ACL, for a user
 * that does not exist or exists already, for their parameters, for lack of a permission. What
 * the pages below say of other errors leaves open how far the call had come: a pool's own function
 * that failed, a text that could not be delivered, an internal error.
 *
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 * https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html
 */
const REFUSED: ReadonlySet<string> = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "AuthorizationError",
  "AuthorizationErrorException",
  "ExpiredTokenException",
  "ForbiddenException",
  "InvalidClientTokenId",
  "InvalidParameter",
  "InvalidParameterException",
  "InvalidParameterValueException",
  "InvalidPasswordException",
  "InvalidSignatureException",
  "MissingAuthenticationToken",
  "NotAuthorizedException",
  "NotFoundException",
  "PasswordResetRequiredException",
  "ResourceNotFoundException",
  "ServiceQuotaExceededException",
  "UnrecognizedClientException",
  "UnsupportedUserStateException",
  "UserNotConfirmedException",
  "UserNotFoundException",
  "UsernameExistsException",
  "ValidationError",
  "ValidationException",
]);

export function outcomeOfError(code: unknown): Outcome {
  if (code === undefined || code === null || code === "") return "success";
  return typeof code === "string" && THROTTLED.has(code) ? "throttled" : "failure";
}

/** Whether a call that ended with this error certainly sent nothing. */
export const sendsNothing = (code: unknown): boolean =>
  typeof code === "string" && (THROTTLED.has(code) || REFUSED.has(code));
