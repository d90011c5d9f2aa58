/** An app client that a call of the API was accepted with: Cognito refuses invented ids there. */
export interface NamedClient {
  readonly clientId: string;
  /** The pool, where a call or the configuration told it. */
  readonly userPoolId?: string | undefined;
  /** The earliest call that is known, in milliseconds since 1970 UTC. */
  readonly firstSeenMs: number;
}

/** Remembers which app clients an account has. What live traffic names stays named for good. */
export interface ClientStore {
  /** Of the given ids those that are named. */
  readonly named: (
    account: string,
    clientIds: readonly string[],
  ) => Promise<ReadonlyMap<string, NamedClient>>;
  /** Names a client. Of two times the earlier one is kept, of two pools the one that was first. */
  readonly name: (account: string, client: NamedClient) => Promise<void>;
  /** The named clients of an account, in the order of their ids. */
  readonly clientsOf: (account: string) => Promise<readonly NamedClient[]>;
}

/** One client of two records of the same one. */
export const bothClients = (first: NamedClient, second: NamedClient): NamedClient => ({
  clientId: first.clientId,
  userPoolId: first.userPoolId ?? second.userPoolId,
  firstSeenMs: Math.min(first.firstSeenMs, second.firstSeenMs),
});

/** Whether a record of a client says more than what is known. */
export const tellsMore = (told: NamedClient, known: NamedClient | undefined): boolean =>
  known === undefined ||
  told.firstSeenMs < known.firstSeenMs ||
  (known.userPoolId === undefined && told.userPoolId !== undefined);
