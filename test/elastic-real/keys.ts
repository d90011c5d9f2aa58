import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ApiKeyRequest } from "../../bin/elastic/api-keys";
import { stringAt } from "../../lambda/core/sources/records/json";
import { succeed } from "./node/ask";

const PAGE = readFileSync(join(__dirname, "../../docs/elastic/install.md"), "utf8");

const documented = (name: string): ApiKeyRequest => {
  const blocks = [...PAGE.matchAll(/^```json\n([^]*?)^```/gm)].map(
    ([, text = ""]) => JSON.parse(text) as unknown,
  );
  const found = blocks.find((block) => stringAt(block, "name") === name);
  if (found === undefined) throw new Error(`docs/elastic/install.md shows no key ${name}`);
  return found as ApiKeyRequest;
};

/** The keys, to the letter, that docs/elastic/install.md tells people to make. */
export const documentedIngestKey = documented("sms-pumping-ingest");
export const documentedInstallKey = documented("sms-pumping-install");

export interface MadeKey {
  readonly id: string;
  readonly encoded: string;
}

/** A key as `POST /_security/api_key` makes it. */
export async function makeKey(request: object, url?: string): Promise<MadeKey> {
  const at = url === undefined ? {} : { url };
  const made = await succeed("POST", "/_security/api_key", { body: request, ...at });
  const id = stringAt(made, "id");
  const encoded = stringAt(made, "encoded");
  if (id === undefined || encoded === undefined) throw new Error("no key was made");
  return { id, encoded };
}

/** A key with these privileges on indices and no others. */
export const keyFor = (names: readonly string[], privileges: readonly string[]): Promise<MadeKey> =>
  makeKey({
    name: "test",
    role_descriptors: { test: { cluster: [], indices: [{ names, privileges }] } },
  });

export const revoke = ({ id }: MadeKey): Promise<unknown> =>
  succeed("DELETE", "/_security/api_key", { body: { ids: [id] } });
