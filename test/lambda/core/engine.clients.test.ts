import { memoryDeps } from "../../../lambda/adapters/deps";
import { detect, evaluateDeferred } from "../../../lambda/core/engine";
import { parseConfig } from "../../../lambda/core/model/config";
import type { Observation } from "../../../lambda/core/model/observation";
import { HOUR_MS, MINUTE_MS } from "../../../lambda/core/model/time";
import { replay } from "../../../lambda/core/replay";
import { outbox } from "../../support/incidents";
import { confirmationsAt, MIDNIGHT, requestsAt } from "../../support/observations";

const seconds = (count: number, from = MIDNIGHT): readonly number[] =>
  Array.from({ length: count }, (_, i) => from + i * 1000);

/** Ten refused calls with each of seven ids that the caller made up. */
const decoys: readonly Observation[] = Array.from({ length: 7 }, (_, i) =>
  requestsAt(seconds(10), {
    clientId: `URGENT: call +1 555 ${i}`,
    outcome: "failure",
    ip: `198.51.100.${i}`,
  }).map((each) => ({ ...each, id: `${i}${each.id}` })),
).flat();

test("invented clients take one incident and one e-mail, whose subject repeats none of them", async () => {
  const { mails, mailer } = outbox();
  const { incidents } = await replay(decoys, memoryDeps(parseConfig({}), mailer));
  expect(incidents.map(({ target }) => target)).toEqual(["cognito:unnamed"]);
  const [first] = mails;
  expect(first?.subject).toContain("requests that name app clients which nobody here uses");
  expect(new Set(mails.map(({ subject }) => subject)).size).toBe(1);
  expect(first?.subject).not.toContain("URGENT");
  expect(first?.body).toContain("Is one of these app clients yours? Then list it in userPools");
});

test("an attack on a client that is used keeps a target of its own beside them", async () => {
  const real = requestsAt(seconds(40), { ip: "203.0.113.7" });
  const { incidents } = await replay(
    [...decoys, ...real],
    memoryDeps(parseConfig({}), outbox().mailer),
  );
  expect(incidents.map(({ target }) => target).sort()).toEqual(["client:app", "cognito:unnamed"]);
});

test("what was put off for a target that is not named any more is evaluated all the same", async () => {
  const deps = memoryDeps(parseConfig({}), outbox().mailer);
  const { appClients, ...before } = deps;
  expect(appClients).toBeDefined();
  const old = { clientId: "old" };
  await detect(confirmationsAt([MIDNIGHT - HOUR_MS], old), MIDNIGHT - HOUR_MS, before);
  const refused = requestsAt(seconds(40), { ...old, outcome: "failure" });
  const { deferred } = await detect(refused, MIDNIGHT + MINUTE_MS, before);
  const [evaluation] = deferred;
  expect(evaluation?.key.target).toBe("client:old");
  const { steps } = await evaluateDeferred(evaluation!, evaluation!.dueAtMs, deps);
  expect(steps).toMatchObject([{ kind: "opened", finding: { target: "client:old" } }]);
});
