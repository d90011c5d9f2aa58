import { memoryClientStore } from "../../../lambda/adapters/memory/clients";
import { memoryBaselineStore, memoryMinuteStore } from "../../../lambda/adapters/memory/counting";
import {
  memoryHealthStore,
  memoryPoolInventoryStore,
} from "../../../lambda/adapters/memory/health";
import { memoryNotificationLog } from "../../../lambda/adapters/memory/outcomes";
import { runDoctor, type DoctorDeps } from "../../../lambda/doctor/run";
import { known, refused } from "../../../lambda/core/health/fact";
import type { Facts } from "../../../lambda/core/health/facts";
import { DAY_MS } from "../../../lambda/core/model/time";
import type { Email } from "../../../lambda/core/notifications/mail";
import { NOW_MS, soundFacts, soundPool } from "../../support/health-facts";
import { keptTelemetry } from "../../support/telemetry";

interface Stage {
  readonly deps: DoctorDeps;
  readonly sent: readonly Email[];
  readonly set: (change: Partial<Facts>) => void;
  readonly failOnce: () => void;
}

function stage(): Stage {
  const sent: Email[] = [];
  let facts: Facts = soundFacts;
  let mustFail = false;
  return {
    sent,
    set: (change) => {
      facts = { ...soundFacts, ...change };
    },
    failOnce: () => {
      mustFail = true;
    },
    deps: {
      logger: keptTelemetry().telemetry.logger,
      gather: (nowMs) => Promise.resolve({ ...facts, nowMs }),
      store: memoryHealthStore(),
      inventory: memoryPoolInventoryStore(),
      notificationLog: memoryNotificationLog(),
      learned: {
        config: { confirmationsVisible: [] },
        rules: [],
        minutes: memoryMinuteStore(),
        baselines: memoryBaselineStore(),
        clients: memoryClientStore(),
      },
      mailer: {
        send: (_, email) => {
          if (mustFail) {
            mustFail = false;
            return Promise.reject(new Error("SNS is out of order"));
          }
          sent.push(email);
          return Promise.resolve();
        },
      },
    },
  };
}

const at = (atMs: number) => ({ nowMs: atMs, account: "111122223333", region: "eu-west-1" });
const noRules = { rules: known([]) };
const subjects = ({ sent }: Stage) => sent.map(({ subject }) => subject);

test("a sound account is told of nothing", async () => {
  const { deps, sent } = stage();
  await runDoctor(at(NOW_MS), deps);
  expect(sent).toEqual([]);
});

test("what turned bad is told once, and that it is good again", async () => {
  const run = stage();
  run.set(noRules);
  await runDoctor(at(NOW_MS), run.deps);
  await runDoctor(at(NOW_MS), run.deps);
  await runDoctor(at(NOW_MS + 3_600_000), run.deps);
  run.set({});
  await runDoctor(at(NOW_MS + 2 * 3_600_000), run.deps);
  expect(subjects(run)).toEqual([
    "SMS pumping detector: 1 check turned bad (eu-west-1)",
    "SMS pumping detector: 1 check good again (eu-west-1)",
  ]);
  expect(run.sent[0]?.body).toContain("FAIL feed-rules: the stack has no rule");
});

test("two runs at once tell it once", async () => {
  const run = stage();
  run.set(noRules);
  await Promise.allSettled([runDoctor(at(NOW_MS), run.deps), runDoctor(at(NOW_MS), run.deps)]);
  expect(run.sent).toHaveLength(1);
});

test("a run that told and died before it kept its state does not tell again", async () => {
  const run = stage();
  run.set(noRules);
  const dies: DoctorDeps = {
    ...run.deps,
    store: { ...run.deps.store, write: () => Promise.reject(new Error("killed")) },
  };
  await expect(runDoctor(at(NOW_MS), dies)).rejects.toThrow("killed");
  await runDoctor(at(NOW_MS), run.deps);
  expect(run.sent).toHaveLength(1);
});

test("an e-mail that could not be sent comes again once its claim has run out", async () => {
  const run = stage();
  run.set(noRules);
  run.failOnce();
  await expect(runDoctor(at(NOW_MS), run.deps)).rejects.toThrow("out of order");
  await expect(runDoctor(at(NOW_MS), run.deps)).rejects.toThrow("another run is telling");
  await runDoctor(at(NOW_MS + DAY_MS), run.deps);
  expect(run.sent).toHaveLength(1);
});

test("the user pools that may send texts are kept for the detector; what is not known replaces nothing", async () => {
  const { deps, set } = stage();
  const inventory = memoryPoolInventoryStore();
  await runDoctor(at(NOW_MS), { ...deps, inventory });
  const { id, clients } = soundPool;
  expect(await inventory.read()).toEqual({ [id]: { delivers: "both", smsMfa: false, clients } });
  set({ pools: refused("cognito-idp:ListUserPools") });
  await runDoctor(at(NOW_MS + DAY_MS), { ...deps, inventory });
  expect(Object.keys(await inventory.read())).toEqual([id]);
});
