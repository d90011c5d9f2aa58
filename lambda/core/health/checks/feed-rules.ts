import { fail, judged, ok, type Check } from "../check";
import type { RuleFacts } from "../facts";
import { counted, listed } from "../../model/format";

const WIDTH = 120;

/** Some calls that send count as read-only, which a rule that is merely ENABLED never sees. */
const ALL_EVENTS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

const isOfFeed = ({ id }: RuleFacts): boolean => id.startsWith("Feed");

function problemOf(rule: RuleFacts): string | undefined {
  const { id, state, targets } = rule;
  if (state === undefined) return `${id} is gone`;
  if (state !== ALL_EVENTS && (state !== "ENABLED" || isOfFeed(rule))) return `${id} is ${state}`;
  return targets === 0 ? `${id} has no target` : undefined;
}

export const feedRules: Check = {
  id: "feed-rules",
  asks: `Are the stack's EventBridge rules enabled, those of the feed as ${ALL_EVENTS}, each with a target?`,
  judge: ({ rules }) =>
    judged(rules, (all) => {
      const feed = all.filter(isOfFeed).length;
      if (feed === 0) return fail("the stack has no rule that feeds the detector", "deploy again");
      const problems = all.flatMap((rule) => problemOf(rule) ?? []);
      return problems.length === 0
        ? ok(`${counted(feed, "rule")} of the feed, ${all.length - feed} others, all on`)
        : fail(
            listed(problems, WIDTH),
            "enable them: aws events put-rule, or undo the drift by deploying again; find out who did it",
          );
    }),
};
