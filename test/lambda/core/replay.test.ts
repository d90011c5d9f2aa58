import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { activeRules } from "../../../lambda/core/rules/active-rule";
import { memoryDeps } from "../../../lambda/adapters/deps";
import { parseConfig } from "../../../lambda/core/model/config";
import type { Incident } from "../../../lambda/core/incidents/incident";
import type { LinksOf } from "../../../lambda/core/incidents/linked-targets";
import type { JsonObject } from "../../../lambda/core/sources/records/json";
import { inOrder, isCounted, replay } from "../../../lambda/core/replay";
import { catalogue } from "../../../lambda/core/rules";
import { DAY_MS, MINUTE_MS } from "../../../lambda/core/model/time";
import { NIGHT, observed, outbox, replayed } from "../../support/incidents";
import { seeded } from "../../support/random";
import { cognitoCall, type CognitoCall } from "../../support/records";
import { SCENARIOS } from "../../support/scenarios";

const textOf = (name: string): string => readFileSync(join(SCENARIOS, name), "utf8");

/** The records of a scenario, each by itself. */
function recordsOf(name: string): readonly JsonObject[] {
  if (name.endsWith(".json")) return [JSON.parse(textOf(name)) as JsonObject];
  return textOf(name)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as JsonObject);
}

const rulesOf = (incidents: readonly Incident[]): readonly (readonly string[])[] =>
  incidents.map(({ rules }) => rules.map(({ ruleId }) => ruleId).sort());

describe("the published validation tests page once each:", () => {
  test.each([
    ["page-test-1-sns-publish.json", ["sms-api-burst"]],
    [
      "page-test-2-forgot-password.ndjson",
      ["cognito-ip-slow", "cognito-network-burst", "cognito-sms-burst"],
    ],
    ["page-test-3-send-otp.ndjson", ["otp-send-burst"]],
    ["page-test-3-send-otp.elastic.ndjson", ["otp-send-burst"]],
  ])("%s by %j", async (name, rules) => {
    const { incidents, mails } = await replayed(recordsOf(name));
    expect(rulesOf(incidents)).toEqual([rules]);
    expect(mails.map(({ body }) => body.split(" ")[0])).toEqual(["ONGOING", "OVER"]);
  });
});

/** Each traffic file with the configuration that the documentation recommends for it, if any. */
const HARMLESS = readdirSync(SCENARIOS)
  .filter((name) => name.startsWith("false-positive") && !name.endsWith(".config.json"))
  .map((name) => {
    const stem = name.replace(/\.(cognito\.json|web\.ndjson)$/, "");
    const isWeb = name.endsWith(".web.ndjson");
    const config = readdirSync(SCENARIOS).find(
      (file) => file === `${stem}.config.json` || (isWeb && file === `${stem}.web.config.json`),
    );
    return { name, config };
  });

describe("harmless traffic pages nobody:", () => {
  test("all four kinds are here, in CloudTrail and in web logs", () => {
    expect(HARMLESS).toHaveLength(8);
    expect(HARMLESS.filter(({ config }) => config === undefined)).toHaveLength(3);
  });

  test.each(HARMLESS)("$name with $config", async ({ name, config }) => {
    const settings = config === undefined ? {} : (JSON.parse(textOf(config)) as JsonObject);
    const { incidents, mails, findings } = await replayed(recordsOf(name), settings);
    expect(incidents).toEqual([]);
    expect(mails).toEqual([]);
    expect(findings.filter(({ notify }) => notify === "page")).toEqual([]);
  });

  test.each(HARMLESS.filter(({ config }) => config !== undefined))(
    "$name would page without $config, whose findings are kept and marked",
    async ({ name, config }) => {
      expect((await replayed(recordsOf(name))).incidents.length).toBeGreaterThan(0);
      const { findings } = await replayed(
        recordsOf(name),
        JSON.parse(textOf(config!)) as JsonObject,
      );
      expect(findings.length).toBeGreaterThan(0);
      for (const finding of findings) expect(finding.suppressedBy).toBeDefined();
    },
  );
});

test("the order of records changes nothing", async () => {
  const records = [
    ...recordsOf("page-test-2-forgot-password.ndjson"),
    ...recordsOf("page-test-3-send-otp.ndjson"),
    ...(recordsOf("false-positive-1-load-test.cognito.json")[0]!.Records as JsonObject[]),
  ];
  const straight = await replayed(records);
  expect(straight.incidents.length).toBeGreaterThanOrEqual(3);
  for (const seed of ["a", "b", "c"]) {
    const shuffled = await replayed(seeded(seed).shuffle([...records, ...records.slice(0, 50)]));
    expect(shuffled.findings).toEqual(straight.findings);
    expect(shuffled.incidents).toEqual(straight.incidents);
    expect(shuffled.mails).toEqual(straight.mails);
  }
});

/** Twelve sign-ups of one address in twelve seconds. */
const burstAt = (atMs: number, ip = "203.0.113.7", call: CognitoCall = {}): readonly JsonObject[] =>
  Array.from({ length: 12 }, (_, i) =>
    cognitoCall({ at: atMs + i * 1000, action: "SignUp", ip, medium: "SMS", ...call }),
  );

test("bursts on one target within the session gap are one incident, later ones another", async () => {
  const records = [
    ...burstAt(NIGHT),
    ...burstAt(NIGHT + 25 * MINUTE_MS, "198.51.100.1"),
    ...burstAt(NIGHT + 120 * MINUTE_MS, "192.0.2.1"),
  ];
  const { incidents } = await replayed(records);
  expect(incidents.map(({ addressCount, firstSeen }) => [addressCount, firstSeen])).toEqual([
    [2, NIGHT],
    [1, NIGHT + 120 * MINUTE_MS],
  ]);
});

test("targets that become linked while an incident is open are one incident and one thread", async () => {
  const records = [
    ...burstAt(NIGHT),
    ...burstAt(NIGHT + 10 * MINUTE_MS, "198.51.100.1", { clientId: "0comesbeforeallothers" }),
  ];
  const { mails, mailer } = outbox();
  const seen = new Set<string>();
  const linksOf: LinksOf = (_, target) => Promise.resolve([...seen.add(target)]);
  const deps = { ...memoryDeps(parseConfig({}), mailer, ["cognito-sms-burst"]), linksOf };
  const { incidents } = await replay(inOrder(observed(records)), deps);
  expect(incidents).toMatchObject([
    { count: 24, status: "closed", targets: [...seen].sort(), target: [...seen][0] },
  ]);
  expect(seen.size).toBe(2);
  expect(mails.map(({ body }) => body.split(" ")[0])).toEqual(["ONGOING", "OVER"]);
});

test("months of an archive open each incident once", async () => {
  const bursts = [0, 20, 45, 80].map((days) => NIGHT - days * DAY_MS);
  const { incidents, mails } = await replayed(bursts.flatMap((atMs) => burstAt(atMs)));
  expect(incidents.map(({ firstSeen }) => firstSeen)).toEqual([...bursts].reverse());
  expect(mails.filter(({ body }) => body.startsWith("ONGOING"))).toHaveLength(4);
  expect(mails.filter(({ body }) => body.startsWith("OVER"))).toHaveLength(4);
});

test("a mailer that fails ends the replay aloud", async () => {
  const deps = memoryDeps(parseConfig({}), {
    send: () => Promise.reject(new Error("standard output is closed")),
  });
  await expect(replay(inOrder(observed(burstAt(NIGHT))), deps)).rejects.toThrow("is closed");
});

test("nothing gives nothing", async () => {
  const deps = memoryDeps(parseConfig({}), outbox().mailer);
  expect(await replay([], deps)).toEqual({ findings: [], incidents: [] });
});

describe("inOrder", () => {
  const at = (atMs: number, id: string) => ({ ...observed(burstAt(NIGHT))[0]!, atMs, id });

  test("sorts by time, then by id, and keeps each id once", () => {
    const list = [at(2, "a"), at(1, "z"), at(1, "b"), at(2, "a"), at(3, "b")];
    expect(inOrder(list).map(({ atMs, id }) => `${atMs}${id}`)).toEqual(["1b", "1z", "2a"]);
  });
});

describe("isCounted", () => {
  const rules = activeRules(catalogue, parseConfig({}));
  const [request] = observed(burstAt(NIGHT).slice(0, 1));

  test("keeps requests and confirmations, drops what sends nothing and what no rule wants", () => {
    expect(isCounted(request!, rules)).toBe(true);
    expect(isCounted({ ...request!, kind: "sms-confirmed", delivery: "none" }, rules)).toBe(true);
    const emailed = { ...request!, delivery: "none" } as const;
    expect(isCounted({ ...emailed, subject: undefined }, rules)).toBe(false);
    expect(isCounted({ ...emailed, subject: "somebody" }, rules)).toBe(true);
    expect(isCounted({ ...request!, kind: "web-request" }, rules)).toBe(false);
  });
});
