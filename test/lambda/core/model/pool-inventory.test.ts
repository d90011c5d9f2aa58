import { parseConfig } from "../../../../lambda/core/model/config";
import { type PoolInventory, withInventory } from "../../../../lambda/core/model/pool-inventory";

const READ: PoolInventory = {
  p: { delivers: "both", smsMfa: true, clients: ["one", "two"] },
};

const merged = (userPools: object, read = READ) =>
  withInventory(parseConfig({ userPools }), read).userPools;

test("a pool that nobody configured is known as it was read", () => {
  expect(merged({})).toEqual(READ);
});

test("what is configured of a pool stands, and its other app clients are added", () => {
  expect(merged({ p: { delivers: "sms", clients: ["two", "own"] } })).toEqual({
    p: { delivers: "sms", smsMfa: false, clients: ["two", "own", "one"] },
  });
});

test("an app client that is configured for another pool stays there", () => {
  const userPools = { q: { delivers: "sms", clients: ["one"] } };
  const { p, q } = merged(userPools);
  expect(p?.clients).toEqual(["two"]);
  expect(q?.clients).toEqual(["one"]);
});

test("a pool that is said to send e-mail only takes no further app clients with it", () => {
  const own = { delivers: "email", smsMfa: false, clients: ["one"] };
  expect(merged({ p: own })).toEqual({ p: own });
});

test("without a reading the configuration is as it was", () => {
  const config = parseConfig({ userPools: { p: { delivers: "sms", clients: ["own"] } } });
  expect(withInventory(config, {})).toEqual(config);
});

test("a pool whose id is a property of every object is no trouble", () => {
  const read = Object.fromEntries([["constructor", READ.p]]) as PoolInventory;
  expect(merged({}, read)).toEqual(read);
});
