import { fail, judged, ok, together, warn, type Check } from "../check";
import type { AlarmFacts } from "../facts";
import { counted, listed } from "../../model/format";
import { printable } from "../../notifications/printable";

const WIDTH = 120;

const names = (alarms: readonly AlarmFacts[]): string =>
  listed(
    alarms.map(({ stack, name }) => printable(`${stack}-${name}`, 80)),
    WIDTH,
  );

/** Alarms that keep their state while nothing is published may lack data for good reasons. */
const needsData = ({ missingData }: AlarmFacts): boolean =>
  missingData !== "ignore" && missingData !== "missing";

export const alarms: Check = {
  id: "alarms",
  asks: "Is any alarm of the stacks on, without data, or muted?",
  notDaily: "alarms tell by themselves",
  judge: ({ alarms: found }) =>
    judged(found, (all) => {
      if (all.length === 0) return fail("the stacks have no alarms", "deploy again");
      const muted = all.filter(({ mayAct }) => !mayAct);
      const on = all.filter(({ state }) => state === "ALARM");
      const blind = all.filter((alarm) => alarm.state === "INSUFFICIENT_DATA" && needsData(alarm));
      const verdicts = [
        ...(on.length > 0
          ? [fail(`on: ${names(on)}`, "follow the runbook that the alarm's description names")]
          : []),
        ...(muted.length > 0
          ? [
              fail(
                `muted: ${names(muted)}`,
                "aws cloudwatch enable-alarm-actions; find out who did it",
              ),
            ]
          : []),
        ...(blind.length > 0
          ? [
              warn(
                `without data: ${names(blind)}`,
                "look again in an hour; then follow its runbook",
              ),
            ]
          : []),
      ];
      return verdicts.length > 0
        ? together(verdicts)
        : ok(`${counted(all.length, "alarm")}, none on`);
    }),
};
