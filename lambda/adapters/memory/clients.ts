import {
  bothClients,
  type ClientStore,
  type NamedClient,
} from "../../core/counting/clients/client-store";

/** Named app clients in this process. */
export function memoryClientStore(): ClientStore {
  const stored = new Map<string, Map<string, NamedClient>>();
  const clientsIn = (account: string): Map<string, NamedClient> => {
    const clients = stored.get(account) ?? new Map<string, NamedClient>();
    stored.set(account, clients);
    return clients;
  };
  return {
    named: (account, clientIds) => {
      const wanted = new Set(clientIds);
      return Promise.resolve(new Map([...clientsIn(account)].filter(([id]) => wanted.has(id))));
    },
    name: (account, client) => {
      const clients = clientsIn(account);
      const before = clients.get(client.clientId);
      clients.set(client.clientId, before === undefined ? client : bothClients(before, client));
      return Promise.resolve();
    },
    clientsOf: (account) =>
      Promise.resolve(
        [...clientsIn(account).values()].sort((a, b) => (a.clientId < b.clientId ? -1 : 1)),
      ),
  };
}
