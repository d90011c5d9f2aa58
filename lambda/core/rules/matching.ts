import { shortHash } from "../model/hash";
import { networkOf } from "../model/ip";

import { accountOf, type Observation } from "../model/observation";
import type { Entity, Target } from "../model/rule";
import { accountOfScope } from "../model/scope";
import { flowOf } from "../sources/cognito-flow";

/** All web rules share one target: host names are the attacker's to choose. */
export const WEB: Target = "web";

/** Limits on texts and the parts of this detector: who turns one may turn another. */
export const SMS_SETTINGS: Target = "sms-settings";

const SPEND = "spend#";

/** What texts cost in one Region: CloudWatch's alarms know nothing of who sent them. */
export const spendTarget = ({ region }: Observation): Target => `${SPEND}${region ?? "unknown"}`;

export const isSpendTarget = (target: Target): boolean => target.startsWith(SPEND);

/** Calls that carry a person's access token name neither app client nor pool. */
export const ANY_POOL: Target = "cognito";

/** What calls share that name an app client which nobody here uses: the id is the caller's text. */
export const UNNAMED_CLIENTS: Target = "cognito:unnamed";

/** What all app clients of an account have together. */
export const ALL_CLIENTS: Target = "cognito:account";

/** All such clients, where a rule counts by app client. */
const ANY_UNNAMED: Entity = { type: "app-client", value: "unnamed" };

/** The app client that is abused, or the pool where only that is known. */
export function cognitoTarget({ clientId, userPoolId, unnamedClientId }: Observation): Target {
  if (clientId !== undefined) return `client:${clientId}`;
  if (userPoolId !== undefined) return `pool:${userPoolId}`;
  return unnamedClientId === undefined ? ANY_POOL : UNNAMED_CLIENTS;
}

/**
 * What `byAppClient` counts for a target of `cognitoTarget`.
 *
 * @param scope of the counts: it begins with the account
 */
export function clientOfTarget(target: Target, scope: string): Entity | undefined {
  if (target === ANY_POOL) return { type: "account", value: accountOfScope(scope) };
  if (target === UNNAMED_CLIENTS) return ANY_UNNAMED;
  const [, kind, value = ""] = /^(client|pool):(.+)$/s.exec(target) ?? [];
  if (kind === undefined) return undefined;
  return { type: kind === "client" ? "app-client" : "user-pool", value };
}

/** The targets under which an account's requests for codes are counted, whatever their clients. */
export const clientTargetsOf = (
  clientIds: readonly string[],
  userPoolIds: readonly string[],
): readonly Target[] => [
  ...clientIds.map((id) => `client:${id}`),
  ...userPoolIds.map((id) => `pool:${id}`),
  ANY_POOL,
];

export const isCognitoTarget = (target: Target): boolean =>
  target === ANY_POOL ||
  target === ALL_CLIENTS ||
  target === UNNAMED_CLIENTS ||
  target.startsWith("client:") ||
  target.startsWith("pool:");

/** A principal or a topic: the account itself sends, nobody asks for a code. */
export const isSenderTarget = (target: Target): boolean =>
  target !== WEB && target !== SMS_SETTINGS && !isSpendTarget(target) && !isCognitoTarget(target);

/** The topic to which the account itself sends, or else the principal that sends. */
export function senderTarget({ topicArn, principal }: Observation): Target | undefined {
  if (topicArn !== undefined) return `topic:${topicArn}`;
  return principal === undefined ? undefined : `principal:${principal}`;
}

export const byIp = ({ ip }: Observation): Entity | undefined =>
  ip === undefined ? undefined : { type: "ip", value: ip };

/** Whether a call of Cognito is an administrator's, by its name. */
export const isAdminCall = (action: string): boolean => action.startsWith("Admin");

/**
 * Whether a principal of the account calls for a user: a back end, a help desk, whoever invites
 * colleagues. Address and program are then the caller's and say nothing of the user, so the call
 * counts for its principal, and for no address, network or program.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-public-server-side.html
 */
export const isByAdministrator = ({ action, principal }: Observation): boolean =>
  principal !== undefined && isAdminCall(action);

/** Whether a principal of the account sends a text itself, or has Cognito send one. */
export const isSendByPrincipal = (observation: Observation): boolean =>
  observation.kind === "sms-sent" ||
  (observation.kind === "sms-requested" && isByAdministrator(observation));

type EntityOf = (observation: Observation) => Entity | undefined;

const ofPeople =
  (entityOf: EntityOf): EntityOf =>
  (observation) =>
    isByAdministrator(observation) ? undefined : entityOf(observation);

/** One household or server has a whole IPv6 /64 to choose addresses from. */
export const byIpOr64 = ofPeople(({ ip }) =>
  ip === undefined ? undefined : { type: "ip", value: networkOf(ip, 32, 64) },
);

export const byNetwork = ofPeople(({ ip }) =>
  ip === undefined ? undefined : { type: "network", value: networkOf(ip, 24, 48) },
);

const LONGEST_AGENT = 200;

/** Long user agents are cut; a hash keeps different ones apart. */
export const byUserAgent = ofPeople(({ userAgent }) => {
  if (userAgent === undefined) return undefined;
  const value =
    userAgent.length <= LONGEST_AGENT
      ? userAgent
      : `${userAgent.slice(0, LONGEST_AGENT)}~${shortHash(userAgent, 8)}`;
  return { type: "user-agent", value };
});

export const byAccount = (observation: Observation): Entity => ({
  type: "account",
  value: accountOf(observation),
});

/** Calls that carry a person's access token name neither client nor pool: they are the account's. */
export function byAppClient(observation: Observation): Entity {
  const { clientId, userPoolId, unnamedClientId } = observation;
  if (clientId !== undefined) return { type: "app-client", value: clientId };
  if (userPoolId !== undefined) return { type: "user-pool", value: userPoolId };
  return unnamedClientId === undefined ? byAccount(observation) : ANY_UNNAMED;
}

/** What people are about at an app client, in a pool, or with calls that name neither. */
export function byFlow(observation: Observation): Entity {
  return {
    type: "client-flow",
    value: `${flowOf(observation.action)} at ${byAppClient(observation).value}`,
  };
}

/** Who signed a call, whatever the address. */
export const byPrincipal = ({ principal }: Observation): Entity | undefined =>
  principal === undefined ? undefined : { type: "principal", value: principal };

/** A stolen key shows as a known principal at a new address; services have no address. */
export function byPrincipalAndIp({ principal, ip }: Observation): Entity | undefined {
  if (principal === undefined) return undefined;
  return ip === undefined
    ? { type: "principal", value: principal }
    : { type: "principal-ip", value: `${principal} from ${ip}` };
}
