import { memoryDeps } from "../../../../lambda/adapters/deps";
import { parseConfig } from "../../../../lambda/core/model/config";
import type { Observation } from "../../../../lambda/core/model/observation";
import { HOUR_MS } from "../../../../lambda/core/model/time";
import { inOrder, replay } from "../../../../lambda/core/replay";
import type { Mail } from "../../../support/notify-properties";
import { MIDNIGHT, request } from "../../../support/observations";

/* Whoever wants his attack to go unnoticed sets off others before it: they fill the hour's places. */

jest.setTimeout(120_000);

const HOURS = 10;
const REAL = "2f9s1realEXAMPLE";

/** What a decoy's calls have in common. */
type Decoy = Partial<Observation>;

const REFUSED: Decoy = { outcome: "failure", delivery: "possible", isUnsent: true };
const HIDDEN: Decoy = { delivery: "possible" };
const PAID: Decoy = {};

/** At each full hour ten calls with each of some client ids, within 20 seconds. */
const decoys = (clients: number, decoy: Decoy): readonly Observation[] =>
  Array.from({ length: HOURS }, (_, hour) =>
    Array.from({ length: clients * 10 }, (__, i) =>
      request({
        ...decoy,
        id: `d${hour}-${i}`,
        atMs: MIDNIGHT + hour * HOUR_MS + i * 250,
        ip: `198.51.100.${i % clients}`,
        clientId: `decoy${i % clients}`,
      }),
    ),
  ).flat();

const ATTACKED_AT = MIDNIGHT + 5 * HOUR_MS + 30_000;

/** A text a second from one address, for ten minutes, just after the sixth full hour. */
const attack = (): readonly Observation[] =>
  Array.from({ length: 600 }, (_, i) =>
    request({ id: `a${i}`, atMs: ATTACKED_AT + i * 1000, ip: "203.0.113.9", clientId: REAL }),
  );

async function mailsOf(observations: readonly Observation[]): Promise<readonly Mail[]> {
  const mails: Mail[] = [];
  const mailer = {
    send: (audience: Mail["audience"], email: Mail["email"], atMs: number) => {
      mails.push({ audience, email, atMs });
      return Promise.resolve();
    },
  };
  await replay(inOrder(observations), memoryDeps(parseConfig({}), mailer));
  return mails;
}

test.each([
  ["seven that are refused", 7, REFUSED, 120],
  ["twenty that are refused", 20, REFUSED, 120],
  ["ten of which nobody knows whether they send", 10, HIDDEN, 120],
  // It has to be twice as dear as five hours of such a decoy.
  ["ten that send texts", 10, PAID, 180],
])("an attack behind %s is told in time", async (_name, clients, decoy, limit) => {
  const mails = await mailsOf([...decoys(clients, decoy), ...attack()]);
  const first = mails.find(({ email }) => email.subject.includes(REAL));
  expect(first).toBeDefined();
  const texts = attack().filter(({ atMs }) => atMs <= first!.atMs).length;
  expect(texts).toBeGreaterThanOrEqual(10);
  expect(texts).toBeLessThanOrEqual(limit);
});

const UNKNOWN: Decoy = { outcome: "failure" };
const HOSTED_POOL: Decoy = {
  source: "cognito-hosted-ui",
  action: "Signup_POST",
  userPoolId: "eu-west-1_Business0",
};

test.each([
  ["one that is refused", 1, REFUSED],
  ["seven that are refused", 7, REFUSED],
  ["twenty that are refused", 20, REFUSED],
  ["seven that are throttled or refused for no known reason", 7, UNKNOWN],
  ["seven of the hosted UI", 7, HOSTED_POOL],
  ["twenty of the hosted UI", 20, HOSTED_POOL],
  ["twenty of the hosted UI whose answers are hidden", 20, { ...HOSTED_POOL, ...HIDDEN }],
])("ten hours of decoys, %s, send at most six e-mails", async (_name, clients, decoy) => {
  const all = await mailsOf(decoys(clients, decoy));
  const mails = all.filter(({ atMs }) => atMs < MIDNIGHT + HOURS * HOUR_MS);
  expect(mails.length).toBeGreaterThanOrEqual(2);
  expect(mails.length).toBeLessThanOrEqual(6);
});
