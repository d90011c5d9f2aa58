import { randomUUID } from "node:crypto";
import {
  PutEventsCommand,
  type EventBridgeClient,
  type PutEventsCommandOutput,
  type PutEventsRequestEntry,
} from "@aws-sdk/client-eventbridge";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DrillNews } from "../../../bin/drill/output";
import { outcomeOf } from "../../../bin/drill/run";
import { type CallTest, drillRecords } from "../../../bin/drill/records";
import { DRILL_TESTS, drillEvents, type DrillTest, targetOfDrill } from "../../../bin/drill/roads";
import { putDrill } from "../../../bin/drill/send";
import { watchDrill } from "../../../bin/drill/watch";
import { memoryDeps } from "../../../lambda/adapters/deps";
import { parseConfig } from "../../../lambda/core/model/config";
import { detect } from "../../../lambda/core/engine";
import { foldTargets } from "../../../lambda/core/incidents/fold-targets";
import { notify } from "../../../lambda/core/notifications/notify";
import type { Observation } from "../../../lambda/core/model/observation";
import { parseRecord } from "../../../lambda/core/sources";
import { readMessage } from "../../../lambda/detect/message";
import { outbox } from "../../support/incidents";
import { COMMAND_LINE, smspump } from "../../support/smspump";

const ACCOUNT = "111122223333";
const NOW = Date.parse("2026-11-22T11:00:00.700Z");
const CONFIG = parseConfig({});
const CONTEXT = { config: CONFIG, fallbackId: "drill", latestMs: NOW };

const newId = randomUUID;

const recordsOf = (test: CallTest) =>
  drillRecords({ test, account: ACCOUNT, region: "eu-west-1", endMs: NOW, newId });

const eventsOf = (test: DrillTest) =>
  drillEvents(test, { account: ACCOUNT, region: "eu-west-1", endMs: NOW, newId });

const observationsOf = (test: CallTest): readonly Observation[] =>
  recordsOf(test)
    .flatMap((record) => parseRecord(record, CONTEXT))
    .flatMap((result) => {
      if (result.kind !== "observations") throw new Error(result.reason);
      return result.observations;
    });

const ageOf = ({ atMs }: Observation): number => NOW - atMs;

describe("the records of a drill", () => {
  test("are 15 texts of one user to one number within 5 seconds", () => {
    const observations = observationsOf("1");
    expect(observations).toHaveLength(15);
    for (const observation of observations) {
      expect(observation).toMatchObject({
        source: "sms-voice-send",
        kind: "sms-sent",
        outcome: "success",
        account: ACCOUNT,
        region: "eu-west-1",
        ip: "198.51.100.23",
        destination: "+12065550100",
      });
      expect(ageOf(observation)).toBeGreaterThanOrEqual(0);
      expect(ageOf(observation)).toBeLessThan(6_000);
    }
  });

  test("are 20 ForgotPassword within 10 seconds, throttled after the fifth", () => {
    const observations = observationsOf("2");
    const outcomes = observations.map(({ outcome }) => outcome);
    expect(outcomes).toEqual([
      ...Array<string>(5).fill("success"),
      ...Array<string>(15).fill("throttled"),
    ]);
    for (const observation of observations) {
      expect(observation).toMatchObject({
        source: "cognito-api",
        action: "ForgotPassword",
        delivery: expect.stringMatching(/^(sms|possible)$/) as string,
      });
      expect(ageOf(observation)).toBeGreaterThanOrEqual(0);
      expect(ageOf(observation)).toBeLessThan(11_000);
    }
  });

  test.each(["1", "2"] as const)("of test %s have an id each, and others the next time", (test) => {
    const ids = [...recordsOf(test), ...recordsOf(test)].map(({ eventID }) => eventID);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** The drill as the detector, the relay and the mailer run it, as far as `until`. */
async function run(test: DrillTest, until: "detect" | "relay" | "notify") {
  const { mails, mailer } = outbox();
  const deps = memoryDeps(CONFIG, mailer);
  const bodies = eventsOf(test).map(({ detailType, detail }) =>
    JSON.stringify({
      "detail-type": detailType,
      resources: ["drill:d-1"],
      detail,
    }),
  );
  for (const body of bodies) {
    const message = readMessage(body, true, CONTEXT);
    if (message.kind !== "observations") throw new Error(message.kind);
    await detect(message.observations, NOW + 2_000, deps, message.drill);
  }
  const scope = `${ACCOUNT}/drill:d-1`;
  const target = targetOfDrill(test, ACCOUNT);
  if (until !== "detect") await foldTargets(scope, [target], NOW + 3_000, deps);
  const head = await deps.incidents.read(scope, target);
  for (const { id } of until === "notify" ? head!.incidents : []) {
    await notify({ scope, target, incidentId: id }, NOW + 4_000, deps);
  }
  let nowMs = NOW;
  const lines: string[] = [];
  const watched = await watchDrill(
    { scope, targets: [target, "client:another"], sinceMs: NOW - 5_000 },
    120_000,
    deps,
    {
      nowMs: () => nowMs,
      pause: () => {
        nowMs += 1_000;
        return Promise.resolve();
      },
      print: ({ text }) => lines.push(text),
    },
  );
  return { lines, watched, missing: watched.missing, mails, waitedMs: nowMs - NOW };
}

describe("a drill that is watched", () => {
  test.each([
    ["1", "sms-api-burst"],
    ["1-delivery-log", "sms-api-burst"],
    ["2", "cognito-sms-burst"],
    ["3", "otp-send-burst"],
    ["3-app-requests", "otp-send-burst"],
    ["4", "sms-api-burst"],
  ] as const)("of test %s trips %s and is told to the drills' readers", async (test, ruleId) => {
    const { lines, missing, mails } = await run(test, "notify");
    expect(missing).toBeUndefined();
    expect(lines.filter((line) => / s {2}finding /.test(line)).join("\n")).toContain(ruleId);
    expect(
      lines.filter((line) => / s {2}incident {2}\w+ revision 1, high/.test(line)),
    ).toHaveLength(1);
    // CloudTrail keeps whole seconds: the newest is of 11:00:00, it was told at 11:00:04.7.
    const seconds = test === "1" || test === "2" ? "4.7" : "4.0";
    expect(lines.at(-1)).toMatch(/^ +4\.[07] s {2}told {6}\w+ revision 1$/);
    expect(lines.at(-1)).toContain(`${seconds} s`);
    expect(mails.map(({ audience }) => audience)).toEqual(["drills"]);
  });

  test.each([
    ["detect", /the finding made no incident: .*relay/],
    ["relay", /the incident was not told: .*NotifyQueueUrl/],
  ] as const)("shows each thing once and says what is missing after %s", async (until, said) => {
    const { lines, missing, waitedMs } = await run("2", until);
    expect(missing).toMatch(said);
    expect(waitedMs).toBe(120_000);
    expect(new Set(lines).size).toBe(lines.length);
  });

  test("of which nothing comes names the queues and the detector", async () => {
    const deps = memoryDeps(CONFIG, outbox().mailer);
    const watcher = { nowMs: () => NOW, pause: () => Promise.resolve(), print: () => undefined };
    const traces = { scope: "s", targets: ["client:c"], sinceMs: 0 };
    const { missing } = await watchDrill(traces, 0, deps, watcher);
    expect(missing).toMatch(/^no finding: .*DrillsQueueUrl/);
  });
});

describe("a drill that was told", () => {
  test("is a success only where somebody reads the e-mail", async () => {
    const { watched } = await run("2", "notify");
    const printed: string[] = [];
    const print = ({ text }: DrillNews) => printed.push(text);
    const why = "nobody is subscribed to the drills topic";
    expect(outcomeOf(watched, { kind: "none", why }, print)).toBe(
      `the e-mail was sent to nobody: ${why}`,
    );
    expect(printed).toEqual([]);
    expect(outcomeOf(watched, { kind: "some" }, print)).toBeUndefined();
    expect(printed).toEqual(["told: 20 messages counted; the e-mail is on the drills topic only"]);
  });
});

describe("putting a drill", () => {
  /** Puts a drill onto a bus that answers as told, and shows what it was given. */
  async function put(answer: PutEventsCommandOutput): Promise<PutEventsRequestEntry[][]> {
    const batches: PutEventsRequestEntry[][] = [];
    const send = (command: object): Promise<unknown> => {
      if (!(command instanceof PutEventsCommand)) return Promise.resolve({});
      batches.push(command.input.Entries!);
      return Promise.resolve(answer);
    };
    await putDrill({ send } as unknown as EventBridgeClient, "findings", "d-1", eventsOf("2"));
    return batches;
  }

  test("goes to the bus in tens, from the source that the deployed rule takes", async () => {
    const batches = await put({ FailedEntryCount: 0, $metadata: {} });
    expect(batches.map(({ length }) => length)).toEqual([10, 10]);
    for (const entry of batches.flat()) {
      expect(entry).toMatchObject({
        EventBusName: "findings",
        Source: "sms-pumping.drill",
        Resources: ["drill:d-1"],
      });
    }
  });

  test("refuses to go on when the bus has refused a record", async () => {
    const Entries = [{ EventId: "1" }, { ErrorCode: "ThrottlingException", ErrorMessage: "slow" }];
    await expect(put({ FailedEntryCount: 1, Entries, $metadata: {} })).rejects.toThrow(
      "findings refused 1 of 10 events: ThrottlingException slow",
    );
  });
});

describe("smspump drill", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "drill-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const outputs = (value: unknown): string => {
    const file = join(folder, "outputs.json");
    writeFileSync(file, typeof value === "string" ? value : JSON.stringify(value));
    return file;
  };

  test.each([
    [["drill", "send", "--test", "5"], `Allowed choices are ${DRILL_TESTS.join(", ")}`],
    [["drill", "send", "--id", "with space"], "Give up to 64 letters"],
    [["drill", "send", "--account", "12"], "Give the 12 digits"],
    [["drill", "watch"], "required option '--id <name>' not specified"],
    [["drill", "watch", "--id", "a", "--timeout", "0"], "Give a whole number of seconds"],
  ])("refuses %j with 2 and two examples", (args, said) => {
    const { status, stderr } = smspump(args);
    expect(status).toBe(2);
    expect(stderr).toContain(said);
    expect(stderr).toMatch(/\nHelp: smspump drill( \w+)? --help\n$/);
  });

  test("refuses a missing file of outputs and says how to make it", () => {
    const { status, stderr } = smspump(["drill", "send", "--outputs", join(folder, "none.json")]);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^\S+none\.json: no such file or folder; write it with "npx cdk deploy --all --outputs-file \S+", or give --bus, --account\n$/,
    );
  });

  test.each([
    ["not JSON", /got no JSON/],
    [{ Other: {} }, /got no stack SmsPumpingDetection \(it has Other\); name one with --stack/],
    [{ SmsPumpingDetection: {} }, /has no BusName; deploy it again/],
  ])("refuses outputs that are %j", (value, said) => {
    const { status, stderr } = smspump(["drill", "send", "--outputs", outputs(value)]);
    expect(status).toBe(2);
    expect(stderr).toMatch(said);
  });

  test("tells in one line that AWS cannot be reached, and exits with 1", () => {
    const file = outputs({
      SmsPumpingDetection: {
        BusName: "findings",
        DrillsTopicArn: `arn:aws:sns:us-east-1:${ACCOUNT}:drills`,
      },
    });
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      [COMMAND_LINE, "drill", "send", "--outputs", file],
      {
        encoding: "utf8",
        env: {
          ...process.env,
          AWS_ENDPOINT_URL: "http://127.0.0.1:9",
          AWS_ACCESS_KEY_ID: "test",
          AWS_SECRET_ACCESS_KEY: "test",
        },
      },
    );
    expect(stderr).toMatch(/^drill: .*ECONNREFUSED.*look at AWS_ENDPOINT_URL\n$/);
    expect([status, stdout]).toEqual([1, ""]);
  });
});
