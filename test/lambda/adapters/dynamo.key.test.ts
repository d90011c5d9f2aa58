import { dynamoKey, shardOf, shardsOf, sortable } from "../../../lambda/adapters/dynamo";

describe("a key", () => {
  test("is readable where its parts are short and plain", () => {
    expect(dynamoKey("w", "111122223333/live", "client:app", 300_000, "ip=2001:db8::1")).toBe(
      "w#111122223333/live#client:app#300000#ip=2001:db8::1",
    );
  });

  test("hides parts that are long, empty or hold anything odd behind a hash", () => {
    for (const odd of ["", " ", "a#b", "\n", "ü", "🤖", "x".repeat(81), "~plain"]) {
      expect(dynamoKey("w", odd)).toMatch(/^w#~[0-9a-f]{40}$/);
    }
  });

  test("cannot be made to meet another one by writing out its hash", () => {
    const hashed = dynamoKey("a#b");
    expect(dynamoKey(hashed)).not.toBe(hashed);
  });

  test("keeps its parts apart", () => {
    expect(dynamoKey("a", "b#c")).not.toBe(dynamoKey("a#b", "c"));
    expect(dynamoKey("a", "")).not.toBe(dynamoKey("a"));
  });

  test("of a number sorts as the numbers do", () => {
    const numbers = [0, 9, 10, 99, 100, 178_900_000_000];
    expect(numbers.map(sortable).sort()).toEqual(numbers.map(sortable));
  });
});

test("marked items are spread over all eight partitions of their kind", () => {
  const shards = Array.from({ length: 500 }, (_, i) => shardOf("s", `key-${i}`));
  expect([...new Set(shards)].sort()).toEqual([...shardsOf("s")].sort());
  expect(shardsOf("s")).toHaveLength(8);
});
