import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { familyOptions, keptIn } from "../../bench/families";
import { familyRows, harmlessRows, type Played } from "../../bench/families-tables";
import type { FamilyResult } from "../../test/support/judge-families";

const found = (texts: number): FamilyResult => ({
  family: "rotating-key",
  texts: 10_000,
  emails: 0,
  found: { ruleId: "sms-principal-burst", texts, textsWithDelay: texts + 300, minutes: 2 },
});

const missed: FamilyResult = { family: "rotating-key", texts: 10_000, emails: 0, found: null };

const playedWith = (
  families: readonly FamilyResult[],
  pages: readonly string[] = [],
): readonly Played[] =>
  families.map((family) => ({
    job: { peakPerHour: 20, seed: "1", world: "backend", ids: ["rotating-key"] },
    result: {
      families: [family],
      situations: [{ situation: "resend", runs: 3, pages }],
      pages: [],
    },
  }));

test("families and a number of businesses can be chosen, or neither", () => {
  expect(familyOptions({})).toEqual({});
  const families = "rotating-key,resend,shift-start";
  expect(familyOptions({ families, seeds: "3", sizes: "20,1500" })).toEqual({
    families: ["rotating-key", "resend", "shift-start"],
    seeds: 3,
    sizes: [20, 1500],
  });
});

test("refuses a family that does not exist, and says which do", () => {
  expect(() => familyOptions({ families: "rotating-key,rotating" })).toThrow(
    /--families: got rotating; give any of rotating-key, /,
  );
});

test.each(["0", "-1", "1.5", "ten", ""])("refuses %j businesses", (seeds) => {
  expect(() => familyOptions({ seeds })).toThrow(`--seeds: got ${seeds}; give a whole number`);
});

test.each(["", "21", "20,", "all"])("refuses businesses of the sizes %j", (sizes) => {
  expect(() => familyOptions({ sizes })).toThrow(
    `--sizes: got ${sizes}; give any of 20, 150, 1500`,
  );
});

test("what a run has kept is found by its job, and nothing where there is no file", () => {
  const file = join(mkdtempSync(join(tmpdir(), "kept-")), "played.jsonl");
  expect(keptIn(undefined).size).toBe(0);
  expect(keptIn(file).size).toBe(0);
  const all = playedWith([found(50), missed]).map(({ job, result }, i) => ({
    job: { ...job, seed: String(i) },
    result,
  }));
  writeFileSync(file, all.map((each) => `${JSON.stringify(each)}\n`).join(""));
  expect([...keptIn(file)]).toEqual(all.map(({ job, result }) => [JSON.stringify(job), result]));
});

test("a family is told by the middle of its runs and the worst, also with delay and in dollars", () => {
  expect(familyRows(playedWith([found(50), found(90), found(60)]))).toEqual([
    {
      attack: "stolen key, new address for each text, 60 a minute",
      never: "0 of 3, under 100 %",
      texts: "60 (90)",
      limit: "85",
      withDelay: "+5 min: 360 (390)",
      "usd at $0.10 a text": "$36 ($39)",
      firstRule: "sms-principal-burst",
    },
  ]);
});

test("runs that page nobody are told, and make the middle endless where they are most", () => {
  expect(familyRows(playedWith([found(50), missed, found(60)]))).toEqual([
    expect.objectContaining({
      never: "1 of 3",
      texts: "60 (60), 10,000 sent where never",
      withDelay: "+5 min: 360 (360)",
    }),
  ]);
  expect(familyRows(playedWith([missed, found(50), missed]))).toEqual([
    expect.objectContaining({
      never: "2 of 3",
      texts: "never, 10,000 sent where never",
      withDelay: "+5 min: never",
      "usd at $0.10 a text": "never",
    }),
  ]);
  expect(familyRows(playedWith([missed, missed]))).toEqual([
    expect.objectContaining({ never: "2 of 2", texts: "never, 10,000 sent" }),
  ]);
});

test("ten runs that are all found exclude that more than 30 % are never found", () => {
  const all = Array.from({ length: 10 }, () => found(50));
  expect(familyRows(playedWith(all))).toEqual([
    expect.objectContaining({ never: "0 of 10, under 30 %", texts: "50 (50)" }),
  ]);
});

test("what web logs show is told with the delay of those", () => {
  const web = { ...found(50), family: "web-form" };
  expect(familyRows(playedWith([web]))).toEqual([
    expect.objectContaining({ withDelay: "+6 min: 350 (350)" }),
  ]);
});

test("a zero is told with its bound, and pages by their rules", () => {
  const resend = { situation: "one customer asks 12 times in 4 minutes, then confirms" };
  expect(harmlessRows(playedWith([missed, missed]))).toContainEqual({
    ...resend,
    trials: "6 runs",
    pages: "0",
    bound: "under 50 % of runs",
  });
  expect(harmlessRows(playedWith([missed], ["cognito-sms-burst"]))).toContainEqual({
    ...resend,
    trials: "3 runs",
    pages: "cognito-sms-burst 1",
    bound: "-",
  });
});
