import {
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
  type CognitoIdentityProviderClient,
  type GetUserPoolMfaConfigCommandOutput,
  type UserPoolType,
} from "@aws-sdk/client-cognito-identity-provider";
import { GetWebACLForResourceCommand, type WAFV2Client } from "@aws-sdk/client-wafv2";
import type { PoolFacts } from "../../../core/health/facts";
import { ACTIONS_BESIDE, asked, factOf, pagesOf, Unreadable } from "./ask";

/** Beyond it a daily reading takes too long. */
const MOST_POOLS = 200;
const PAGE = 60;

type Cognito = CognitoIdentityProviderClient;

async function poolIds(client: Cognito): Promise<readonly string[]> {
  const pages = await pagesOf(async (NextToken) => {
    const answer = await asked("cognito-idp:ListUserPools", () =>
      client.send(new ListUserPoolsCommand({ MaxResults: PAGE, NextToken })),
    );
    return { token: answer.NextToken, pools: answer.UserPools ?? [] };
  });
  return pages.flatMap(({ pools }) => pools).flatMap(({ Id }) => Id ?? []);
}

async function clientsOf(client: Cognito, UserPoolId: string): Promise<readonly string[]> {
  const pages = await pagesOf(async (NextToken) => {
    const answer = await asked("cognito-idp:ListUserPoolClients", () =>
      client.send(new ListUserPoolClientsCommand({ UserPoolId, MaxResults: PAGE, NextToken })),
    );
    return { token: answer.NextToken, clients: answer.UserPoolClients ?? [] };
  });
  return pages.flatMap(({ clients }) => clients).flatMap(({ ClientId }) => ClientId ?? []);
}

type SignInFacts = Pick<PoolFacts, "isSmsSignIn" | "isSmsSignInOnly">;

const hasOtherFactor = (config: GetUserPoolMfaConfigCommandOutput): boolean =>
  config.SoftwareTokenMfaConfiguration?.Enabled === true ||
  config.EmailMfaConfiguration !== undefined;

/** MFA by text, or a texted code as the first factor. */
async function signInOf(client: Cognito, pool: UserPoolType): Promise<SignInFacts> {
  const factors = pool.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? [];
  const isFirst = factors.includes("SMS_OTP");
  const mfa = pool.MfaConfiguration ?? "OFF";
  if (mfa === "OFF") return { isSmsSignIn: isFirst, isSmsSignInOnly: false };
  const config = await asked("cognito-idp:GetUserPoolMfaConfig", () =>
    client.send(new GetUserPoolMfaConfigCommand({ UserPoolId: pool.Id })),
  );
  const isMfa = config.SmsMfaConfiguration !== undefined;
  const isOnly = isMfa && mfa === "ON" && !hasOtherFactor(config);
  return { isSmsSignIn: isFirst || isMfa, isSmsSignInOnly: isOnly };
}

/**
 * Without a setting for recovery Cognito texts whoever has a verified number:
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AccountRecoverySettingType.html
 */
function isSmsVerified({ AutoVerifiedAttributes = [], AccountRecoverySetting }: UserPoolType) {
  if (AutoVerifiedAttributes.includes("phone_number")) return true;
  const recovery = AccountRecoverySetting?.RecoveryMechanisms;
  return recovery === undefined || recovery.some(({ Name }) => Name === "verified_phone_number");
}

/** Each way in which a code may be sent names the phone alone. */
function isNeverByEmail({ AutoVerifiedAttributes = [], AccountRecoverySetting }: UserPoolType) {
  const recovery = AccountRecoverySetting?.RecoveryMechanisms ?? [{ Name: "verified_email" }];
  return (
    !AutoVerifiedAttributes.includes("email") &&
    recovery.every(({ Name }) => Name !== "verified_email")
  );
}

async function webAclOf(client: WAFV2Client, ResourceArn: string): Promise<string | undefined> {
  const actions = ["wafv2:GetWebACLForResource", ...ACTIONS_BESIDE] as const;
  const { WebACL } = await asked(actions, () =>
    client.send(new GetWebACLForResourceCommand({ ResourceArn })),
  );
  return WebACL?.ARN;
}

async function readPool(client: Cognito, waf: WAFV2Client, UserPoolId: string): Promise<PoolFacts> {
  const { UserPool: pool = {} } = await asked("cognito-idp:DescribeUserPool", () =>
    client.send(new DescribeUserPoolCommand({ UserPoolId })),
  );
  const hasSmsRole = pool.SmsConfiguration?.SnsCallerArn !== undefined;
  return {
    id: UserPoolId,
    name: pool.Name ?? "",
    clients: hasSmsRole ? await clientsOf(client, UserPoolId) : [],
    hasSmsRole,
    ...(hasSmsRole
      ? await signInOf(client, { ...pool, Id: UserPoolId })
      : { isSmsSignIn: false, isSmsSignInOnly: false }),
    isSmsVerified: hasSmsRole && isSmsVerified(pool),
    isNeverByEmail: isNeverByEmail(pool),
    isSignUpOpen: pool.AdminCreateUserConfig?.AllowAdminCreateUserOnly !== true,
    snsRegion: pool.SmsConfiguration?.SnsRegion,
    webAcl: await factOf(() => webAclOf(waf, pool.Arn ?? "")),
  };
}

/**
 * The user pools of a Region. App clients are listed, never described: their secrets stay unread.
 *
 * @throws Unreadable where there are too many
 */
export async function readPools(client: Cognito, waf: WAFV2Client): Promise<readonly PoolFacts[]> {
  const ids = await poolIds(client);
  if (ids.length > MOST_POOLS) {
    throw new Unreadable(
      `the Region has ${ids.length} user pools, and at most ${MOST_POOLS} are read`,
    );
  }
  const pools: PoolFacts[] = [];
  for (const id of ids) pools.push(await readPool(client, waf, id));
  return pools;
}
