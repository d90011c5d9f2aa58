import { DATASET, dataStreamOf, FIELDS, type FieldType } from "./fields";

export const INDEX_TEMPLATE_NAME = `logs-${DATASET}`;

/** Raised whenever the template changes, so that an installation can tell which one it has. */
const INDEX_TEMPLATE_VERSION = 1;

/** Types for what a user's own ingest pipeline adds, such as `source.geo`. */
const ECS_MAPPINGS = "ecs@mappings";

/** Where a user puts settings of his own (replicas, a pipeline); it need not exist. */
const CUSTOM = `${INDEX_TEMPLATE_NAME}@custom`;

const CONSTANTS: Readonly<Record<string, string>> = {
  "data_stream.type": "logs",
  "data_stream.dataset": DATASET,
  "event.dataset": DATASET,
  "event.module": "sms_pumping",
};

/** Longer than any text that a document holds. */
const KEYWORD = { type: "keyword", ignore_above: 1024 } as const;

function mappingOf(name: string, type: FieldType): object {
  if (type === "keyword") return KEYWORD;
  if (type === "keyword+text") {
    return { ...KEYWORD, fields: { text: { type: "match_only_text" } } };
  }
  if (type === "ip") return { type, ignore_malformed: true };
  return name in CONSTANTS ? { type, value: CONSTANTS[name] } : { type };
}

interface Mapping {
  properties?: Record<string, Mapping>;
}

type Properties = Record<string, Mapping>;

function addField(properties: Properties, path: readonly string[], mapping: object): void {
  const [name = "", ...rest] = path;
  if (rest.length === 0) {
    properties[name] = mapping;
    return;
  }
  const parent = (properties[name] ??= {});
  addField((parent.properties ??= {}), rest, mapping);
}

function propertiesOf(): Properties {
  const properties: Properties = {};
  for (const [name, type] of FIELDS) addField(properties, name.split("."), mappingOf(name, type));
  return properties;
}

/**
 * The index template of the data streams, for `PUT _index_template/<INDEX_TEMPLATE_NAME>`; it
 * needs Elasticsearch 8.19, 9.1 or later, or Serverless. Its choices:
 *
 * - Priority 200 wins over the 100 of Elastic's own `logs-*-*`.
 * - Every field is mapped here, so that a type depends on no cluster's defaults. Elastic's
 *   `logs@mappings` and `logs@settings` stay out: the latter brings a policy of ILM, which wins
 *   over `data_retention` and which Serverless does not know, and the failure store.
 * - The failure store is off: it answers 201 for a refused document and hides it under a random
 *   id, whereas a refusal goes to the rejects queue with its reason. It applies when the data
 *   stream is made.
 *   https://www.elastic.co/docs/manage-data/data-store/data-streams/failure-store
 * - `ignore_malformed` on addresses alone: they come from outside, and another reading of what an
 *   address is must not cost a finding. All else is the detector's own; `@timestamp` may not have it.
 * - `sms_pumping` is not dynamic: a field that a later version adds is kept and shown, but not
 *   indexed until the template is renewed. To refuse the document would lose more.
 * - Lists of objects are flat, not `nested`: KQL without braces, EQL and ES|QL find nothing in
 *   nested fields, and say so nowhere.
 *
 * @param settings.retentionDays after how many days Elasticsearch deletes documents, by the data
 *   stream's own lifecycle
 */
export function indexTemplate({ retentionDays }: { readonly retentionDays: number }): object {
  const { sms_pumping, ...properties } = propertiesOf();
  return {
    index_patterns: [dataStreamOf("*")],
    data_stream: {},
    priority: 200,
    version: INDEX_TEMPLATE_VERSION,
    allow_auto_create: true,
    composed_of: [ECS_MAPPINGS, CUSTOM],
    ignore_missing_component_templates: [ECS_MAPPINGS, CUSTOM],
    template: {
      mappings: {
        date_detection: false,
        properties: { ...properties, sms_pumping: { dynamic: false, ...sms_pumping } },
      },
      lifecycle: { data_retention: `${retentionDays}d` },
      data_stream_options: { failure_store: { enabled: false } },
    },
    _meta: {
      description: "Findings and incidents of SMS pumping",
      managed_by: "sms-pumping-detector",
      version: INDEX_TEMPLATE_VERSION,
    },
  };
}
