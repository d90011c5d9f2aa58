import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { ARCHIVE } from "../../../demo/generate";
import { groundTruth } from "../../../demo/ground-truth";
import type { Incident } from "../../../lambda/core/incidents/incident";
import type { JsonObject } from "../../../lambda/core/sources/records/json";
import { MINUTE_MS } from "../../../lambda/core/model/time";
import { CLIENTS } from "../../support/population";
import { replayed } from "../../support/incidents";

describe("the demo day", () => {
  const paths = readdirSync(ARCHIVE, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".gz"),
  );
  const files = paths.map(
    (path) =>
      JSON.parse(gunzipSync(readFileSync(join(ARCHIVE, path))).toString("utf8")) as JsonObject,
  );

  test("has two incidents, the flood and the botnet, and nothing else", async () => {
    const { incidents, findings, mails } = await replayed(files);
    expect(incidents).toHaveLength(2);
    const [flood, botnet] = incidents as [Incident, Incident];
    const atMs = (text: string): number => Date.parse(text);

    expect(flood).toMatchObject({
      target: `client:${CLIENTS.web}`,
      count: groundTruth.flood.requests,
      paid: groundTruth.flood.sent,
      confirmed: 0,
      addressCount: 1,
      status: "closed",
    });
    // Minute sums begin and end with whole minutes.
    const minuteOf = (ms: number): number => Math.floor(ms / MINUTE_MS);
    expect(minuteOf(flood.firstSeen)).toBe(minuteOf(atMs(groundTruth.flood.first)));
    expect(minuteOf(flood.lastSeen)).toBe(minuteOf(atMs(groundTruth.flood.last)));
    expect(flood.addresses.map(({ value }) => value)).toEqual([groundTruth.flood.ip]);

    expect(botnet).toMatchObject({
      leadRuleId: "cognito-agent-burst",
      confirmed: 0,
      status: "closed",
    });
    expect(minuteOf(botnet.firstSeen)).toBe(minuteOf(atMs(groundTruth.botnet.first)));
    expect(minuteOf(botnet.lastSeen)).toBe(minuteOf(atMs(groundTruth.botnet.last)));
    expect(botnet.rules[0]!.topEntity).toBe(groundTruth.botnet.userAgent);
    expect(botnet.count / groundTruth.botnet.requests).toBeCloseTo(1, 2);
    expect(botnet.paid / groundTruth.botnet.sent).toBeCloseTo(1, 2);
    expect(botnet.addressCount / groundTruth.botnet.addresses).toBeGreaterThan(0.6);
    expect(botnet.addressCount / groundTruth.botnet.addresses).toBeLessThan(1.6);

    expect(findings.every(({ notify }) => notify === "page")).toBe(true);
    const subjects = new Set(mails.map(({ subject }) => subject));
    expect(subjects.size).toBe(2);
  }, 30_000);
});
