import { dynamoDeps } from "../../lambda/adapters/deps";
import { parseConfig } from "../../lambda/core/model/config";
import { chains } from "../../lambda/core/model/interval";
import { parseRecord } from "../../lambda/core/sources";
import { HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { dynamoNotificationLog } from "../../lambda/adapters/state-table/notifications";
import { onDynamoLocal } from "../support/dynamo-local";
import { runWithFaults, type Arrival, type Outcome } from "../support/faults-run";
import { eventName } from "../support/notify-properties";
import { burst, LIVE, MIDNIGHT, ruleOf, unconfirmedBurst } from "../support/observations";
import { LATEST_MS } from "../support/parsing";
import { seeded, type Random } from "../support/random";
import { cognitoCall, eventBridge } from "../support/records";
import { expectBursts, expectCovered, expectNoneInvented } from "../support/reference";
import { newCoverage } from "../support/unconfirmed-properties";

const CLIENTS = Array.from({ length: 8 }, (_, i) => `app${i}`);
const WINDOW_MS = MINUTE_MS;
const QUIET_MS = 5 * MINUTE_MS;
const MESSAGES = 10_000;
const START = MIDNIGHT + HOUR_MS;
const TRAFFIC_MS = 3 * HOUR_MS;

/** Addresses by what they confirm: whether they did the day before, and whether they do now. */
const NEWCOMER = "192.0.2.1";
const KNOWN = "192.0.2.2";
const CONFIRMING = "192.0.2.3";
const KNOWN_AND_CONFIRMING = "192.0.2.4";
const ADDRESSES = [
  [NEWCOMER, 1],
  [KNOWN, 2],
  [CONFIRMING, 1],
  [KNOWN_AND_CONFIRMING, 2],
] as const;
/** An address that the database refuses to count, whenever it comes. */
const REFUSED = "192.0.2.66";

const config = parseConfig({
  learningDays: 0,
  quietMinutes: 5,
  pace: { laterMinutes: 1, repeatHours: [1], perHour: 60 },
});
const bursts = [5, 12].map((threshold) =>
  ruleOf(burst(threshold, WINDOW_MS), { id: `test-burst-${threshold}`, gapMs: QUIET_MS }),
);
const unconfirmed = ruleOf(unconfirmedBurst(8, WINDOW_MS, 0.2), {
  id: "test-unconfirmed-8",
  gapMs: QUIET_MS,
});
const rules = [...bursts, unconfirmed];

interface Call {
  readonly clientId: string;
  readonly ip: string;
  readonly at: number;
}

const bodyOf = (call: Call, random: Random, action = "ForgotPassword"): string =>
  JSON.stringify(eventBridge(cognitoCall({ ...call, action, id: random.uuid(), medium: "SMS" })));

/** Yesterday's confirmations: they must be known before today's requests are judged. */
function yesterday(random: Random): readonly Arrival[] {
  const at = MIDNIGHT - 6 * HOUR_MS;
  return CLIENTS.flatMap((clientId) =>
    [KNOWN, KNOWN_AND_CONFIRMING].map((ip) => {
      const body = bodyOf({ clientId, ip, at }, random, "ConfirmForgotPassword");
      return { body, atMs: START - 5 * MINUTE_MS };
    }),
  );
}

/** Requests of one address on one app client, and the confirmations that answer some of them. */
function burstOf(random: Random): readonly { readonly body: string; readonly at: number }[] {
  const call = { clientId: random.pick(CLIENTS), ip: random.weighted(ADDRESSES) };
  const confirms = call.ip === CONFIRMING || call.ip === KNOWN_AND_CONFIRMING;
  const share = confirms ? random.pick([0.05, 0.2, 0.3, 0.8]) : 0;
  const stepMs = random.integer(0, 10_000);
  let at = START + random.integer(0, TRAFFIC_MS);
  return Array.from({ length: random.integer(1, 60) }, () => {
    at += stepMs;
    const request = { body: bodyOf({ ...call, at }, random), at };
    if (!random.chance(share)) return [request];
    const answeredAt = at + random.integer(0, 4 * MINUTE_MS);
    const body = bodyOf({ ...call, at: answeredAt }, random, "ConfirmForgotPassword");
    return [request, { body, at: answeredAt }];
  }).flat();
}

/** What nobody can read, and what the database will never take. */
function poisonIn(random: Random): readonly Arrival[] {
  const unreadable = [
    "not JSON",
    '{"detail-type":"AWS API Call via CloudTrail"}',
    '{"lookAgain":{}}',
  ];
  const at = START + TRAFFIC_MS / 3;
  const refused = [0, 1].map((i) => bodyOf({ clientId: "app0", ip: REFUSED, at: at + i }, random));
  return [
    ...unreadable.map((body) => ({ body, atMs: START + random.integer(0, TRAFFIC_MS) })),
    ...refused.map((body) => ({ body, atMs: at })),
  ];
}

/** Messages in the order in which they come: late, twice, and with poison among them. */
function trafficOf(random: Random, poison: readonly Arrival[]): readonly Arrival[] {
  const comes = [...poison];
  const late = (): number => random.integer(0, random.chance(0.03) ? 4 * HOUR_MS : MINUTE_MS);
  while (comes.length < MESSAGES) {
    for (const { body, at } of burstOf(random)) {
      comes.push({ body, atMs: at + late() });
      if (random.chance(0.25)) comes.push({ body, atMs: at + late() });
    }
  }
  return comes.sort((a, b) => a.atMs - b.atMs);
}

/** What is in messages that can be read. */
const observationsIn = (bodies: readonly string[]) =>
  bodies.flatMap((body) =>
    parseRecord(JSON.parse(body), { config, fallbackId: "none", latestMs: LATEST_MS }).flatMap(
      (result) => (result.kind === "observations" ? result.observations : []),
    ),
  );

interface StepImage {
  readonly key: string;
  readonly step: {
    readonly type: string;
    readonly kind?: string;
    readonly finding?: { readonly id: string; readonly steps: number };
    readonly incident?: { readonly id: string; readonly revision: number };
  };
}

const stepsIn = ({ stored }: Outcome): readonly StepImage[] =>
  stored.flatMap(({ dynamodb }) => {
    const image = dynamodb?.NewImage;
    if (image?.kind?.S !== "step") return [];
    const step = JSON.parse(image.body!.S!) as StepImage["step"];
    return [{ key: `${image.pk!.S!} ${image.sk!.S!}`, step }];
  });

onDynamoLocal("the functions on DynamoDB under faults", (local) => {
  const random = seeded("faults");
  const poison = poisonIn(random);
  const waves = [yesterday(random), trafficOf(random, poison)];
  const poisonBodies = poison.map(({ body }) => body);
  let outcome: Outcome;

  beforeAll(async () => {
    outcome = await runWithFaults({
      local,
      random: seeded("fates"),
      rates: {
        throttled: 0.001,
        lost: 0.001,
        unanswered: 0.0015,
        conflict: 0.015,
        crashed: 0.002,
      },
      notifierRates: {
        throttled: 0.02,
        lost: 0.02,
        unanswered: 0.03,
        conflict: 0,
        crashed: 0.05,
      },
      rules,
      config,
      waves,
      poison: new Set(poisonBodies),
      refusedEntity: REFUSED,
      startMs: START - 5 * MINUTE_MS,
      batch: 100,
    });
  }, 900_000);

  const deps = () => ({ ...dynamoDeps(local.client, local.tables, config), rules });
  const targets = CLIENTS.map((client) => `client:${client}`);
  const observations = observationsIn(
    waves.flat().flatMap(({ body }) => (poisonBodies.includes(body) ? [] : [body])),
  );

  test("everything is done in the end, and every fault was met often", () => {
    const { sent, receives, faults, deferrals, mails, endMs, isDrained, ...rest } = outcome;
    const { refusedByBus, redriven, deadRequests, sweepsThatFailed } = rest;
    const repeated = [...mails.values()].filter((count) => count > 1).length;
    const counts = { ...faults, refusedByBus, redriven, deadRequests, sweepsThatFailed };
    console.info(
      `${sent} messages in ${receives} receives; ${JSON.stringify(counts)}; ` +
        `looks again: ${JSON.stringify(deferrals)}; ${stepsIn(outcome).length} steps; ` +
        `${mails.size} revisions told, ${repeated} of them twice, ` +
        `${rest.unconfirmed.size} confirmations lost after SNS had answered; ` +
        `${Math.round((endMs - START) / HOUR_MS)} hours on the clock`,
    );
    expect(isDrained).toBe(true);
    expect(sent).toBe(waves.flat().length);
    expect(sent).toBeGreaterThanOrEqual(MESSAGES);
    for (const count of Object.values(faults)) expect(count).toBeGreaterThan(20);
    for (const count of Object.values(deferrals)) expect(count).toBeGreaterThan(3);
    expect(refusedByBus).toBeGreaterThan(20);
    expect(repeated).toBeGreaterThan(0);
  });

  test("no finding is lost, none is doubled and the intervals are the reference's", async () => {
    await expectBursts({ ...deps(), isExact: false }, bursts, observations, "late");
  });

  test("where nobody confirms on the day, unconfirmed bursts are the reference's too", async () => {
    const silent = observations.filter(({ ip }) => ip === NEWCOMER || ip === KNOWN);
    await expectBursts({ ...deps(), isExact: false }, [unconfirmed], silent, "late");
  });

  test("no unconfirmed burst is missed, doubled or without its requests", async () => {
    const coverage = newCoverage();
    await expectCovered(deps(), unconfirmed, observations, coverage, "late");
    await expectNoneInvented(deps(), unconfirmed, observations);
    expect(coverage.excluded).toBe(0);
    expect(coverage.expected).toBeGreaterThan(60);
  });

  test("only what nobody can read or store stays in the dead letters", () => {
    expect(outcome.deadLetters.map(({ body }) => body).sort()).toEqual(poisonBodies.sort());
    expect(outcome.redriven).toBeLessThan(outcome.sent / 50);
    expect(outcome.deadRequests).toBe(0);
  });

  test("every step is stored once, numbered without a gap, and opens its finding once", () => {
    const steps = stepsIn(outcome);
    expect(new Set(steps.map(({ key }) => key)).size).toBe(steps.length);
    const opened = steps.filter(({ step }) => step.kind === "opened");
    expect(new Set(opened.map(({ step }) => step.finding!.id)).size).toBe(opened.length);
    const sequences = new Map<string, number[]>();
    for (const { step } of steps.filter((each) => each.step.type === "finding")) {
      const { id, steps: sequence } = step.finding!;
      sequences.set(id, [...(sequences.get(id) ?? []), sequence]);
    }
    for (const own of sequences.values()) {
      expect(own.sort((a, b) => a - b)).toEqual(own.map((_, i) => i + 1));
    }
  });

  test("every step is published", () => {
    const events = new Set(
      outcome.published.map(({ detail }) => {
        const { finding, incident, sequence } = detail as {
          readonly finding?: { readonly id: string };
          readonly incident?: { readonly id: string; readonly revision: number };
          readonly sequence?: number;
        };
        return `${finding?.id ?? incident!.id} ${sequence ?? incident!.revision}`;
      }),
    );
    for (const { step } of stepsIn(outcome)) {
      const { finding, incident } = step;
      expect(events).toContain(
        finding === undefined
          ? `${incident!.id} ${incident!.revision}`
          : `${finding.id} ${finding.steps}`,
      );
    }
  });

  test("the incidents are the chains of the findings", async () => {
    for (const target of targets) {
      const heads = await deps().findings.ofTarget(LIVE, target);
      const spans = heads.flatMap(({ findings }) =>
        findings.map(({ firstSeen, lastSeen }) => ({ fromMs: firstSeen, toMs: lastSeen })),
      );
      const expected = chains(spans, (span) => span, QUIET_MS).map((chain) => ({
        fromMs: Math.min(...chain.map(({ fromMs }) => fromMs)),
        toMs: Math.max(...chain.map(({ toMs }) => toMs)),
        status: "closed",
      }));
      const head = await deps().incidents.read(LIVE, target);
      const found = head!.incidents.map(({ firstSeen, lastSeen, status }) => ({
        fromMs: firstSeen,
        toMs: lastSeen,
        status,
      }));
      expect(found.sort((a, b) => a.fromMs - b.fromMs)).toEqual(expected);
    }
  });

  test("the last revision of every incident was told", async () => {
    const notified = dynamoNotificationLog(local.client, local.tables.state);
    let incidents = 0;
    for (const target of targets) {
      const all = await notified.ofTarget(LIVE, target);
      const head = await deps().incidents.read(LIVE, target);
      for (const { id, revision } of head!.incidents) {
        incidents++;
        expect(outcome.mails.get(`${id} ${revision}`)).toBeGreaterThanOrEqual(1);
        expect(all.find(({ incidentId }) => incidentId === id)?.revision).toBe(revision);
      }
    }
    expect(incidents).toBeGreaterThan(10);
  });

  test("no revision is told twice unless the notifier died between SNS's answer and the confirmation", () => {
    const unexplained = [...outcome.mails].filter(
      ([key, count]) => count - 1 > (outcome.unconfirmed.get(key) ?? 0),
    );
    expect(unexplained).toEqual([]);
  });

  test("PagerDuty shows what is so at the end, whatever was lost on the way", async () => {
    const open: string[] = [];
    let incidents = 0;
    for (const target of targets) {
      const head = await deps().incidents.read(LIVE, target);
      incidents += head!.incidents.length;
      open.push(...head!.incidents.filter((each) => each.status === "open").map(({ id }) => id));
    }
    const { service, lost } = outcome.pager;
    expect([...service.open.keys()].sort()).toEqual(open.sort());
    expect(new Set(service.taken.map(({ key }) => key)).size).toBeGreaterThanOrEqual(incidents);
    expect([...lost.values()].length).toBeGreaterThan(0);
  });

  test("no revision is sent to PagerDuty twice unless its function did not learn of the first time", () => {
    const { service, lost } = outcome.pager;
    const times = new Map<string, number>();
    for (const name of service.taken.map(eventName)) times.set(name, (times.get(name) ?? 0) + 1);
    const unexplained = [...times].filter(
      ([name, count]) => !name.endsWith(" end") && count - 1 > (lost.get(name) ?? 0),
    );
    expect(unexplained).toEqual([]);
  });
});
