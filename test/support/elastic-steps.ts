import fc from "fast-check";
import { parseConfig } from "../../lambda/core/model/config";
import { detect } from "../../lambda/core/engine";
import { sweep } from "../../lambda/core/findings/sweep";
import type { Finding, FindingStep } from "../../lambda/core/findings/finding";
import { foldIncidents } from "../../lambda/core/incidents/fold";
import { foldTargets } from "../../lambda/core/incidents/fold-targets";
import type { IncidentStep, Reason } from "../../lambda/core/incidents/incident";
import type { StoredStep } from "../../lambda/core/incidents/outbox";
import type { JsonObject } from "../../lambda/core/sources/records/json";
import { inOrder, replay } from "../../lambda/core/replay";
import { SEVERITIES, type Entity } from "../../lambda/core/model/rule";
import { catalogue } from "../../lambda/core/rules";
import { HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { fixture } from "./fixtures";
import { findingOf, incidentFrom, NIGHT, observed, SCOPE, TARGET } from "./incidents";
import { keepingSteps } from "./kept-steps";
import { cognitoCall, publishToNumber, sendTextMessage, webRequest } from "./records";

async function stepsOf(
  records: readonly JsonObject[],
  settings: JsonObject = {},
): Promise<readonly StoredStep[]> {
  const { deps, steps } = keepingSteps(settings);
  await replay(inOrder(observed(records, deps.config)), deps);
  return steps;
}

async function drilledSteps(
  records: readonly JsonObject[],
  drill: string,
): Promise<readonly StoredStep[]> {
  const { deps, steps } = keepingSteps({});
  const nowMs = NIGHT + 60 * MINUTE_MS;
  const detected = await detect(observed(records), nowMs, deps, drill);
  const { scope, target } = detected.steps[0]!.finding;
  await foldTargets(scope, [target], nowMs, deps);
  await sweep(nowMs + 60 * MINUTE_MS, deps);
  await foldTargets(scope, [target], nowMs + 60 * MINUTE_MS, deps);
  return steps;
}

const many = (count: number, make: (i: number) => JsonObject): readonly JsonObject[] =>
  Array.from({ length: count }, (_, i) => make(i));

const flood = (count: number): readonly JsonObject[] =>
  many(count, (i) =>
    cognitoCall({
      id: `flood-${i}`,
      at: NIGHT + i * 1000,
      action: "SignUp",
      ip: "203.0.113.77",
      userAgent: "Go-http-client/2.0",
      medium: "SMS",
      outcome: i % 3 === 0 ? "throttled" : "success",
    }),
  );

const botnet = many(400, (i) =>
  cognitoCall({
    id: `bot-${i}`,
    at: NIGHT + 3 * HOUR_MS + i * 500,
    action: "SignUp",
    ip: `198.18.0.${(i % 30) + 1}`,
    userAgent: i % 5 === 0 ? "curl/8.11.1" : "python-requests/2.31.0",
    medium: "SMS",
  }),
);

const slash64 = many(30, (i) =>
  cognitoCall({
    id: `six-${i}`,
    at: NIGHT + 6 * HOUR_MS + i * 1000,
    ip: `2001:db8:1:2::${i + 1}`,
    userAgent: "",
    medium: "SMS",
  }),
);

const texts = many(130, (i) =>
  sendTextMessage({
    id: `text-${i}`,
    at: NIGHT + i * 1000,
    user: "deploy-bot",
    destination: `+9989012${10_000 + i * 600}`,
  }),
);

const publishes = many(15, (i) =>
  publishToNumber({ id: `p-${i}`, at: NIGHT + i * 300, user: "deploy-bot" }),
);

const verdicts = [fixture("messages/eventbridge-pumping")];

const form = many(90, (i) =>
  webRequest({ id: `w-${i}`, at: NIGHT + i * 500, ip: "203.0.113.7", path: "/send-otp" }),
);

const suppressions = [
  {
    id: "k6-runner",
    cidr: "203.0.113.77/32",
    expires: "2026-11-28T00:00:00Z",
    owner: "qa",
    reason: "load test",
  },
];

/** Steps of attacks that went the whole way, by what they are of. */
export async function notifiedSteps(): Promise<ReadonlyMap<string, readonly StoredStep[]>> {
  return new Map([
    ["one address", await stepsOf(flood(290))],
    ["botnet", await stepsOf(botnet)],
    ["one IPv6 network", await stepsOf(slash64)],
    ["texts", await stepsOf(texts)],
    ["publishes", await stepsOf(publishes)],
    ["verdict", await stepsOf(verdicts)],
    ["form", await stepsOf(form)],
    ["suppressed", await stepsOf(flood(160), { suppressions })],
    ["drill", await drilledSteps(flood(20), "weekly-47")],
  ]);
}

/** Any text that somebody else may choose: control characters, half characters, markup. */
const hostile = (maxLength: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: "binary", maxLength }),
    fc.string({ maxLength }).map((text) => text + "\ud83d"),
    fc.constantFrom("", "{}", "a.b", "<script>", "\u202egnp.exe\u0000\r\n", "😀".repeat(maxLength)),
  );

const ip = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom("2001:db8::/64", "sns.amazonaws.com"));
const ARN = "arn:aws:iam::111122223333:user/deploy-bot";

const entity: fc.Arbitrary<Entity> = fc.oneof(
  fc.record({ type: fc.constant("ip" as const), value: ip }),
  fc.record({
    type: fc.constant("principal-ip" as const),
    value: ip.map((a) => `${ARN} from ${a}`),
  }),
  fc.record({
    type: fc.constant("change" as const),
    value: hostile(600).map((text) => `${ARN} SetSMSAttributes ${text}`),
  }),
  fc.record({
    type: fc.constantFrom(
      "network" as const,
      "user-agent" as const,
      "principal" as const,
      "app-client" as const,
      "user-pool" as const,
      "access-key" as const,
      "alarm" as const,
    ),
    value: hostile(600),
  }),
);

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const amount = fc.nat(1_000_000);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const sample = (values: fc.Arbitrary<string>) =>
  fc.record({ values: fc.array(values, { maxLength: 20 }), count: amount });

const call = fc.record({
  action: hostile(400),
  outcome: fc.constantFrom("success" as const, "throttled" as const, "failure" as const),
  clientId: maybe(hostile(600)),
  userAgent: maybe(hostile(400)),
  share,
});

const findingParts = fc.record({
  entity,
  rule: fc.constantFrom(...catalogue),
  target: fc.oneof(
    fc.constantFrom(TARGET, "web", "sms-settings", `principal:${ARN}`),
    hostile(600),
  ),
  start: fc.nat(240),
  length: fc.nat(120),
  severity: fc.constantFrom(...SEVERITIES),
  notify: fc.constantFrom("page" as const, "record" as const),
  level: fc.nat(6),
  status: fc.constantFrom("open" as const, "closed" as const),
  usd: fc.double({ min: 0, max: 1e6, noNaN: true }),
  isEstimate: fc.boolean(),
  accounts: fc.array(fc.oneof(fc.constant("111122223333"), hostile(60)), { maxLength: 25 }),
  regions: fc.array(fc.constantFrom("us-east-1", "eu-west-1"), { maxLength: 3 }),
  eventIds: fc.array(hostile(60), { maxLength: 5 }),
  count: amount,
  confirmed: amount,
  paid: amount,
  unexplained: maybe(amount),
  peak: amount,
  countIsUpperBound: fc.boolean(),
  usual: maybe(
    fc.record({
      peak: maybe(amount),
      confirmedShare: maybe(share),
      isShareAssumed: maybe(fc.boolean()),
      isConfirmationInvisible: maybe(fc.boolean()),
    }),
  ),
  sentNothing: maybe(fc.constant<true>(true)),
  isLearning: maybe(fc.constant(true)),
  suppressedBy: maybe(fc.constant("k6-runner")),
  drill: maybe(fc.constantFrom("weekly-47", "unnamed")),
  evidence: fc.record({
    calls: fc.array(call, { maxLength: 4 }),
    addresses: sample(ip),
    destinations: sample(fc.constantFrom("+998901xxxx", "+44770xxxx")),
  }),
});

/** Any finding that an older or stranger detector may have stored. */
const anyFinding: fc.Arbitrary<Finding> = findingParts.map(
  ({ rule, start, length, usd, isEstimate, ...rest }) => {
    const firstSeen = NIGHT + start * MINUTE_MS;
    return findingOf({
      ...rest,
      ruleId: rule.id,
      measure: rule.measure,
      attack: rule.attack,
      money: { usd, isEstimate },
      scope: rest.drill === undefined ? SCOPE : `111122223333/drill:${rest.drill}`,
      firstSeen,
      openedAt: firstSeen,
      firstFiring: firstSeen,
      lastSeen: firstSeen + length * MINUTE_MS,
    });
  },
);

export const REASONS: readonly Reason[] = [
  "opened",
  "escalated",
  "new rule",
  "tenfold",
  "closed",
  "reopened",
  "merged",
];

const findingStep: fc.Arbitrary<FindingStep> = fc.record({
  finding: anyFinding,
  kind: fc.constantFrom("opened", "escalated", "closed", "merged"),
  sequence: fc.integer({ min: 1, max: 999 }),
  atMs: fc.nat(1e6).map((ms) => NIGHT + ms),
  into: maybe(fc.constant("F0000000000000000000")),
});

export const incidentStep: fc.Arbitrary<IncidentStep> = fc
  .record({
    first: anyFinding,
    others: fc.array(anyFinding, { maxLength: 4 }),
    reasons: fc.subarray([...REASONS], { minLength: 1 }),
    revision: fc.integer({ min: 1, max: 999 }),
    atMs: fc.nat(1e6).map((ms) => NIGHT + ms),
    into: maybe(fc.constant("I0000000000000000000")),
  })
  .map(({ first, others, reasons, revision, atMs, into }) => {
    const { scope, target, drill, suppressedBy } = first;
    const findings = [first, ...others].map((finding, i): Finding => ({
      ...finding,
      scope,
      target,
      drill,
      suppressedBy,
      id: `F${i}`,
    }));
    const empty = { scope, target, version: 0, incidents: [] };
    const paging = findings.map((finding, i) =>
      i === 0 ? { ...finding, notify: "page" as const } : finding,
    );
    const { head } = foldIncidents(empty, paging, atMs, parseConfig({}));
    return { reasons, atMs, incident: { ...head.incidents[0]!, revision }, into };
  });

/** The step that an incident of one finding takes. */
export const incidentStepOf = (
  reasons: readonly Reason[],
  known: Parameters<typeof findingOf>[0] = {},
): StoredStep => ({
  type: "incident",
  reasons,
  atMs: NIGHT,
  incident: incidentFrom(findingOf(known)),
});

/** A step of either kind, as it is stored. */
export const storedStep: fc.Arbitrary<StoredStep> = fc.oneof(
  findingStep.map((step) => ({ type: "finding" as const, ...step })),
  incidentStep.map((step) => ({ type: "incident" as const, ...step })),
);
