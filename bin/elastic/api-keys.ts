import type { KibanaRule } from "../../elastic/kibana-rule";
import { dataStreamOf } from "../../lambda/core/elastic/fields";

/** The data streams of findings, whatever their namespace. */
const FINDING_STREAMS = dataStreamOf("*");

/** What `POST /_security/api_key` takes. */
export interface ApiKeyRequest {
  readonly name: string;
  readonly role_descriptors: Readonly<Record<string, object>>;
}

/** The privileges that forwarding needs: to add documents, and to let the first one make the stream. */
export const INGEST_PRIVILEGES = ["create_doc", "auto_configure"] as const;

/** The key that the deployed stack keeps in Secrets Manager. */
export const ingestKey: ApiKeyRequest = {
  name: "sms-pumping-ingest",
  role_descriptors: {
    ingest: {
      cluster: [],
      indices: [{ names: [FINDING_STREAMS], privileges: INGEST_PRIVILEGES }],
    },
  },
};

/** To see version and licence, and to keep the index template. */
export const INSTALL_CLUSTER_PRIVILEGES = ["monitor", "manage_index_templates"] as const;

/**
 * What Elastic's page on privileges for detections asks of whoever manages rules
 * (solutions/security/detect-and-alert/detections-privileges).
 */
export const RULE_INDEX_PRIVILEGES = ["manage", "write", "read", "view_index_metadata"] as const;

/** A rule reads what it queries with the key it was imported with. */
export const QUERIED_PRIVILEGES = ["read", "view_index_metadata"] as const;

/** The indices behind rules in a space: alerts, and the lists of exceptions. */
export const ruleIndices = (space: string): readonly string[] => [
  `.alerts-security.alerts-${space}`,
  `.lists-${space}`,
  `.items-${space}`,
];

const fromOf = (query: string): readonly string[] =>
  (/^\s*from\s+([^|]+?)(?:\s+metadata\s[^|]*)?\s*(?:\||$)/i.exec(query)?.[1] ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);

/** Every index pattern that rules read, also those in the queries of ES|QL. */
export function queriedIndices(rules: readonly KibanaRule[]): readonly string[] {
  const all = rules.flatMap(({ index, query }) => index ?? fromOf(query));
  return [...new Set(all)].sort();
}

export interface InstallKeySpec {
  readonly space: string;
  /** As `rulePrivilege` says. */
  readonly rulePrivilege: string;
  readonly rules: readonly KibanaRule[];
}

/** The key for `smspump elastic install`, with which the rules run afterwards. */
export const installKey = ({ space, rulePrivilege, rules }: InstallKeySpec): ApiKeyRequest => ({
  name: "sms-pumping-install",
  role_descriptors: {
    install: {
      cluster: INSTALL_CLUSTER_PRIVILEGES,
      indices: [
        { names: ruleIndices(space), privileges: RULE_INDEX_PRIVILEGES },
        { names: queriedIndices(rules), privileges: QUERIED_PRIVILEGES },
      ],
      applications: [
        {
          application: "kibana-.kibana",
          privileges: [rulePrivilege, "feature_actions.read"],
          resources: [`space:${space}`],
        },
      ],
    },
  },
});
