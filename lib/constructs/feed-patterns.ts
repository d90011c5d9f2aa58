/** One rule's pattern: calls of one service, exactly named. */
export interface FeedPattern {
  readonly source: readonly string[];
  readonly detailType: readonly string[];
  readonly detail: {
    readonly eventSource: readonly string[];
    readonly eventName: readonly string[];
  };
}

/** Both ways in which CloudTrail speaks on EventBridge of what was done. */
export const CLOUDTRAIL_DETAIL_TYPES: readonly string[] = [
  "AWS API Call via CloudTrail",
  "AWS Service Event via CloudTrail",
];

/* Exact sources, never a prefix: nothing that this stack does may come back as an observation. */
const calls = (service: string, ...eventName: readonly string[]): FeedPattern => ({
  source: [`aws.${service}`],
  detailType: CLOUDTRAIL_DETAIL_TYPES,
  detail: { eventSource: [`${service}.amazonaws.com`], eventName },
});

/** What each source of the detector reads, by the id of its rule. */
export const FEED_PATTERNS = {
  Cognito: calls(
    "cognito-idp",
    "AdminCreateUser",
    "AdminInitiateAuth",
    "AdminResetUserPassword",
    "AdminRespondToAuthChallenge",
    "AdminUpdateUserAttributes",
    "ConfirmForgotPassword",
    "ConfirmSignUp",
    "ForgotPassword",
    "GetUserAttributeVerificationCode",
    "InitiateAuth",
    "ResendConfirmationCode",
    "RespondToAuthChallenge",
    "SignUp",
    "UpdateUserAttributes",
    "VerifyUserAttribute",
  ),
  SnsPublish: calls("sns", "Publish", "PublishBatch"),
  SmsVoiceSend: calls("sms-voice", "SendMediaMessage", "SendNotifyTextMessage", "SendTextMessage"),
} as const satisfies Readonly<Record<string, FeedPattern>>;
