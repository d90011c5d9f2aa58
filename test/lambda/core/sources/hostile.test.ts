import fc from "fast-check";
import { parseRecord, sources } from "../../../../lambda/core/sources";
import { fixture, fixturesIn, type Json } from "../../../support/fixtures";
import { broken, REASON } from "../../../support/observation-laws";
import { contextOf } from "../../../support/parsing";
import { runs, some } from "../../../support/runs";

const CONTEXT = contextOf({
  ownResources: ["SmsPumpingDetection-*", "SmsPumpingSpend-*"],
  smsTopics: ["arn:aws:sns:us-east-1:111122223333:one-time-codes"],
  userPools: {
    "us-east-1_Ex4mpleQ7": {
      delivers: "both",
      smsMfa: true,
      clients: ["1example23456789abcdefghij"],
    },
  },
});
const FIXTURES = ["access", "cloudtrail", "cloudwatch", "ecs", "messages", "wrappings"].flatMap(
  fixturesIn,
);
const PROPERTIES_OF_OBJECTS = Reflect.ownKeys(Object.prototype).length;

const nested = (depth: number, wrap: (inner: unknown) => unknown): unknown => {
  let value: unknown = "x";
  for (let i = 0; i < depth; i++) value = wrap(value);
  return value;
};

/** One value of every kind that an attacker could bring where another is due. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  429,
  1e308,
  "",
  " ",
  "HIDDEN_DUE_TO_SECURITY_REASONS",
  "__proto__",
  "constructor",
  "SMS",
  "9999-12-31T23:59:59Z",
  "0000-00-00T00:00:00Z",
  "::ffff:203.0.113.7",
  "fe80::1%eth0",
  "\u0000\u0007\u001b[31m\r\n\u202e\ud800",
  "9".repeat(5000),
  [],
  [[]],
  [null, 1, "SMS", {}, []],
  {},
  { length: 3, 0: "a" },
  JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
];

const DEEP: readonly unknown[] = [
  nested(5000, (inner) => [inner]),
  nested(5000, (inner) => ({ a: inner })),
  nested(5000, (inner) => ({ Records: [inner] })),
  nested(5000, (inner) => ({ _source: { http: inner }, hits: { hits: [inner] } })),
];

function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, key]))];
}

/** A copy in which the value at a path is another; only the way there is copied. */
function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as Json) }) as Json;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

function without(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return undefined;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as Json) }) as Json;
  if (Array.isArray(copy) && rest.length === 0) copy.splice(Number(key), 1);
  else if (rest.length === 0) Reflect.deleteProperty(copy, key);
  else copy[key] = without(copy[key], rest);
  return copy;
}

function check(value: unknown): void {
  const results = [...parseRecord(value, CONTEXT)];
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const source of sources) results.push(source.parse(value as Json, CONTEXT));
  }
  for (const result of results) {
    const problem = broken(result);
    if (problem !== undefined)
      throw new Error(`${problem}: ${JSON.stringify(result).slice(0, 300)}`);
  }
}

function expectNothingPolluted(): void {
  expect(Reflect.ownKeys(Object.prototype)).toHaveLength(PROPERTIES_OF_OBJECTS);
  expect(({} as Json).polluted).toBeUndefined();
  expect(([] as unknown as Json).polluted).toBeUndefined();
}

describe("hostile records", () => {
  it.each(FIXTURES)("survives every kind of value at every path of %s", (path) => {
    const whole = fixture(path);
    for (const at of some(pathsOf(whole))) {
      for (const value of [...HOSTILE, ...DEEP]) check(replaced(whole, at, value));
      check(without(whole, at));
    }
    expectNothingPolluted();
  });

  it("survives several wrong values in one record", () => {
    const wrong = fc.oneof(
      fc.constantFrom(...HOSTILE),
      fc.jsonValue({ maxDepth: 4 }),
      fc.string({ unit: "binary" }),
      fc.double(),
    );
    const change = fc.tuple(fc.nat(), wrong);
    fc.assert(
      fc.property(
        fc.constantFrom(...FIXTURES),
        fc.array(change, { minLength: 2, maxLength: 6 }),
        (path, changes) => {
          let record: unknown = fixture(path);
          for (const [place, value] of changes) {
            const paths = pathsOf(record).filter(({ length }) => length < 100);
            record = replaced(record, paths[place % paths.length]!, value);
          }
          check(record);
        },
      ),
      { numRuns: runs(1000) },
    );
    expectNothingPolluted();
  });

  it("survives anything at all, also from the text of a file", () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (value) => {
        check(value);
      }),
      { numRuns: runs(1000) },
    );
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        check(JSON.parse(text));
      }),
      { numRuns: runs(500) },
    );
  });

  it("reads keys such as __proto__ as data, wherever the text holds them", () => {
    const record = JSON.stringify(fixture("cloudtrail/cognito-idp/sign-up-sms"));
    for (const key of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]) {
      const poison = `"${key}":{"polluted":true,"eventSource":"sns.amazonaws.com","errorCode":"x"},`;
      const poisoned = JSON.parse(record.replaceAll("{", `{${poison}`)) as Json;
      const [result] = parseRecord(poisoned, CONTEXT);
      expect(result).toMatchObject({
        kind: "observations",
        observations: [{ outcome: "success" }],
      });
      check(poisoned);
      check(JSON.parse(`{${poison.slice(0, -1)}}`));
    }
    expectNothingPolluted();
  });

  it("never shows a control character or more than 60 characters of a record in a reason", () => {
    const secret = `\u001b]8;;https://example.com\u0007${"s".repeat(100)}`;
    for (const path of FIXTURES) {
      const whole = fixture(path);
      for (const at of pathsOf(whole)) {
        for (const result of parseRecord(replaced(whole, at, secret), CONTEXT)) {
          if (result.kind === "observations") continue;
          expect(result.reason).toMatch(REASON);
          expect(result.reason).not.toContain("s".repeat(61));
        }
      }
    }
  });
});

describe("long records", () => {
  const MEGABYTE = 1_048_576;
  const FILLS = ["a", "9", "0.", "::", "arn:", "+1", " ", "-", "\n", "2026-11-22T03:10:04."];

  /** Until it was fast once, and five times at most: a busy machine proves nothing. */
  function millis(run: () => void, limit: number): number {
    let shortest = Infinity;
    for (let i = 0; i < 5 && shortest > limit; i++) {
      const from = performance.now();
      run();
      shortest = Math.min(shortest, performance.now() - from);
    }
    return shortest;
  }

  const isId = (at: readonly string[]): boolean =>
    at.at(-1) === "eventID" || at.join() === "event,id";

  it.each([
    "cloudtrail/cognito-idp/forgot-password-success",
    "cloudtrail/cognito-idp/initiate-auth-sms-mfa",
    "cloudtrail/cognito-idp/hosted-ui-confirm-post",
    "cloudtrail/events/delete-rule-own-denied",
    "cloudtrail/lambda/update-event-source-mapping-own-disabled",
    "cloudtrail/monitoring/delete-alarms-own",
    "cloudtrail/sns/publish-batch",
    "cloudtrail/sms-voice/send-text-message",
    "ecs/alb",
  ])("takes a megabyte of text at any path of %s in milliseconds", (path) => {
    const whole = fixture(path);
    for (const at of some(pathsOf(whole).filter((at) => !isId(at)))) {
      for (const fill of FILLS) {
        const record = replaced(whole, at, fill.repeat(MEGABYTE / fill.length));
        expect(millis(() => parseRecord(record, CONTEXT), 50)).toBeLessThan(50);
      }
    }
  });

  it("hashes a long id in time that grows no faster than its length", () => {
    const whole = fixture("ecs/minimal");
    const took = (length: number) => {
      const record = { ...whole, "event.id": "i".repeat(length) };
      return millis(() => parseRecord(record, CONTEXT), 0);
    };
    expect(took(MEGABYTE / 8)).toBeLessThan(12 * took(MEGABYTE / 32));
  });

  it("takes lists of a million elements without keeping them", () => {
    const list = Array<null>(1_000_000).fill(null);
    for (const path of ["ecs/alb", "cloudtrail/sns/publish-batch"]) {
      const whole = fixture(path);
      for (const at of pathsOf(whole).filter(({ length }) => length > 0)) {
        check(replaced(whole, at, list));
      }
    }
  });
});
