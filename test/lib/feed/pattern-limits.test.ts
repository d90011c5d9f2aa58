import { complexityOf, isAccepted } from "../../../lib/feed/pattern-limits";

const matching = (...wildcards: readonly string[]) => ({
  detail: { errorMessage: wildcards.map((wildcard) => ({ wildcard })) },
});

/* Measured once with software.amazon.event.ruler:event-ruler 2.1.0 under Java 17: a `Machine` with
   this one rule, asked by `evaluateComplexity`. */
test.each([
  [3, ["*ab*"]],
  [4, ["*aa*"]],
  [8, ["*aaaaaa*"]],
  [5, ["*ababab*"]],
  [5, ["*aabaab*"]],
  [4, ["*abcabc*"]],
  [4, ["*SaSbSc*"]],
  [7, ["*aaaaab*"]],
  [2, ["a*"]],
  [2, ["*ab"]],
  [3, ["a*b*"]],
  [2, ["abc*def"]],
  [4, ["x-*limit-*-percent"]],
  [6, ["*ab*", "*cd*"]],
  [15, ["*ab*", "*cd*", "*ef*", "*gh*", "*ij*"]],
  [7, ["*ab*", "*abab*"]],
  [8, ["*abab*", "*baba*"]],
  [3, ["*SmsPumpingDetection-*"]],
  [7, ["*SmsPumpingDetection-*", "*SmsPumpingSpend-*"]],
  [10, ["*SmsPumpingDetection-*", "*SmsPumpingSpend-*", "*SmsPumpingTrail-*"]],
])("complexity %i is what event-ruler computes for %p", (complexity, wildcards) => {
  expect(complexityOf(matching(...wildcards))).toBe(complexity);
});

test.each([
  [3, ["a*b*c"]],
  [5, ["a*b*c*d*e"]],
  [9, ["*alpha-*", "*beta-*", "*gamma*"]],
  [2, ["ab*", "cd*"]],
])("more than event-ruler's %i at the worst, never less, for %p", (complexity, wildcards) => {
  expect(complexityOf(matching(...wildcards))).toBeGreaterThanOrEqual(complexity);
});

test("the most complex field counts, wherever it stands; texts and prefixes cost nothing", () => {
  const field = (wildcard: string) => ({ a: { b: ["text", { prefix: "abc" }, { wildcard }] } });
  expect(complexityOf({ source: ["aws.sns"], detail: { name: [{ prefix: "abc" }] } })).toBe(0);
  expect(complexityOf({ detail: { $or: [field("*ab*"), field("*aa*")] } })).toBe(4);
});

test("accepted is what is neither too complex nor longer than 2,048 characters", () => {
  expect(isAccepted(matching("*SmsPumpingDetection-*", "*SmsPumpingSpend-*"))).toBe(true);
  expect(isAccepted(matching("*SmsPumpingDetection-*", "*ab*", "*cd*"))).toBe(false);
  const empty = JSON.stringify({ source: [""] }).length;
  expect(isAccepted({ source: ["x".repeat(2048 - empty)] })).toBe(true);
  expect(isAccepted({ source: ["x".repeat(2049 - empty)] })).toBe(false);
});
