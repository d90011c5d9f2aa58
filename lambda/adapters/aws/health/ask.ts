import { failed, known, refused, type Fact } from "../../../core/health/fact";

/**
 * What the health checks ask of AWS, by IAM's names; all of it only reads. A web ACL takes three:
 * https://docs.aws.amazon.com/waf/latest/APIReference/API_GetWebACLForResource.html
 */
export const HEALTH_ACTIONS = [
  "cloudformation:DescribeStacks",
  "cloudformation:ListStackResources",
  "cloudtrail:DescribeTrails",
  "cloudtrail:GetEventSelectors",
  "cloudtrail:GetTrailStatus",
  "cloudtrail:LookupEvents",
  "cloudwatch:DescribeAlarms",
  "cloudwatch:GetMetricData",
  "cognito-idp:DescribeUserPool",
  "cognito-idp:GetUserPoolMfaConfig",
  "cognito-idp:GetWebACLForResource",
  "cognito-idp:ListUserPoolClients",
  "cognito-idp:ListUserPools",
  "dynamodb:Query",
  "events:DescribeRule",
  "events:ListTargetsByRule",
  "sms-voice:DescribeAccountAttributes",
  "sms-voice:DescribeSpendLimits",
  "sms-voice:GetProtectConfigurationCountryRuleSet",
  "sns:GetSMSAttributes",
  "sns:ListSubscriptionsByTopic",
  "wafv2:GetWebACL",
  "wafv2:GetWebACLForResource",
] as const;

export type HealthAction = (typeof HEALTH_ACTIONS)[number];

/** Those that AWS asks for beside a call's own. */
export const ACTIONS_BESIDE: readonly HealthAction[] = [
  "cognito-idp:GetWebACLForResource",
  "wafv2:GetWebACL",
];

/** AWS does not allow a call. */
class Refusal extends Error {
  override readonly name = "Refusal";
  readonly actions: readonly HealthAction[];
  constructor(actions: readonly HealthAction[]) {
    super(`refused: ${actions.join(", ")}`);
    this.actions = actions;
  }
}

/** There is more than can be read. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

const DENIED: readonly string[] = [
  "AccessDenied",
  "AccessDeniedException",
  "AuthorizationError",
  "AuthorizationErrorException",
  "UnauthorizedOperation",
  // Cognito and WAF have each a name of their own.
  "NotAuthorizedException",
  "WAFUnauthorizedException",
];

/** Credentials that are no good are no good for anything. */
const CREDENTIALS: readonly string[] = [
  "CredentialsProviderError",
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "UnrecognizedClientException",
];

export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "");

/** Makes a call, and remembers which actions it would need where AWS refuses it. */
export async function asked<T>(
  actions: HealthAction | readonly HealthAction[],
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!DENIED.includes(nameOf(error))) throw error;
    throw new Refusal([actions].flat());
  }
}

/** The answer, or that AWS refuses it. Anything else is thrown: nothing more would come of asking. */
export async function firstFact<T>(read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return known(await read());
  } catch (error) {
    if (error instanceof Refusal) return refused(...error.actions);
    throw error;
  }
}

/**
 * The answer, or why there is none.
 *
 * @throws what says that the credentials are wrong, and defects of ours
 */
export async function factOf<T>(read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return await firstFact(read);
  } catch (error) {
    if (error instanceof Unreadable) return failed(error.message);
    const isOfAws = error instanceof Error && "$metadata" in error;
    if (!isOfAws || CREDENTIALS.includes(error.name)) throw error;
    return failed(`AWS answered ${error.name}`);
  }
}

interface Page<Token> {
  readonly token: Token | undefined;
}

/** All pages of a list, or the first ones. */
export async function pagesOf<P extends Page<string>>(
  read: (token: string | undefined) => Promise<P>,
  most = Infinity,
): Promise<readonly P[]> {
  const pages: P[] = [];
  let token: string | undefined;
  do {
    const page = await read(token);
    pages.push(page);
    token = page.token;
  } while (token !== undefined && token !== "" && pages.length < most);
  return pages;
}
