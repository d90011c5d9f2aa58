import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runReplay } from "../../../bin/replay/run";
import { parseConfig } from "../../../lambda/core/model/config";
import { DAY_MS, HOUR_MS } from "../../../lambda/core/model/time";
import type { JsonObject } from "../../../lambda/core/sources/records/json";

const SCENARIOS = join(__dirname, "../../fixtures/scenarios");
const ATTACK_MS = Date.parse("2026-11-17T11:00:00Z");
const stderr = { isTTY: false, write: () => true } as unknown as NodeJS.WriteStream;

const replayed = (...paths: readonly string[]) => runReplay(paths, parseConfig({}), [], stderr);
const scenario = (name: string): string => join(SCENARIOS, name);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "page-tests-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function written(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
  return path;
}

describe("a published validation test by another road", () => {
  test.each([
    ["page-test-1-delivery-log.json", "sms-api-burst", 15, "principal:sns#111122223333"],
    ["page-test-3-send-otp.alb.log", "otp-send-burst", 60, "web"],
    ["page-test-3-send-otp.app-requests.json", "otp-send-burst", 60, "web"],
  ])("%s pages by %s", async (name, ruleId, count, target) => {
    const { incidents, sent, collected } = await replayed(scenario(name));
    expect(collected.count).toMatchObject({ malformed: 0, irrelevant: 0, observations: count });
    expect(incidents).toMatchObject([{ count, target, rules: [{ ruleId }] }]);
    expect(sent.map(({ email }) => email.body.split(" ")[0])).toEqual(["ONGOING", "OVER"]);
  });

  test("test 3 in two logs at once counts as in one", async () => {
    const { incidents } = await replayed(
      scenario("page-test-3-send-otp.alb.log"),
      scenario("page-test-3-send-otp.app-requests.json"),
    );
    expect(incidents).toMatchObject([{ count: 60 }]);
  });
});

describe("test 4, five messages by Twilio", () => {
  const EVENTS = "page-test-4-twilio.events.json";
  const MESSAGES = "page-test-4-twilio.messages.json";

  test.each([EVENTS, MESSAGES])("is seen in %s and pages nobody", async (name) => {
    const { incidents, observations } = await replayed(scenario(name));
    expect(observations).toHaveLength(5);
    expect(incidents).toEqual([]);
  });

  test("is five messages, not ten, in both", async () => {
    const { observations } = await replayed(scenario(EVENTS), scenario(MESSAGES));
    expect(observations).toHaveLength(5);
  });

  test("pages as a burst", async () => {
    const events = JSON.parse(readFileSync(scenario(EVENTS), "utf8")) as JsonObject[];
    const burst = [0, 1, 2].flatMap((round) =>
      events.map((event) => {
        const data = event.data as JsonObject;
        return { ...event, data: { ...data, messageSid: `${String(data.messageSid)}${round}` } };
      }),
    );
    const { incidents } = await replayed(written("burst.json", burst));
    expect(incidents).toMatchObject([{ count: 15, rules: [{ ruleId: "sms-api-burst" }] }]);
  });
});

describe("test 3 with masked addresses", () => {
  const masked = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value).replaceAll("198.51.100.25", "0.0.0.0"));
  const attack = masked(
    JSON.parse(readFileSync(scenario("page-test-3-send-otp.app-requests.json"), "utf8")),
  );

  /** Two weeks in which people ask for a code every few minutes by day, and type it in. */
  function past(): readonly JsonObject[] {
    const rows: JsonObject[] = [];
    const row = (atMs: number, path: string): void => {
      rows.push({
        Type: "AppRequests",
        time: new Date(atMs).toISOString(),
        Id: `p${rows.length}`,
        OperationId: "past",
        Name: `POST ${path}`,
        Url: `https://shop.example.com${path}`,
        ResultCode: "200",
        ClientIP: "0.0.0.0",
        ItemCount: 1,
      });
    };
    for (let atMs = ATTACK_MS - 15 * DAY_MS; atMs < ATTACK_MS - HOUR_MS / 2; atMs += HOUR_MS / 10) {
      row(atMs, "/api/auth/send-otp");
      row(atMs + 40_000, "/api/auth/verify-otp");
    }
    return rows;
  }

  test("is found by the sites' total, which no address is needed for", async () => {
    const { incidents } = await replayed(
      written("past.json", { records: past() }),
      written("attack.json", attack),
    );
    expect(incidents).toMatchObject([
      { target: "web", rules: [{ ruleId: "otp-site-unconverted" }] },
    ]);
    expect(incidents[0]!.firstSeen).toBeGreaterThanOrEqual(ATTACK_MS - HOUR_MS);
  });

  test("is not found where nothing is known of the site: docs/what-cannot-be-seen.md says so", async () => {
    const { incidents } = await replayed(written("alone.json", attack));
    expect(incidents).toEqual([]);
  });
});
