import fc from "fast-check";
import { codesByClient, namedClients } from "../../../../lambda/core/counting/codes-by-client";
import { parseConfig } from "../../../../lambda/core/model/config";
import type { Observation } from "../../../../lambda/core/model/observation";
import {
  confirmation,
  confirmationsAt,
  IP,
  MIDNIGHT,
  request,
  requestsAt,
} from "../../../support/observations";

const times = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => MIDNIGHT + i);
const invented = (count: number, known: Partial<Observation>): readonly Observation[] =>
  times(count).flatMap((atMs, i) => requestsAt([atMs], { ...known, clientId: `invented${i}` }));

const counted = (
  observations: readonly Observation[],
  config: object = {},
  known = new Set<string>(),
) => Object.fromEntries(codesByClient(observations, parseConfig(config), known));

describe("codes by client", () => {
  test("are what was asked for and what was typed in", () => {
    const web = { clientId: "web" };
    expect(
      counted([...requestsAt(times(5)), ...confirmationsAt(times(3)), ...requestsAt([1], web)]),
    ).toEqual({ app: { requested: 5, confirmed: 3 }, web: { requested: 1, confirmed: 0 } });
  });

  test("leave out what sent nothing: refused, throttled, by e-mail", () => {
    const observations = [
      ...requestsAt(times(4), { outcome: "failure" }),
      ...requestsAt(times(4), { outcome: "throttled" }),
      ...requestsAt(times(4), { delivery: "none" }),
    ];
    expect(counted(observations)).toEqual({});
  });

  test("leave out a pool that sends e-mail only, its confirmations too", () => {
    const userPools = { mail: { delivers: "email", clients: ["mailer"] } };
    const ofPool = { clientId: "mailer", userPoolId: "mail" };
    const observations = confirmationsAt(times(4), ofPool);
    expect(counted(observations)).not.toEqual({});
    expect(counted(observations, { userPools })).toEqual({});
  });

  test("leave out other kinds of traffic and calls that name no client", () => {
    const observations = [
      request({ id: "sent", atMs: 1, kind: "sms-sent" }),
      request({ id: "web", atMs: 1, kind: "web-request" }),
      request({ id: "pool", atMs: 1, clientId: undefined, userPoolId: "us-east-1_a" }),
      confirmation({ id: "token", atMs: 1, clientId: undefined }),
    ];
    expect(counted(observations)).toEqual({});
  });

  test("leave out suppressed traffic", () => {
    const suppressions = [
      {
        id: "load-test",
        cidr: `${IP}/32`,
        expires: "2099-01-01T00:00:00Z",
        owner: "qa",
        reason: "load test",
      },
    ];
    const observations = [...requestsAt(times(9)), ...requestsAt(times(2), { ip: "198.51.100.1" })];
    expect(counted(observations, { suppressions })).toEqual({
      app: { requested: 2, confirmed: 0 },
    });
  });

  test("count again what is delivered again", () => {
    const batch = requestsAt(times(3));
    const known = new Set<string>();
    expect([counted(batch, {}, known), counted(batch, {}, known)]).toEqual([
      { app: { requested: 3, confirmed: 0 } },
      { app: { requested: 3, confirmed: 0 } },
    ]);
  });
});

describe("a client id that the caller has invented", () => {
  test("is refused by the API, and so makes no metric", () => {
    const known = new Set<string>();
    expect(counted(invented(10_000, { outcome: "failure" }), {}, known)).toEqual({});
    expect(known.size).toBe(0);
  });

  test("counts with the others where a page of the hosted UI takes it", () => {
    const flood = invented(10_000, { source: "cognito-hosted-ui" });
    expect(counted(flood)).toEqual({ other: { requested: 10_000, confirmed: 0 } });
  });

  test("keeps no client apart from the others that is named or known to the API", () => {
    const hostedUi = { source: "cognito-hosted-ui" } as const;
    const userPools = { pool: { delivers: "sms", clients: ["named"] } };
    const observations = [
      ...invented(100, hostedUi),
      ...requestsAt(times(2), { ...hostedUi, clientId: "named" }),
      ...requestsAt(times(1)),
      ...requestsAt(times(3), hostedUi),
    ];
    expect(counted(observations, { userPools })).toEqual({
      other: { requested: 100, confirmed: 0 },
      named: { requested: 2, confirmed: 0 },
      app: { requested: 4, confirmed: 0 },
    });
  });
});

test("beyond the named clients a process tells 20 apart, however many there are", () => {
  const userPools = { pool: { delivers: "sms", clients: ["named1", "named2"] } };
  const config = parseConfig({ userPools });
  const anyCode = fc.record({
    clientId: fc.oneof(
      fc.constantFrom("named1", "named2"),
      fc.nat(200).map((n) => `client${n}`),
    ),
    source: fc.constantFrom("cognito-api" as const, "cognito-hosted-ui" as const),
    kind: fc.constantFrom("sms-requested" as const, "sms-confirmed" as const),
  });
  fc.assert(
    fc.property(fc.array(fc.array(anyCode, { maxLength: 60 }), { maxLength: 10 }), (batches) => {
      const known = new Set<string>();
      const labels = new Set<string>();
      let codes = 0;
      for (const batch of batches) {
        const observations = batch.map((code, i) => request({ ...code, id: `o${i}`, atMs: i }));
        for (const [label, each] of codesByClient(observations, config, known)) {
          labels.add(label);
          codes += each.requested + each.confirmed;
        }
      }
      expect(codes).toBe(batches.flat().length);
      expect([...labels].filter((label) => label.startsWith("client")).length).toBeLessThan(21);
      expect(labels.size).toBeLessThanOrEqual(2 + 20 + 1);
    }),
  );
});

test("the clients that are named are those of pools that may send texts, each once", () => {
  const userPools = {
    a: { delivers: "sms", clients: ["one", "two"] },
    b: { delivers: "both", clients: ["two", "three"] },
    c: { delivers: "email", clients: ["four"] },
  };
  expect(namedClients(parseConfig({ userPools }))).toEqual(["one", "two", "three"]);
});
