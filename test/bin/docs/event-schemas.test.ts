import { exampleDetails } from "../../../bin/docs/examples/examples";
import { findingDetail, incidentDetail } from "../../../bin/docs/event-schemas";
import { detect, evaluateDeferred } from "../../../lambda/core/engine";
import { sweep } from "../../../lambda/core/findings/sweep";
import { foldTargets } from "../../../lambda/core/incidents/fold-targets";
import { eventOf } from "../../../lambda/core/incidents/relay";
import type { PublishedEvent } from "../../../lambda/core/incidents/published";
import type { JsonObject } from "../../../lambda/core/sources/records/json";
import { inOrder, replay } from "../../../lambda/core/replay";
import { MINUTE_MS } from "../../../lambda/core/model/time";
import { NIGHT, observed } from "../../support/incidents";
import { keepingSteps } from "../../support/kept-steps";
import { cognitoCall, publishToNumber, sendTextMessage, webRequest } from "../../support/records";

async function published(
  records: readonly JsonObject[],
  settings: JsonObject = {},
): Promise<readonly PublishedEvent[]> {
  const { deps, steps: kept } = keepingSteps(settings);
  await replay(inOrder(observed(records, deps.config)), deps);
  return kept.map(eventOf);
}

/** Batches in the order in which they arrive, each folded and swept a minute later. */
async function arriving(
  batches: readonly (readonly JsonObject[])[],
  drill?: string,
): Promise<readonly PublishedEvent[]> {
  // Over a day it would see the attacks as one from the start.
  const { deps, steps: kept } = keepingSteps({ rules: { "cognito-ip-slow": { enabled: false } } });
  let nowMs = NIGHT + 60 * MINUTE_MS;
  for (const batch of batches) {
    nowMs += MINUTE_MS;
    const { steps, deferred } = await detect(observed(batch), nowMs, deps, drill);
    const all = [...steps];
    for (const due of deferred) all.push(...(await evaluateDeferred(due, due.dueAtMs, deps)).steps);
    const { scope, target } = all[0]!.finding;
    await foldTargets(scope, [target], nowMs, deps);
  }
  for (const { finding } of await sweep(nowMs + 60 * MINUTE_MS, deps)) {
    await foldTargets(finding.scope, [finding.target], nowMs + 60 * MINUTE_MS, deps);
  }
  return kept.map(eventOf);
}

const many = (count: number, make: (i: number) => JsonObject): readonly JsonObject[] =>
  Array.from({ length: count }, (_, i) => make(i));

const flood = (count: number, startMs = NIGHT): readonly JsonObject[] =>
  many(count, (i) =>
    cognitoCall({
      id: `flood-${startMs}-${i}`,
      at: startMs + i * 1000,
      ip: "198.51.100.24",
      userAgent: "Go-http-client/2.0",
      medium: "SMS",
      outcome: i % 3 === 0 ? "throttled" : "success",
    }),
  );

const botnet = many(400, (i) =>
  cognitoCall({
    id: `bot-${i}`,
    at: NIGHT + i * 500,
    action: "SignUp",
    ip: `198.18.0.${(i % 30) + 1}`,
    userAgent: i % 2 === 0 ? "" : "python-requests/2.31.0",
    medium: "SMS",
  }),
);

const suppressions = [
  {
    id: "k6-runner",
    cidr: "198.51.100.24/32",
    expires: "2026-11-28T00:00:00Z",
    owner: "qa",
    reason: "load test",
  },
];

const text = (count: number): readonly JsonObject[] =>
  many(count, (i) =>
    sendTextMessage({
      id: `text-${i}`,
      at: NIGHT + i * 1000,
      user: "deploy-bot",
      destination: `+9989012${1000 + i}`,
    }),
  );

const STORIES: Readonly<Record<string, () => Promise<readonly PublishedEvent[]>>> = {
  "a flood from one address": () => published(flood(20)),
  "a flood that escalates": () => published(flood(290)),
  "a botnet": () => published(botnet),
  "texts to many numbers": () => published(text(30)),
  "a burst of publishes": () =>
    published(
      many(15, (i) => publishToNumber({ id: `p-${i}`, at: NIGHT + i * 300, user: "deploy-bot" })),
    ),
  "a form that is abused": () =>
    published(
      many(90, (i) =>
        webRequest({ id: `w-${i}`, at: NIGHT + i * 500, ip: "203.0.113.7", path: "/send-otp" }),
      ),
    ),
  "suppressed traffic": () => published(flood(60), { suppressions }),
  "a drill": () => arriving([flood(20)], "weekly-47"),
  "two attacks that late events make one": () =>
    arriving([
      flood(12, NIGHT),
      flood(12, NIGHT + 50 * MINUTE_MS),
      flood(12, NIGHT + 25 * MINUTE_MS),
    ]),
};

const asJson = (detail: object): unknown => JSON.parse(JSON.stringify(detail));

const notified = new Map<string, readonly PublishedEvent[]>();

beforeAll(async () => {
  for (const [name, tell] of Object.entries(STORIES)) notified.set(name, await tell());
});

test.each(Object.keys(STORIES))("%s is published as the schemas say, and nothing else", (name) => {
  const events = notified.get(name)!;
  expect(events.map(({ detailType }) => detailType)).toContain("SMS Pumping Finding");
  for (const { detailType, detail } of events) {
    const schema = detailType === "SMS Pumping Finding" ? findingDetail : incidentDetail;
    expect(schema.safeParse(asJson(detail)).error?.issues).toBeUndefined();
  }
});

test("the stories hold every step, drills, suppressed traffic and mergers of both kinds", () => {
  const details = [...notified.values()]
    .flat()
    .map(({ detail }) => detail as Record<string, unknown>);
  const steps = new Set(details.map(({ step }) => step));
  expect([...steps]).toEqual(expect.arrayContaining(["opened", "escalated", "closed", "merged"]));
  const text = JSON.stringify(details);
  expect(text).toContain('"drill":"weekly-47"');
  expect(text).toContain('"suppressedBy":"k6-runner"');
  expect(details.filter((d) => d.mergedInto !== null && "finding" in d)).not.toEqual([]);
  expect(details.filter((d) => d.mergedInto !== null && "incident" in d)).not.toEqual([]);
});

test("refuses a field that the contract does not name", () => {
  const { detail } = notified.get("a flood from one address")![0]!;
  const more = { ...(asJson(detail) as JsonObject), phoneNumber: "+15550001234" };
  expect(findingDetail.safeParse(more).error?.issues).toMatchObject([
    { code: "unrecognized_keys", keys: ["phoneNumber"] },
  ]);
});

test.each(["finding", "incident"] as const)(
  "the page's example of a %s is what is published of recorded calls",
  async (kind) => {
    const type = kind === "finding" ? "SMS Pumping Finding" : "SMS Pumping Incident";
    const events = notified.get("a flood from one address")!;
    const published = events.find(({ detailType }) => detailType === type)!;
    expect((await exampleDetails())[kind]).toEqual(published.detail);
  },
);
