import { memoryDeps } from "../../../../lambda/adapters/deps";
import { parseConfig } from "../../../../lambda/core/model/config";
import type { Observation } from "../../../../lambda/core/model/observation";
import { MINUTE_MS } from "../../../../lambda/core/model/time";
import { asked } from "../../../support/business/calls";
import { ask, SITUATIONS } from "../../../support/harmless/situations";
import { NIGHT, outbox } from "../../../support/incidents";
import { seeded } from "../../../support/random";
import { minuteByMinute } from "../../../support/workers";

/* A batch of live traffic holds what has arrived so far. Nobody's confirmation is in it who still types. */

const RUNS = 20;
const SECOND = 1000;

async function foundIn(traffic: readonly Observation[], lateMs = 0): Promise<readonly string[]> {
  const deps = memoryDeps(parseConfig({}), outbox().mailer);
  await minuteByMinute(traffic, deps, SECOND, lateMs);
  return (await deps.findings.open()).map(({ ruleId }) => ruleId);
}

function foundAmong(id: string, run: number, lateMs = 0): Promise<readonly string[]> {
  const situation = SITUATIONS.find((each) => each.id === id)!;
  const random = seeded(`live/${id}/${run}`);
  const happening = situation.happen({ random, seed: `${run}`, peakPerHour: 20, fromMs: NIGHT });
  return foundIn(happening, lateMs);
}

test("a tool that asks once a second is found", async () => {
  const random = seeded("live/tool");
  const asks = Array.from({ length: 70 }, (_, i) =>
    asked(ask(random, `t${i}`, NIGHT + i * SECOND, { ip: "203.0.113.7" })),
  );
  expect(await foundIn(asks)).toContain("cognito-sms-burst");
});

test.each(["tester", "school", "resend", "slow-user"])(
  "%s is quiet second by second, behind an address that nobody knows",
  async (id) => {
    const found = new Set<string>();
    for (let run = 1; run <= RUNS; run++) {
      for (const ruleId of await foundAmong(id, run)) found.add(ruleId);
    }
    expect([...found]).toEqual([]);
  },
);

test.each(["tester", "school"])(
  "%s is quiet where every record comes five minutes late, as CloudTrail's do",
  async (id) => {
    const found = new Set<string>();
    for (let run = 1; run <= RUNS; run++) {
      for (const ruleId of await foundAmong(id, run, 5 * MINUTE_MS)) found.add(ruleId);
    }
    expect([...found]).toEqual([]);
  },
);
