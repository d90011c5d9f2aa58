import { spendAlarms, type SpendAlarm } from "../../lambda/core/spend/spend-alarms";
import { spendSettings } from "../../lambda/core/spend/spend-settings";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { alarmEvaluation, type AlarmState } from "./cloudwatch-alarm";

const [SOME] = spendAlarms(spendSettings({ monthlyBudgetUsd: 1000 }));

/** The states as periods come in: `X` breaches, `0` does not, `-` is missing. */
function states(periods: string, alarm: Partial<SpendAlarm>): string {
  const { put, evaluate } = alarmEvaluation({ ...SOME!, threshold: 1, ...alarm });
  return Array.from(periods)
    .map((period, i): AlarmState => {
      const nowMs = i * 5 * MINUTE_MS;
      if (period !== "-") put(period === "X" ? 1 : 0, nowMs);
      return evaluate(nowMs);
    })
    .map((state) => (state === "ALARM" ? "A" : "o"))
    .join("");
}
const three = { evaluationPeriods: 3, datapointsToAlarm: 3 } as const;

describe("an alarm", () => {
  it("needs as many breaching periods as it says", () => {
    expect(states("0XX0XXX0", three)).toBe("ooooooAo");
    expect(states("0X0X00", { evaluationPeriods: 3, datapointsToAlarm: 2 })).toBe("oooAoo");
  });

  it("stays on until all its periods are calm where one is enough", () => {
    const oneOf = { evaluationPeriods: 4, datapointsToAlarm: 1 } as const;
    expect(states("0X0000", oneOf)).toBe("oAAAAo");
  });

  it("goes by older real points where the newest are missing", () => {
    expect(states("XXX--", three)).toBe("ooAAA");
  });

  it("takes missing points for calm, or keeps its state, as it was told", () => {
    expect(states("XXX-----", { ...three, missingData: "notBreaching" })).toBe("ooAAAooo");
    expect(states("XXX-----0", { ...three, missingData: "ignore" })).toBe("ooAAAAAAo");
    expect(states("--X---", { ...three, missingData: "ignore" })).toBe("oooooo");
  });

  it("can stand below its line", () => {
    const below = {
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      comparison: "<=",
      threshold: 0,
    } as const;
    expect(states("X0X", below)).toBe("oAo");
  });
});
