import { dynamoWorld } from "../../lambda/adapters/dynamo-world";
import { parseConfig } from "../../lambda/core/config";
import { chains } from "../../lambda/core/interval";
import { parseRecord } from "../../lambda/core/sources";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../lambda/core/time";
import { dynamoToldStore } from "../../lambda/adapters/dynamo-told-store";
import { onDynamoLocal } from "../support/dynamo-local";
import { runWithFaults, type Outcome } from "../support/faults-run";
import { burst, LIVE, MIDNIGHT, ruleOf } from "../support/observations";
import { LATEST_MS } from "../support/parsing";
import { seeded } from "../support/random";
import { cognitoCall, eventBridge } from "../support/records";
import { expectBursts } from "../support/reference";

const CLIENTS = Array.from({ length: 8 }, (_, i) => `app${i}`);
const QUIET_MS = 5 * MINUTE_MS;
const MESSAGES = 10_000;

const config = parseConfig({
  quietMinutes: 5,
  pace: { laterMinutes: 1, repeatHours: [1], perHour: 60 },
});
const rules = [5, 12].map((threshold) =>
  ruleOf(burst(threshold, MINUTE_MS), { id: `test-burst-${threshold}`, quietMs: QUIET_MS }),
);

/** Envelopes in the order in which they come: late, twice, and with garbage among them. */
function deliveriesOf(count: number): { readonly bodies: string[]; readonly poison: string[] } {
  const random = seeded("faults");
  const comes: { readonly body: string; readonly at: number }[] = [];
  const late = (): number => random.integer(0, random.chance(0.03) ? 4 * HOUR_MS : 5 * MINUTE_MS);
  while (comes.length < count) {
    const call = { clientId: random.pick(CLIENTS), ip: `192.0.2.${random.integer(1, 4)}` };
    let at = MIDNIGHT + random.integer(0, 8 * HOUR_MS);
    const stepMs = random.integer(0, 10_000);
    for (let i = random.integer(1, 60); i > 0; i--) {
      at += stepMs;
      const body = JSON.stringify(
        eventBridge(cognitoCall({ ...call, at, id: random.uuid(), medium: "SMS" })),
      );
      comes.push({ body, at: at + late() });
      if (random.chance(0.25)) comes.push({ body, at: at + late() });
    }
  }
  const poison = ["not JSON", '{"detail-type":"AWS API Call via CloudTrail"}', '{"lookAgain":{}}'];
  for (const body of poison) comes.push({ body, at: MIDNIGHT + random.integer(0, 8 * HOUR_MS) });
  return { bodies: comes.sort((a, b) => a.at - b.at).map(({ body }) => body), poison };
}

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
  const { bodies, poison } = deliveriesOf(MESSAGES);
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
        crashed: 0.004,
      },
      rules,
      config,
      bodies,
      startMs: MIDNIGHT + DAY_MS,
      notifierRates: {
        throttled: 0.02,
        lost: 0.02,
        unanswered: 0.02,
        conflict: 0,
        crashed: 0.03,
      },
      batch: 100,
      budgetMs: 35_000,
    });
  }, 300_000);

  const sent = () => bodies.slice(0, outcome.sent);
  const world = () => ({ ...dynamoWorld(local.client, local.tables, config), rules });
  const targets = CLIENTS.map((client) => `client:${client}`);

  test("everything is done in the end, and every fault was met often", () => {
    const { faults, deliveries, mails, unconfirmed, endMs, refusedByBus, sweepsThatFailed } =
      outcome;
    const repeated = [...mails.values()].filter((count) => count > 1).length;
    const steps = stepsIn(outcome).length;
    console.info(
      `${outcome.sent} of ${bodies.length} messages in ${deliveries} deliveries; ${JSON.stringify({
        ...faults,
        refusedByBus,
        sweepsThatFailed,
        deadLooks: outcome.deadLooks,
      })}; ${steps} steps; ${mails.size} revisions told, ${repeated} of them twice, ` +
        `${unconfirmed.size} confirmations lost after SNS had answered; ` +
        `${Math.round((endMs - MIDNIGHT - DAY_MS) / HOUR_MS)} hours on the clock`,
    );
    expect(outcome.isDrained).toBe(true);
    for (const count of Object.values(faults)) expect(count).toBeGreaterThan(outcome.sent / 1000);
    expect(refusedByBus).toBeGreaterThan(outcome.sent / 1000);
    expect(repeated).toBeGreaterThan(0);
  });

  test("no finding is lost, none is doubled and the intervals are the reference's", async () => {
    const observations = observationsIn(sent().filter((body) => !poison.includes(body)));
    await expectBursts({ ...world(), isExact: false }, rules, observations, "late");
  });

  test("only what nobody can read ends in the dead letters", () => {
    expect(outcome.deadLetters.map(({ body }) => body).sort()).toEqual(
      sent()
        .filter((body) => poison.includes(body))
        .sort(),
    );
  });

  test("every step is stored once, numbered without a gap, and opens its finding once", () => {
    const steps = stepsIn(outcome);
    expect(new Set(steps.map(({ key }) => key)).size).toBe(steps.length);
    const opened = steps.filter(({ step }) => step.kind === "opened");
    expect(new Set(opened.map(({ step }) => step.finding!.id)).size).toBe(opened.length);
    const last = new Map<string, number>();
    for (const { step } of steps.filter((each) => each.step.type === "finding")) {
      const { id, steps: sequence } = step.finding!;
      expect(sequence).toBe((last.get(id) ?? 0) + 1);
      last.set(id, sequence);
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
      const heads = await world().findings.ofTarget(LIVE, target);
      const spans = heads.flatMap(({ findings }) =>
        findings.map(({ firstSeen, lastSeen }) => ({ fromMs: firstSeen, toMs: lastSeen })),
      );
      const expected = chains(spans, (span) => span, QUIET_MS).map((chain) => ({
        fromMs: Math.min(...chain.map(({ fromMs }) => fromMs)),
        toMs: Math.max(...chain.map(({ toMs }) => toMs)),
        status: "closed",
      }));
      const head = await world().incidents.read(LIVE, target);
      const found = head!.incidents.map(({ firstSeen, lastSeen, status }) => ({
        fromMs: firstSeen,
        toMs: lastSeen,
        status,
      }));
      expect(found.sort((a, b) => a.fromMs - b.fromMs)).toEqual(expected);
    }
  });

  test("the last revision of every incident was told", async () => {
    const told = dynamoToldStore(local.client, local.tables.state);
    let incidents = 0;
    for (const target of targets) {
      const all = await told.ofTarget(LIVE, target);
      const head = await world().incidents.read(LIVE, target);
      for (const { id, revision } of head!.incidents) {
        incidents++;
        expect(outcome.mails.get(`${id} ${revision}`)).toBeGreaterThanOrEqual(1);
        expect(all.find(({ incidentId }) => incidentId === id)?.revision).toBe(revision);
      }
    }
    expect(incidents).toBeGreaterThan(outcome.sent / 1000);
  });

  test("no revision is told twice unless the notifier died between SNS's answer and the confirmation", () => {
    const unexplained = [...outcome.mails].filter(
      ([key, count]) => count - 1 > (outcome.unconfirmed.get(key) ?? 0),
    );
    expect(unexplained).toEqual([]);
  });
});
