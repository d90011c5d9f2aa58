import fc from "fast-check";
import {
  DRILL_SOURCE,
  drillOf,
  drillResource,
  isDrillId,
} from "../../../../lambda/core/sources/drill";

test("a drill's source is none of AWS's, which nobody else may use", () => {
  expect(DRILL_SOURCE).toBe("sms-pumping.drill");
});

test.each([
  ["weekly-47", true],
  ["drill-2-20261117T110000Z", true],
  ["a.b_C", true],
  ["x".repeat(64), true],
  ["x".repeat(65), false],
  ["", false],
  ["a#b/live", false],
  ["with space", false],
  ["line\n", false],
  ["é", false],
])("%j may name a drill: %s", (text, expected) => {
  expect(isDrillId(text)).toBe(expected);
});

describe("the drill of an envelope", () => {
  test("is read as it was written", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w.-]{1,64}$/), (id) => {
        expect(drillOf({ resources: [drillResource(id)] })).toBe(id);
      }),
    );
  });

  test("is found among resources of other kinds, and the first one counts", () => {
    const resources = [7, "arn:aws:sns:us-east-1:111122223333:codes", "drill:one", "drill:two"];
    expect(drillOf({ resources })).toBe("one");
  });

  test.each([
    ["no envelope", undefined],
    ["no resources", {}],
    ["resources that are no list", { resources: "drill:one" }],
    ["resources of other kinds", { resources: ["arn:aws:s3:::drill:one"] }],
    ["an empty name", { resources: ["drill:"] }],
    ["a name that is no name", { resources: ["drill:a#b/live", "drill:one"] }],
  ])("has no name where there are %s", (_, envelope) => {
    expect(drillOf(envelope)).toBe("unnamed");
  });
});
