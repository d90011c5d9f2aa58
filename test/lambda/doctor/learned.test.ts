import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { readFirstSeen } from "../../../lambda/adapters/aws/health/figures";
import { dynamoClientStore } from "../../../lambda/adapters/state-table/clients";
import { dynamoLearningStore } from "../../../lambda/adapters/state-table/entities";
import { dynamoHealthStore } from "../../../lambda/adapters/state-table/health";
import {
  dynamoBaselineStore,
  dynamoMinuteStore,
} from "../../../lambda/adapters/state-table/minutes";
import { dynamoNotificationLog } from "../../../lambda/adapters/state-table/notifications";
import { dynamoPoolInventoryStore } from "../../../lambda/adapters/state-table/pool-inventory";
import { known, refused } from "../../../lambda/core/health/fact";
import type { Facts } from "../../../lambda/core/health/facts";
import { parseConfig } from "../../../lambda/core/model/config";
import { DAY_MS } from "../../../lambda/core/model/time";
import { catalogue } from "../../../lambda/core/rules";
import { activeRules } from "../../../lambda/core/rules/active-rule";
import { runDoctor, type DoctorDeps } from "../../../lambda/doctor/run";
import { onDynamoLocal, type DynamoLocal } from "../../support/dynamo-local";
import { NOW_MS, soundFacts, soundPool } from "../../support/health-facts";
import { byDay, learnedHours, type Hourly } from "../../support/learned-hours";
import { keptTelemetry } from "../../support/telemetry";

let accounts = 0;

/** An account of its own, whose traffic the state table has. */
function installation({ client, tables }: DynamoLocal) {
  const account = `1111222233${String(++accounts).padStart(2, "0")}`;
  const sent: { readonly audience: string; readonly subject: string; readonly body: string }[] = [];
  const state = {
    facts: {} as Partial<Facts>,
    mustFail: false,
    confirmationsVisible: [] as readonly string[],
  };
  const minutes = dynamoMinuteStore(client, tables.state);
  const deps = (): DoctorDeps => ({
    logger: keptTelemetry().telemetry.logger,
    gather: async (nowMs) => ({
      ...soundFacts,
      nowMs,
      firstSeen: known(await readFirstSeen(client, tables.state, account)),
      ...state.facts,
    }),
    store: dynamoHealthStore(client, tables.state),
    inventory: dynamoPoolInventoryStore(client, tables.state),
    notificationLog: dynamoNotificationLog(client, tables.state),
    mailer: {
      send: (audience, email) => {
        if (state.mustFail) return Promise.reject(new Error("SNS is out of order"));
        // What the checks find is told to others.
        if (audience === "on-call") sent.push({ audience, ...email });
        return Promise.resolve();
      },
    },
    learned: {
      config: parseConfig({ confirmationsVisible: state.confirmationsVisible }),
      rules: activeRules(catalogue, parseConfig({})),
      minutes,
      baselines: dynamoBaselineStore(client, tables.state),
      clients: dynamoClientStore(client, tables.state),
    },
  });
  return {
    account,
    sent,
    state,
    run: (nowMs: number) => runDoctor({ nowMs, account, region: "eu-west-1" }, deps()),
    seenSince: (atMs: number) => dynamoLearningStore(client, tables.state).firstSeen(account, atMs),
    name: (clientId: string) =>
      dynamoClientStore(client, tables.state).name(account, { clientId, firstSeenMs: NOW_MS }),
    traffic: async (
      target: string,
      nowMs: number,
      days: number,
      hourly: (ofDay: number) => Hourly,
    ) => {
      const entity = { type: "app-client", value: target.slice("client:".length) } as const;
      const key = {
        scope: `${account}/live`,
        target,
        ruleId: "cognito-client-unconverted",
        entity,
      };
      const hours = learnedHours(nowMs, days, hourly).filter(({ requests }) =>
        requests.some(Boolean),
      );
      await Promise.all(hours.map((hour) => minutes.add(key, hour)));
    },
  };
}

onDynamoLocal("what was learned, in DynamoDB", (local) => {
  test("is told on-call after a day and after the week, once each", async () => {
    const { run, sent, seenSince, traffic, name } = installation(local);
    await seenSince(NOW_MS);
    const own = `client:${soundPool.clients[0]}`;
    await run(NOW_MS + DAY_MS / 2);
    expect(sent).toEqual([]);
    await traffic(own, NOW_MS + DAY_MS, 1, byDay(20, 0.5));
    await traffic("client:elsewhere", NOW_MS + DAY_MS, 1, byDay(30, 0.8));
    await name("elsewhere");
    for (let day = 1; day <= 20; day++) await run(NOW_MS + day * DAY_MS);
    expect(sent.map(({ audience, subject }) => [audience, subject])).toEqual([
      ["on-call", "SMS pumping detector: WARNING: 1 app client confirms under 60 % (eu-west-1)"],
      ["on-call", "SMS pumping detector: WARNING: 1 app client confirms under 60 % (eu-west-1)"],
    ]);
    expect(sent[0]?.body).toContain(`- ${soundPool.clients[0]}: 50 % confirmed of 360 requests`);
    expect(sent[0]?.body).toContain("- elsewhere: 80 % confirmed of 540 requests");
    expect(sent[0]?.body).toContain("in the last 1 day.");
    expect(sent[1]?.body).toContain("in the last 7 days.");
  });

  test("is told once of an account that earlier versions knew long ago", async () => {
    const { run, sent, account, traffic } = installation(local);
    await local.client.send(
      new PutItemCommand({
        TableName: local.tables.state,
        Item: {
          pk: { S: `meta#${account}` },
          sk: { S: "cognito-api" },
          firstSeen: { N: String(NOW_MS - 200 * DAY_MS) },
        },
      }),
    );
    await traffic(`client:${soundPool.clients[0]}`, NOW_MS, 14, byDay(20, 0.05));
    await run(NOW_MS);
    await run(NOW_MS + DAY_MS);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.body).toContain("in the last 14 days.");
    expect(sent[0]?.body).toContain("CONFIRMATIONS NOT SEEN");
  });

  test("names the key for a client whose confirmations were never seen, and obeys it", async () => {
    const id = soundPool.clients[0]!;
    const later = NOW_MS + 8 * DAY_MS;
    const told = async (confirmationsVisible: readonly string[]): Promise<string> => {
      const { run, sent, seenSince, traffic, state } = installation(local);
      state.confirmationsVisible = confirmationsVisible;
      await seenSince(NOW_MS);
      await traffic(`client:${id}`, later, 7, byDay(20, 0.05));
      await run(later);
      return sent.map(({ body }) => body).join();
    };
    const before = await told([]);
    expect(before).toContain(`CONFIRMATIONS NOT SEEN\n- ${id}: 5 % confirmed`);
    expect(before).toContain(`    "confirmationsVisible": ["${id}"]\n`);
    const after = await told([id]);
    expect(after).not.toContain("confirmationsVisible");
    expect(after).toMatch(
      new RegExp(`^UNDER 60 % CONFIRMED\n- ${id}: 5 % .*; the rules compare with 60 %$`, "m"),
    );
  });

  test("is told once by two runs at once, and again by none that died in between", async () => {
    const { run, sent, seenSince, traffic, state } = installation(local);
    await seenSince(NOW_MS - 8 * DAY_MS);
    await traffic(`client:${soundPool.clients[0]}`, NOW_MS, 3, byDay(20, 0.8));
    state.mustFail = true;
    await expect(run(NOW_MS)).rejects.toThrow("out of order");
    state.mustFail = false;
    await expect(run(NOW_MS)).rejects.toThrow("another run is telling");
    await Promise.allSettled([run(NOW_MS + DAY_MS), run(NOW_MS + DAY_MS)]);
    await run(NOW_MS + 2 * DAY_MS);
    expect(sent).toHaveLength(1);
  });

  test("waits where nobody knows when the account was first seen", async () => {
    const { run, sent, seenSince, traffic, state } = installation(local);
    await traffic(`client:${soundPool.clients[0]}`, NOW_MS, 3, byDay(20, 0.8));
    await run(NOW_MS);
    await seenSince(NOW_MS - 8 * DAY_MS);
    state.facts = { firstSeen: refused("dynamodb:Query") };
    await run(NOW_MS + DAY_MS);
    expect(sent).toEqual([]);
    state.facts = {};
    await run(NOW_MS + 2 * DAY_MS);
    expect(sent).toHaveLength(1);
  });
});
