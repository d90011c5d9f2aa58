type Json = Readonly<Record<string, unknown>>;

/** What is wrong with a value; undefined if nothing is. */
type Check = (value: unknown) => string | undefined;

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isWhole = (value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): boolean =>
  Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text: Check = (value) => (isText(value) ? undefined : "Required");
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? undefined : check(value);
const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    allowed.includes(value as string) ? undefined : `Invalid enum value, got ${String(value)}`;
const whole =
  (min: number, max?: number): Check =>
  (value) =>
    isWhole(value, min, max) ? undefined : `Expected integer from ${min}`;
const matching =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === "string" && pattern.test(value) ? undefined : `Invalid ${String(value)}`;
const listOf =
  (check: Check, min = 0, max = Infinity): Check =>
  (value) => {
    if (!Array.isArray(value)) return "Expected array";
    if (value.length < min || value.length > max) return `Expected ${min} to ${max} elements`;
    return value.map(check).find((problem) => problem !== undefined);
  };
const shape =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) => {
    if (!isJson(value)) return "Expected object";
    for (const [key, check] of Object.entries(checks)) {
      const problem = check(Object.hasOwn(value, key) ? value[key] : undefined);
      if (problem !== undefined) return `${key}: ${problem}`;
    }
    return undefined;
  };
const absent: Check = (value) => (value === undefined ? undefined : "Not allowed");
const boolean: Check = (value) => (typeof value === "boolean" ? undefined : "Expected boolean");

const named = { id: text, name: text, reference: matching(/^https:\/\/.*\/$/) };
const THREAT = shape({
  framework: text,
  tactic: shape(named),
  technique: optional(listOf(shape({ ...named, subtechnique: optional(listOf(shape(named))) }))),
});

const DURATION = shape({ value: whole(1), unit: oneOf("s", "m", "h") });

/** Elastic's schema of a rule to import, common part. */
const COMMON: Readonly<Record<string, Check>> = {
  rule_id: text,
  name: text,
  description: text,
  risk_score: whole(0, 100),
  severity: oneOf("low", "medium", "high", "critical"),
  type: oneOf("query", "saved_query", "eql", "esql", "threshold", "new_terms", "threat_match"),
  version: whole(1),
  enabled: optional(boolean),
  interval: optional(matching(/^[1-9]\d*[smh]$/)),
  from: optional(matching(/^now(-\d+[smhd])?$/)),
  to: optional(matching(/^now(-\d+[smhd])?$/)),
  max_signals: optional(whole(1)),
  tags: optional(listOf(text)),
  false_positives: optional(listOf(text)),
  references: optional(listOf(text)),
  author: optional(listOf(text)),
  threat: optional(listOf(THREAT)),
  actions: optional(
    listOf(
      shape({
        id: text,
        action_type_id: text,
        params: (value) => (isJson(value) ? undefined : "Expected object"),
      }),
    ),
  ),
  exceptions_list: optional(
    listOf(
      shape({
        id: text,
        list_id: text,
        type: oneOf("detection", "rule_default", "endpoint"),
        namespace_type: oneOf("agnostic", "single"),
      }),
    ),
  ),
};

const SUPPRESSION = shape({
  group_by: listOf(text, 1, 3),
  duration: optional(DURATION),
  missing_fields_strategy: optional(oneOf("suppress", "doNotSuppress")),
});

/** Group fields of a threshold rule: more of them since 9.2. */
const groupFields = (version: string): number => (Number.parseFloat(version) >= 9.2 ? 5 : 3);

const fieldOrFields =
  (most: number): Check =>
  (value) =>
    isText(value) ? undefined : listOf(text, 0, most)(value);

const ofType = (version: string): Readonly<Record<string, Readonly<Record<string, Check>>>> => ({
  query: { alert_suppression: optional(SUPPRESSION) },
  eql: { query: text, language: oneOf("eql"), alert_suppression: optional(SUPPRESSION) },
  esql: {
    query: text,
    language: oneOf("esql"),
    index: absent,
    filters: absent,
    data_view_id: absent,
    alert_suppression: optional(SUPPRESSION),
  },
  threshold: {
    query: text,
    language: optional(oneOf("kuery", "lucene")),
    threshold: shape({ field: fieldOrFields(groupFields(version)), value: whole(1) }),
    alert_suppression: optional(shape({ duration: DURATION, group_by: absent })),
  },
});

/** What Kibana of a version has against a rule in a file, in its own way of saying so. */
export function ruleProblem(rule: unknown, version: string): string | undefined {
  if (!isJson(rule)) return "Expected object";
  return shape({ ...COMMON, ...ofType(version)[String(rule.type)] })(rule);
}
