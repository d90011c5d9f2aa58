import { ACTIONS_BESIDE, HEALTH_ACTIONS } from "../../../../lambda/adapters/aws/health/ask";
import { badOf, examine } from "../../../support/examined";
import { HOME, soundRegion, soundRegions } from "../../../support/sound-account";

test.each(HEALTH_ACTIONS.filter((action) => !ACTIONS_BESIDE.includes(action)))(
  "without %s some check is unknown, names it, and nothing else turns bad",
  async (action) => {
    const found = badOf(await examine(soundRegions, { denied: [action] }));
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map(({ status }) => status))).toEqual(new Set(["unknown"]));
    for (const { remedy } of found) expect(remedy).toContain(action);
  },
);

test("a call that is throttled once is repeated", async () => {
  const throttled = ["DescribeStacks", "LookupEvents", "DescribeUserPool", "DescribeAlarms"];
  expect(badOf(await examine(soundRegions, { throttled }))).toEqual([]);
}, 30_000);
test("more user pools than can be read are unknown, not fine", async () => {
  const pools = Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`p${i}`, {}]));
  const many = await examine({ ...soundRegions, [HOME]: { ...soundRegion, pools } });
  expect(badOf(many).find(({ id }) => id === "web-acl")?.found).toMatch(
    /has 201 user pools, and at most 200 are read/,
  );
  expect(badOf(many).map(({ id, status }) => [id, status])).toEqual([
    ["confirmed-share", "unknown"],
    ["user-pools", "unknown"],
    ["web-acl", "unknown"],
  ]);
});
