import type { Config } from "../model/config";
import { isCountable, type Observation } from "../model/observation";
import { scopeOf } from "../model/scope";

/** Codes of one app client that Cognito accepted to send, and codes that were typed in. */
export interface ClientCodes {
  readonly requested: number;
  readonly confirmed: number;
}

/** The metrics that hold them, and the dimension under which each client has its own. */
export const CODES_REQUESTED = "CodesRequested";
export const CODES_CONFIRMED = "CodesConfirmed";
export const CLIENT_DIMENSION = "ClientId";

/** Where the clients beyond the most that are told apart are counted together. */
const OTHER_CLIENTS = "other";

/** AWS charges each value of a metric's dimension. */
const MOST_UNNAMED = 20;

/** App clients that the configuration names, of pools that may send texts; each once. */
export const namedClients = ({ userPools }: Config): readonly string[] => [
  ...new Set(
    Object.values(userPools)
      .filter(({ delivers }) => delivers !== "email")
      .flatMap(({ clients }) => clients),
  ),
];

/**
 * The client under which an observation counts. A client id is the caller's text, so one that the
 * configuration does not name counts by itself only once a call of the API has been accepted with
 * it: Cognito refuses an invented one there. A page of the hosted UI may answer an invented one with
 * a redirection, which looks like an acceptance, and so makes no client known.
 */
function labelOf(
  clientId: string,
  { source }: Observation,
  named: ReadonlySet<string>,
  known: Set<string>,
): string {
  if (named.has(clientId) || known.has(clientId)) return clientId;
  if (source !== "cognito-api" || known.size >= MOST_UNNAMED) return OTHER_CLIENTS;
  known.add(clientId);
  return clientId;
}

/** Refused requests send nothing; a confirmation exists only where it was accepted. */
function isCode(observation: Observation, { userPools }: Config): boolean {
  const { kind, outcome, userPoolId } = observation;
  if (outcome !== "success") return false;
  if (userPoolId !== undefined && userPools[userPoolId]?.delivers === "email") return false;
  return kind === "sms-confirmed" || (kind === "sms-requested" && isCountable(observation));
}

/**
 * Codes by app client, suppressed traffic left out: the share that is confirmed tells people, who
 * type their codes in, from attackers, who do not. Calls that name no client count nowhere. What is
 * delivered again counts again. Confirmations of codes that were sent by e-mail count as well, where
 * neither the record nor the configuration tells the medium.
 *
 * @param observations live traffic only
 * @param known clients that this process counts by themselves without being told to, at most 20:
 *   grows here. Processes may know different ones
 */
export function codesByClient(
  observations: readonly Observation[],
  config: Config,
  known: Set<string>,
): ReadonlyMap<string, ClientCodes> {
  const named = new Set(namedClients(config));
  const codes = new Map<string, ClientCodes>();
  for (const observation of observations) {
    const { clientId } = observation;
    if (clientId === undefined || !isCode(observation, config)) continue;
    if (scopeOf(observation, config).suppression !== undefined) continue;
    const label = labelOf(clientId, observation, named, known);
    const { requested, confirmed } = codes.get(label) ?? { requested: 0, confirmed: 0 };
    const isConfirmed = observation.kind === "sms-confirmed";
    codes.set(label, {
      requested: requested + (isConfirmed ? 0 : 1),
      confirmed: confirmed + (isConfirmed ? 1 : 0),
    });
  }
  return codes;
}
