import { MAX_IN_HEAD } from "../../../../lambda/core/findings/finding";
import { memoryDeps } from "../../../../lambda/adapters/deps";
import { parseConfig } from "../../../../lambda/core/model/config";
import type { Observation } from "../../../../lambda/core/model/observation";
import { replay } from "../../../../lambda/core/replay";

const HOUR_MS = 60 * 60_000;
const START = Date.UTC(2026, 10, 16);

/** Twelve requests in a few seconds, every hour, never confirmed. */
const pulses = (count: number): Observation[] =>
  Array.from({ length: count * 12 }, (_, i) => ({
    id: `ct:${i}`,
    atMs: START + Math.floor(i / 12) * HOUR_MS + (i % 12) * 1000,
    source: "cognito-api",
    kind: "sms-requested",
    action: "ForgotPassword",
    outcome: "success",
    delivery: "sms",
    account: "111122223333",
    ip: "203.0.113.7",
    userAgent: "curl/8.4.0",
    clientId: "1example23456789",
  }));

test("an address that pulses for days outgrows no head, and no incident is told anew", async () => {
  const subjects: string[] = [];
  const deps = memoryDeps(
    parseConfig({}),
    {
      send: (_, { subject }) => {
        subjects.push(subject);
        return Promise.resolve();
      },
    },
    ["cognito-sms-burst"],
  );
  const count = MAX_IN_HEAD + 25;
  const { findings, incidents } = await replay(pulses(count), deps);
  expect(findings).toHaveLength(count);
  expect(new Set(findings.map(({ id }) => id)).size).toBe(count);
  expect(incidents).toHaveLength(count);
  const scope = "111122223333/live";
  const target = "client:1example23456789";
  const [head] = await deps.findings.ofTarget(scope, target);
  expect(head?.findings.length).toBeLessThanOrEqual(MAX_IN_HEAD + 1);
  const stored = await deps.incidents.read(scope, target);
  expect(stored?.incidents.length).toBeLessThanOrEqual(MAX_IN_HEAD + 1);
  expect(JSON.stringify(stored).length).toBeLessThan(400_000);
  expect(subjects.length).toBeLessThan(count);
});
