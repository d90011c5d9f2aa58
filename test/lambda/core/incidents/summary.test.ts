import { parseConfig } from "../../../../lambda/core/model/config";
import type { Call } from "../../../../lambda/core/counting/windows/evidence";
import type { Finding } from "../../../../lambda/core/findings/finding";
import { summarise } from "../../../../lambda/core/incidents/summary";
import { DAY_MS } from "../../../../lambda/core/model/time";
import { findingOf } from "../../../support/incidents";

const config = parseConfig({});
const F = findingOf();
const of = (...paging: readonly [Finding, ...Finding[]]) => summarise(paging, [], config);

const call = (action: string, share: number): Call => ({ action, outcome: "success", share });
const sample = (values: readonly string[], count = values.length) => ({ values, count });
const none = sample([]);

test("figures are those of the rule with the largest sum, for rules overlap", () => {
  const network = findingOf({
    ruleId: "cognito-network-burst",
    entity: { type: "network", value: "203.0.113.0/24" },
    count: 70,
    paid: 50,
    confirmed: 3,
  });
  const other = findingOf({ entity: { type: "ip", value: "203.0.113.78" }, count: 20, paid: 10 });
  expect(of(F, other, network)).toMatchObject({
    leadRuleId: "cognito-network-burst",
    count: 70,
    paid: 50,
    confirmed: 3,
    money: { usd: 5, isEstimate: true },
  });
  expect(of(F, { ...other, count: 31, paid: 10 }, network)).toMatchObject({
    leadRuleId: "cognito-sms-burst",
    count: 71,
    paid: 50,
  });
});

test("of equal sums the rule that stands first in the catalogue leads", () => {
  const twin = findingOf({ ruleId: "cognito-ip-slow", id: "T" });
  expect(of(twin, F).leadRuleId).toBe("cognito-sms-burst");
});

test("addresses are ranked with their shares, each with its largest count", () => {
  const second = findingOf({ entity: { type: "ip", value: "203.0.113.78" }, count: 120 });
  const slow = findingOf({ ruleId: "cognito-ip-slow", count: 50 });
  const { addresses, addressCount } = of(F, second, slow);
  expect(addresses).toEqual([
    { value: "203.0.113.78", count: 120, share: 0.75 },
    { value: "203.0.113.77", count: 50, share: 50 / 160 },
  ]);
  expect(addressCount).toBe(2);
});

test("only the ten largest are named, all are counted", () => {
  const many = Array.from({ length: 30 }, (_, i) =>
    findingOf({ id: `F${i}`, entity: { type: "ip", value: `192.0.2.${i}` }, count: 10 + i }),
  );
  const { addresses, addressCount } = of(F, ...many);
  expect(addresses).toHaveLength(10);
  expect(addresses[1]!.value).toBe("192.0.2.29");
  expect(addressCount).toBe(31);
});

test("addresses of networks add up, and those of a program stand beside them", () => {
  const network = (n: number, count: number) =>
    findingOf({
      id: `N${n}`,
      ruleId: "cognito-network-burst",
      entity: { type: "network", value: `192.0.${n}.0/24` },
      count: 10 * n,
      evidence: { calls: [], addresses: sample([`192.0.${n}.1`], count), destinations: none },
    });
  const agent = findingOf({
    ruleId: "cognito-agent-burst",
    entity: { type: "user-agent", value: "curl" },
    evidence: { calls: [], addresses: sample(["198.51.100.1"], 45), destinations: none },
  });
  const both = of(network(2, 20), network(3, 30), agent);
  expect(both).toMatchObject({ addressCount: 50, addresses: [] });
  expect([...both.otherAddresses].sort()).toEqual(["192.0.2.1", "192.0.3.1", "198.51.100.1"]);
  expect(both.networks.map(({ value }) => value)).toEqual(["192.0.3.0/24", "192.0.2.0/24"]);
  expect(of(network(2, 20), agent).addressCount).toBe(45);
});

test("an address with a finding of its own is not named twice", () => {
  const seen = { calls: [], addresses: sample(["203.0.113.77", "192.0.2.9"]), destinations: none };
  expect(
    of(F, findingOf({ entity: { type: "network", value: "n" }, evidence: seen })),
  ).toMatchObject({ otherAddresses: ["192.0.2.9"] });
});

test("calls are weighed by how much each finding counted", () => {
  const signUps = { ...F.evidence, calls: [call("SignUp", 0.5), call("ForgotPassword", 0.5)] };
  const resets = { ...F.evidence, calls: [call("ForgotPassword", 1)] };
  const { calls } = of(
    findingOf({ count: 60, evidence: signUps }),
    findingOf({ id: "G", entity: { type: "ip", value: "192.0.2.1" }, count: 20, evidence: resets }),
  );
  expect(calls.map(({ action, share }) => [action, share])).toEqual([
    ["ForgotPassword", 0.625],
    ["SignUp", 0.375],
  ]);
});

test("a slow rule that waits a day does not keep a flood open", () => {
  const slow = findingOf({
    ruleId: "cognito-ip-slow",
    measure: { kind: "unconfirmed-burst", threshold: 20, windowMs: DAY_MS, share: 0.1 },
  });
  expect(of({ ...F, status: "closed" }, slow).status).toBe("closed");
  expect(of(F, { ...slow, status: "closed" }).status).toBe("open");
  expect(of(slow).status).toBe("open");
});

test("severity and level are the highest", () => {
  const louder = findingOf({ id: "L", severity: "critical", level: 2 });
  expect(of({ ...F, level: 1 }, louder)).toMatchObject({ severity: "critical", level: 2 });
});

test("number blocks, accounts and Regions are named once each", () => {
  const to = (...values: string[]) => ({ ...F.evidence, destinations: sample(values) });
  const summary = of(
    findingOf({ evidence: to("+9989xxxx", "+9988xxxx"), regions: ["us-east-1", "eu-west-1"] }),
    findingOf({ id: "G", evidence: to("+9988xxxx"), accounts: ["444455556666"] }),
  );
  expect(summary.destinations).toEqual({ values: ["+9989xxxx", "+9988xxxx"], count: 2 });
  expect(summary.accounts).toEqual(["111122223333", "444455556666"]);
  expect(summary.regions).toEqual(["eu-west-1", "us-east-1"]);
});
