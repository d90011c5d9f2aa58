import { memoryDeps } from "../../../../lambda/adapters/deps";
import { detect, evaluateDeferred, type Detection } from "../../../../lambda/core/engine";
import { sweep } from "../../../../lambda/core/findings/sweep";
import { foldTargets } from "../../../../lambda/core/incidents/fold-targets";
import type { Incident } from "../../../../lambda/core/incidents/incident";
import { parseConfig } from "../../../../lambda/core/model/config";
import type { Observation } from "../../../../lambda/core/model/observation";
import { MINUTE_MS } from "../../../../lambda/core/model/time";
import { inOrder, replay } from "../../../../lambda/core/replay";
import { parseRecord } from "../../../../lambda/core/sources";
import { onceEach } from "../../../../lambda/core/sources/primary-log";
import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { readMessage } from "../../../../lambda/detect/message";
import { fixture } from "../../../support/fixtures";
import { outbox } from "../../../support/incidents";
import { contextOf } from "../../../support/parsing";
import { seeded, type Random } from "../../../support/random";
import { runs } from "../../../support/runs";

const START = Date.parse("2026-11-21T03:10:00.000Z");
const REQUESTS = 60;
const IP = "198.51.100.23";
const PATH = "/api/auth/send-otp";

const iso = (atMs: number): string => new Date(atMs).toISOString();
const MONTH = "Nov";

/** One request as five logs have it, each in the format that the configuration calls it. */
const LOGS: readonly {
  readonly format: string;
  readonly source: string;
  readonly record: (atMs: number, index: number) => JsonObject | string;
}[] = [
  {
    format: "waf",
    source: "waf-log",
    record: (atMs) => {
      const record = fixture("access/waf-alb");
      const request = { ...(record.httpRequest as JsonObject), clientIp: IP, uri: PATH };
      return { ...record, timestamp: atMs, httpRequest: request };
    },
  },
  {
    format: "alb",
    source: "alb-log",
    record: (atMs) =>
      `https ${iso(atMs + 90).replace("Z", "000Z")} app/shop/0a1b ${IP}:2817 10.0.0.1:80 0.0 0.0 0.0 200 200 34 366 "POST https://shop.example.com:443${PATH} HTTP/1.1" "curl/8" - - - "-" "-" "-" 0 ${iso(atMs).replace("Z", "000Z")} "forward"`,
  },
  {
    format: "combined",
    source: "combined-log",
    record: (atMs) =>
      `${IP} - - [21/${MONTH}/2026:${iso(atMs).slice(11, 19)} +0000] "POST ${PATH} HTTP/1.1" 200 34 "-" "curl/8"`,
  },
  {
    format: "azure-requests",
    source: "app-requests",
    record: (atMs, index) => ({
      Type: "AppRequests",
      TimeGenerated: iso(atMs),
      Id: `r${index}`,
      Name: `POST ${PATH}`,
      Url: `https://shop.example.com${PATH}`,
      ResultCode: "200",
      ClientIP: IP,
      ItemCount: 1,
    }),
  },
  {
    format: "ecs",
    source: "ecs-http",
    record: (atMs, index) => ({
      "@timestamp": iso(atMs),
      event: { id: `e${index}` },
      source: { ip: IP },
      http: { request: { method: "POST" }, response: { status_code: 200 } },
      url: { path: PATH },
    }),
  },
];

interface Arrival {
  readonly arrivesMs: number;
  readonly observations: readonly Observation[];
}

/** Every log's message about every request, each log as late as it happens to be. */
function arrivals(random: Random, primaryWebLog: string | undefined): readonly Arrival[] {
  const context = contextOf(primaryWebLog === undefined ? {} : { primaryWebLog });
  return LOGS.flatMap(({ format, source, record }) => {
    const lateMs = random.pick([0, 1, 5, 60]) * MINUTE_MS;
    return Array.from({ length: REQUESTS }, (_, index): Arrival => {
      const atMs = START + index * 2_000;
      const records = [{ id: `${source}/${index}`, record: record(atMs, index) }];
      const body = JSON.stringify({ intake: 1, format, account: "111122223333", records });
      const message = readMessage(body, false, context);
      if (message.kind !== "observations") throw new Error(JSON.stringify(message));
      const jitterMs = random.integer(0, MINUTE_MS);
      return { arrivesMs: atMs + lateMs + jitterMs, observations: message.observations };
    });
  });
}

async function incidentsFrom(
  all: readonly Arrival[],
  random: Random,
): Promise<readonly Incident[]> {
  const deps = memoryDeps(parseConfig({}), outbox().mailer);
  let deferred: Detection["deferred"] = [];
  for (let nowMs = START; nowMs < START + 180 * MINUTE_MS; nowMs += MINUTE_MS) {
    const due = all.filter(({ arrivesMs }) => arrivesMs > nowMs - MINUTE_MS && arrivesMs <= nowMs);
    const batch = random.shuffle(due).flatMap(({ observations }) => observations);
    const dueNow = deferred.filter(({ dueAtMs }) => dueAtMs <= nowMs);
    const detections = [await detect(batch, nowMs, deps)];
    for (const each of dueNow) detections.push(await evaluateDeferred(each, nowMs, deps));
    deferred = [
      ...deferred.filter(({ dueAtMs }) => dueAtMs > nowMs),
      ...detections.flatMap((detection) => detection.deferred),
    ];
    const ended = await sweep(nowMs, deps);
    for (const { finding } of [...detections.flatMap(({ steps }) => steps), ...ended]) {
      await foldTargets(finding.scope, [finding.target], nowMs, deps);
    }
  }
  const head = await deps.incidents.read("111122223333/live", "web");
  return head?.incidents ?? [];
}

describe("one attack through five logs", () => {
  it("is one incident with the count of one log, whichever counts, shuffled and late", async () => {
    for (let run = 0; run < runs(20); run++) {
      const random = seeded(`five logs ${run}`);
      const { source } = LOGS[run % LOGS.length]!;
      const incidents = await incidentsFrom(arrivals(random, source), random);
      expect(incidents).toHaveLength(1);
      expect(incidents[0]).toMatchObject({ count: REQUESTS, countIsUpperBound: false });
    }
  });

  it("would count five times where nothing chooses", async () => {
    const random = seeded("five logs at once");
    const incidents = await incidentsFrom(arrivals(random, undefined), random);
    expect(incidents[0]!.count).toBeGreaterThan(2 * REQUESTS);
  });

  it("counts once in replay, where nobody has to choose", async () => {
    const all = arrivals(seeded("replayed"), undefined).flatMap((each) => each.observations);
    const once = onceEach(all, parseConfig({}));
    expect(new Set(once.map(({ source }) => source))).toEqual(new Set(["waf-log"]));
    const { incidents } = await replay(inOrder(once), memoryDeps(parseConfig({}), outbox().mailer));
    expect(incidents).toMatchObject([{ count: REQUESTS }]);
  });
});

describe("web logs that are evidence only", () => {
  it("neither ask for a code nor confirm one, and are known by their name too", () => {
    const message = (stream: string) => ({
      intake: 1,
      format: "combined",
      stream,
      records: [{ id: "x", record: LOGS[2]!.record(START, 0) }],
    });
    const observe = (stream: string) =>
      parseRecord(message(stream), contextOf({ primaryWebLog: "/shop/access" }))[0];
    expect(observe("/shop/access")).toMatchObject({
      observations: [{ delivery: "possible", web: { path: [PATH] } }],
    });
    const other = observe("/blog/access");
    expect(other).toMatchObject({ observations: [{ delivery: "none" }] });
    expect(other).not.toHaveProperty("observations.0.web.path");
  });
});

describe("recorded traffic", () => {
  const web = (source: Observation["source"], atMs: number): Observation => ({
    id: `${source}/${atMs}`,
    atMs,
    source,
    kind: "web-request",
    action: "POST",
    outcome: "success",
    delivery: "possible",
    web: {
      category: [],
      protocol: [],
      method: ["POST"],
      path: [PATH],
      query: [],
      original: [],
      status: [200],
    },
  });

  it("takes each hour from the outermost log that has it", () => {
    const hour = 60 * MINUTE_MS;
    const all = [
      web("alb-log", START),
      web("cloudfront-log", START + 1),
      web("alb-log", START + hour),
      web("ecs-http", START + 2 * hour),
    ];
    expect(onceEach(all, parseConfig({})).map(({ id }) => id)).toEqual(
      [all[1], all[2], all[3]].map((each) => each!.id),
    );
    expect(onceEach(all, parseConfig({ primaryWebLog: "alb-log" }))).toEqual(all);
  });

  it("takes an inner log where the attack went round the outer one, or that one keeps only some", () => {
    const attack = Array.from({ length: 30 }, (_, i) => web("alb-log", START + 1000 * i));
    const beside = [web("cloudfront-log", START + 1), web("waf-log", START + 2)];
    expect(onceEach([...beside, ...attack], parseConfig({}))).toEqual(attack);
    const half = Array.from({ length: 15 }, (_, i) => web("waf-log", START + 1000 * i));
    expect(onceEach([...half, ...attack], parseConfig({}))).toEqual(half);
  });

  it("has a text once: by its call, else by the record with the number", () => {
    const text = (source: Observation["source"], more: Partial<Observation>): Observation => ({
      id: "msg:one",
      atMs: START,
      source,
      kind: "sms-sent",
      action: "TextMessage",
      outcome: "success",
      delivery: "sms",
      ...more,
    });
    const call = text("sms-voice-send", { id: "ct:1", messageId: "one" });
    const event = text("sms-event", {});
    const numbered = text("sns-delivery", { destination: "+12025550107" });
    const verdict = text("sms-event", { id: "msg:one!AIT", kind: "provider-verdict" });
    const once = (...all: readonly Observation[]) => onceEach(all, parseConfig({}));
    expect(once(event, call, numbered, verdict)).toEqual([call, verdict]);
    expect(once(event, numbered)).toEqual([numbered]);
    expect(once(event)).toEqual([event]);
  });
});
