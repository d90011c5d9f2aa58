import {
  bothClients,
  type ClientScope,
  type ClientStore,
  type NamedClient,
} from "../../core/counting/clients/client-store";

/** Named app clients in this process. */
export function memoryClientStore(): ClientStore {
  const stored = new Map<string, Map<string, NamedClient>>();
  const clientsIn = ({ account, drill }: ClientScope): Map<string, NamedClient> => {
    const key = JSON.stringify([account, drill]);
    const clients = stored.get(key) ?? new Map<string, NamedClient>();
    stored.set(key, clients);
    return clients;
  };
  return {
    named: (scope, clientIds) => {
      const wanted = new Set(clientIds);
      return Promise.resolve(new Map([...clientsIn(scope)].filter(([id]) => wanted.has(id))));
    },
    name: (scope, client) => {
      const clients = clientsIn(scope);
      const before = clients.get(client.clientId);
      clients.set(client.clientId, before === undefined ? client : bothClients(before, client));
      return Promise.resolve();
    },
    clientsOf: (account) =>
      Promise.resolve(
        [...clientsIn({ account }).values()].sort((a, b) => (a.clientId < b.clientId ? -1 : 1)),
      ),
  };
}
