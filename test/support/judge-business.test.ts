import type { Observation } from "../../lambda/core/model/observation";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { replay } from "../../lambda/core/replay";
import { asked, ERRANDS } from "./business/calls";
import { CARRIERS } from "./business/people";
import { instantOf } from "./business/rhythm";
import { freshDeps, pagesAmong } from "./judge-business";

const WEEKDAY = 40;
const WEEKEND = 8;
const MONDAY_AFTER = 14;

/** Requests of one carrier's customers, whose confirmations no log shows. */
const onDay = (day: number, count: number): readonly Observation[] =>
  Array.from({ length: count }, (_, i) =>
    asked({
      id: `d${day}-${i}`,
      atMs: instantOf(day, 8) + i * 7 * MINUTE_MS,
      ip: CARRIERS[0],
      userAgent: `browser-${i}`,
      errand: ERRANDS.SIGN_UP,
      isHosted: false,
      outcome: "success",
      subject: `user-${day}-${i}`,
    }),
  );

const twoWeeks = Array.from({ length: MONDAY_AFTER }, (_, day) =>
  onDay(day, day % 7 < 5 ? WEEKDAY : WEEKEND),
).flat();

/** The addresses that page by what they do in a day. */
const slowAddresses = async (observations: readonly Observation[]): Promise<readonly string[]> => {
  const { findings } = await replay(observations, freshDeps());
  return pagesAmong(findings).afterwards.flatMap(({ ruleId, entity }) =>
    ruleId === "cognito-ip-slow" ? [entity.value] : [],
  );
};

test("after a weekend an address is still compared with the weekdays before", async () => {
  const usual = [...twoWeeks, ...onDay(MONDAY_AFTER, WEEKDAY + 5)];
  expect(await slowAddresses(usual)).toEqual([]);
});

test("and pages when it exceeds three times what they held", async () => {
  const unusual = [...twoWeeks, ...onDay(MONDAY_AFTER, 3 * WEEKDAY + 1)];
  expect(await slowAddresses(unusual)).toEqual([CARRIERS[0]]);
});
