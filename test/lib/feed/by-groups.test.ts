import { ConfigError } from "../../../lambda/core/model/config";
import { byGroups } from "../../../lib/feed/by-groups";

const rules = (names: readonly string[]) => ({ Rules: names, Alarms: names });

const split = (names: readonly string[], most: number) =>
  byGroups(names, rules, (rule) => rule.join("").length <= most);

test("one group keeps the ids of today", () => {
  expect(split(["ab", "cd"], 4)).toEqual({ Rules: ["ab", "cd"], Alarms: ["ab", "cd"] });
});

test("a name that does not fit begins the next group, whose ids have its number", () => {
  expect(split(["ab", "cd", "ef", "gh", "ij"], 4)).toEqual({
    Rules: ["ab", "cd"],
    Alarms: ["ab", "cd"],
    Rules2: ["ef", "gh"],
    Alarms2: ["ef", "gh"],
    Rules3: ["ij"],
    Alarms3: ["ij"],
  });
});

test("refuses a name that fits nowhere, and says which", () => {
  expect(() => split(["ab", "aaaaaa*"], 4)).toThrow(ConfigError);
  expect(() => split(["ab", "aaaaaa*"], 4)).toThrow(
    'detector.ownResources: got "aaaaaa*", which repeats itself so often that EventBridge would refuse a rule for it; give a shorter start of the name',
  );
});
