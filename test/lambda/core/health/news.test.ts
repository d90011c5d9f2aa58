import type { CheckResult, Status } from "../../../../lambda/core/health/check";
import { healthEmail } from "../../../../lambda/core/health/email";
import { afterRun, type HealthState } from "../../../../lambda/core/health/news";
import { DAY_MS } from "../../../../lambda/core/model/time";

const result = (id: string, status: Status): CheckResult => ({
  id,
  status,
  found: `found of ${id}`,
  ...(status !== "ok" && { remedy: `remedy of ${id}` }),
});

const START = Date.UTC(2026, 10, 27);

/** What is told on each of some days on end, by the statuses of one check. */
function days(...statuses: readonly Status[]): readonly string[] {
  let before: HealthState | undefined;
  return statuses.map((status, day) => {
    const { news, state } = afterRun([result("stack", status)], before, START + day * DAY_MS);
    before = state;
    if (news === undefined) return "-";
    if (news.turnedBad.length > 0) return "bad";
    return news.goodAgain.length > 0 ? "good" : "reminder";
  });
}

test("a gap is told once, and when it is closed", () => {
  expect(days("ok", "fail", "fail", "fail", "ok", "ok")).toEqual([
    "-",
    "bad",
    "-",
    "-",
    "good",
    "-",
  ]);
});

test("a gap that lasts is told again each week, not sooner", () => {
  const told = days(...Array.from({ length: 16 }, () => "warn" as const));
  expect(told.flatMap((each, day) => (each === "-" ? [] : [`${day} ${each}`]))).toEqual([
    "0 bad",
    "7 reminder",
    "14 reminder",
  ]);
});

test("a gap that gets worse is told again, one that gets better is not until it is closed", () => {
  expect(days("warn", "fail", "warn", "fail", "ok")).toEqual(["bad", "bad", "-", "-", "good"]);
});

test("what could not be read once is not told, twice it is", () => {
  expect(days("ok", "unknown", "ok", "unknown", "unknown", "ok")).toEqual([
    "-",
    "-",
    "-",
    "-",
    "bad",
    "good",
  ]);
  // A gap that cannot be seen for a day is not a new one.
  expect(days("fail", "unknown", "fail", "ok")).toEqual(["bad", "-", "-", "good"]);
});

test("one e-mail has the whole picture, and starts the week of all that it names", () => {
  const first = afterRun([result("a", "fail"), result("b", "ok")], undefined, START);
  const second = afterRun(
    [result("a", "fail"), result("b", "warn")],
    first.state,
    START + 6 * DAY_MS,
  );
  expect(second.news?.turnedBad.map(({ id }) => id)).toEqual(["b"]);
  expect(second.news?.stillBad.map(({ id }) => id)).toEqual(["a"]);
  const third = afterRun(
    [result("a", "fail"), result("b", "warn")],
    second.state,
    START + 8 * DAY_MS,
  );
  expect(third.news).toBeUndefined();
  expect(healthEmail(second.news!, { account: "111122223333", region: "eu-west-1" })).toEqual({
    subject: "SMS pumping detector: 1 check turned bad (eu-west-1)",
    body: `The daily checks of account 111122223333, eu-west-1: is it protected?

TURNED BAD
WARN b: found of b
  To do: remedy of b

STILL BAD
FAIL a: found of a
  To do: remedy of a

Look now: smspump doctor --region eu-west-1
You hear of each once, again when it gets worse or better, and once a week while it lasts.
`,
  });
});
