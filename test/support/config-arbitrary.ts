import { join } from "node:path";
import fc from "fast-check";

/** What a node of the schema file says, as far as drawing needs it. */
export interface SchemaNode {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly items?: SchemaNode;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly propertyNames?: SchemaNode;
  readonly additionalProperties?: SchemaNode | false;
}

const CA_FILE = join(__dirname, "..", "fixtures", "ca.pem");
const ROLE = "arn:aws:iam::111122223333:role/otp-sender";
const TOPIC = "arn:aws:sns:us-east-1:111122223333:otp";

/** Texts that a key takes. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  $schema: ["./smspump.schema.json"],
  allowedCountries: ["US", "DE", "GB"],
  caFile: [CA_FILE],
  cidr: ["198.51.100.0/24", "2001:db8::/32"],
  clientId: ["1example23456789"],
  clients: ["1example23456789", "2example23456789"],
  confirmationsVisible: ["1example23456789", "*"],
  costOwnerEmails: ["finops@smspump.dev", "cfo@smspump.dev"],
  dailyUtc: ["02:00-04:30", "22:00-01:00"],
  dashboardUrl: ["https://grafana.smspump.dev/d/1", "https://x.dev"],
  drillEmails: ["drills@smspump.dev"],
  endpoint: ["https://es.smspump.dev", "https://es.smspump.dev:9243"],
  environment: ["DEBUG", "INFO"],
  expires: ["2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"],
  from: ["2026-11-01T00:00:00Z"],
  id: ["k6", "load-test"],
  namespace: ["default", "prod", "eu_1"],
  onCallEmails: ["oncall@smspump.dev", "security@smspump.dev"],
  otpPaths: ["*/send-code*", "*/otp*"],
  owner: ["platform team"],
  ownPrincipals: [ROLE],
  ownResources: ["Other-*", "SmsPumping-respond"],
  ownTopics: [TOPIC],
  pipelineEmails: ["oncall@smspump.dev", "platform@smspump.dev"],
  primaryWebLog: ["waf-log", "alb-log", "/shop/access"],
  principal: [ROLE],
  reason: ["a load test"],
  runbookUrl: ["https://wiki.smspump.dev/sms"],
  secret: ["sms-pumping/key"],
  smsTopics: [TOPIC, `${TOPIC}-2`],
  userAgent: ["k6/0.49"],
  verifyPaths: ["*/verify-code*", "*/check*"],
};

/** Names under which the user chooses what stands. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  environment: ["TZ_OF_LOGS", "POWERTOOLS_LOG_LEVEL", "AWS_REGION_OF_LOGS"],
  userPools: ["us-east-1_Example01", "us-east-1_Example02"],
};

/** Numbers that fit those of other keys, or a rule that no schema can tell. */
const NUMBERS: Readonly<Record<string, readonly number[]>> = {
  batchWindowSeconds: [1, 5, 300],
  countryMinutes: [5, 15, 60],
  hourFloorUsd: [0.5, 1],
  monthlyBudgetUsd: [1, 99.5, 50_000],
  projectionFloorUsd: [0.01, 1],
  timeoutSeconds: [15, 60],
  visibilitySeconds: [60, 900, 43_200],
};

/** What no key of a certain form takes. */
const JUNK = ["", "x y", "2026-13-01", "::"];

/** Mostly what fits; often enough what may not. */
const mostly = <T>(fits: fc.Arbitrary<T>, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 60, arbitrary: fits }, { weight: 1, arbitrary: other });

function numbers(node: SchemaNode, key: string): fc.Arbitrary<number> {
  const { type, minimum, exclusiveMinimum = 0, maximum = 1000 } = node;
  const min = Math.ceil(minimum ?? exclusiveMinimum + 1);
  const whole = fc.integer({ min, max: Math.floor(maximum) });
  const any =
    type === "integer" ? whole : fc.oneof(whole, fc.constantFrom(minimum ?? maximum, maximum));
  const fits = NUMBERS[key];
  return fits === undefined ? any : mostly(fc.constantFrom(...fits), any);
}

function lists(node: SchemaNode, key: string): fc.Arbitrary<readonly unknown[]> {
  const { items = {}, minItems: minLength = 0, maxItems: maxLength = 2 } = node;
  const drawn = fc.uniqueArray(arbitraryOf(items, key), {
    minLength,
    maxLength,
    selector: (item) => JSON.stringify(item),
  });
  return key.endsWith("Shares")
    ? drawn.map((list) => [...list].sort((a, b) => Number(a) - Number(b)))
    : drawn;
}

function objects(node: SchemaNode, key: string): fc.Arbitrary<object> {
  const { properties, required = [], additionalProperties, propertyNames } = node;
  if (properties === undefined) {
    const names = (propertyNames?.enum as readonly string[] | undefined) ?? NAMES[key] ?? [];
    if (names.length === 0) throw new Error(`${key}: give names to draw from`);
    const value = arbitraryOf(
      additionalProperties === false ? {} : (additionalProperties ?? {}),
      key,
    );
    return fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 2, noNullPrototype: true });
  }
  const model = Object.fromEntries(
    Object.entries(properties).map(([name, child]) => [name, arbitraryOf(child, name)]),
  );
  return fc.record(model, { requiredKeys: [...required], noNullPrototype: true });
}

/**
 * Values that a schema accepts, and mostly the parser too: what the schema cannot say, such as a
 * floor above the budget, or a text that only looks right, is drawn now and then.
 *
 * @param key the name under which the value stands
 */
export function arbitraryOf(node: SchemaNode, key: string): fc.Arbitrary<unknown> {
  if (node.enum !== undefined) return fc.constantFrom(...node.enum);
  if (node.type === "boolean")
    return key === "detection" ? mostly(fc.constant(true), fc.constant(false)) : fc.boolean();
  if (node.type === "integer" || node.type === "number") return numbers(node, key);
  if (node.type === "array") return lists(node, key);
  if (node.type === "object") return objects(node, key);
  const texts = TEXTS[key];
  if (texts === undefined) throw new Error(`${key}: give texts to draw from`);
  return mostly(fc.constantFrom(...texts), fc.constantFrom(...JUNK));
}
