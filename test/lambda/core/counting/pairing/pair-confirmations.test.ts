import fc from "fast-check";
import { memoryPairing } from "../../../../../lambda/adapters/memory/pairing";
import { confirmingSubjects } from "../../../../../lambda/core/counting/pairing/confirming-subjects";
import {
  pairConfirmations,
  type PairingDeps,
} from "../../../../../lambda/core/counting/pairing/pair-confirmations";
import { parseConfig } from "../../../../../lambda/core/model/config";
import type { Observation } from "../../../../../lambda/core/model/observation";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../../lambda/core/model/time";
import { confirmation, LIVE, MIDNIGHT, request } from "../../../../support/observations";
import {
  AFTERWARDS,
  ANN,
  asked,
  BOB,
  deliveries,
  expectPaired,
  opening,
  OPENINGS,
  subjectTraffic,
  typed,
} from "../../../../support/pairing";
import { runs } from "../../../../support/runs";

const CONFIG = parseConfig({});
const NOON = MIDNIGHT + 12 * HOUR_MS;

const pair = (batch: readonly Observation[], deps: PairingDeps, drill?: string) =>
  pairConfirmations(batch, NOON, deps, CONFIG, drill);

/** Pairing behind doors that tell subjects. */
async function opened(openings: readonly Observation[] = OPENINGS): Promise<PairingDeps> {
  const deps = memoryPairing();
  await pair(openings, deps);
  return deps;
}

const isConfirmation = ({ kind }: Observation): boolean => kind === "sms-confirmed";

/** The confirmations that count after each batch, as `id@answersMs`. */
async function counted(
  batches: readonly (readonly Observation[])[],
  deps: PairingDeps,
): Promise<readonly string[]> {
  const all: Observation[] = [];
  for (const batch of batches) all.push(...(await pair(batch, deps)).filter(isConfirmation));
  return all.map(({ id, answersMs }) => `${id}@${answersMs}`);
}

const R = asked("r", NOON);
const C = typed("c", NOON + MINUTE_MS);
const PAIRED = [`c@${NOON}`];
const UNPAIRED = ["c@undefined"];

describe("a confirmation", () => {
  it.each([
    ["in one batch", [[R, C]]],
    ["in one batch, in whatever order", [[C, R]]],
    ["in a later batch", [[R], [C]]],
    ["before its request", [[C], [R]]],
  ])("counts for the minute of its subject's request: %s", async (_, batches) => {
    expect(await counted(batches, await opened())).toEqual(PAIRED);
  });

  it("does not count without a request of its subject", async () => {
    const others = [asked("r", NOON, { subject: BOB }), asked("s", NOON, { subject: undefined })];
    expect(await counted([[...others, C]], await opened())).toEqual([]);
  });

  it.each<[string, Partial<Observation>]>([
    ["was refused", { outcome: "failure" }],
    ["was throttled", { outcome: "throttled" }],
    ["sent an e-mail", { delivery: "none" }],
    ["was about something else", { action: "ForgotPassword" }],
    ["came later", { atMs: C.atMs + 1 }],
    ["lies more than a day back", { atMs: C.atMs - DAY_MS - 1 }],
  ])("does not count for a request that %s", async (_, change) => {
    expect(await counted([[{ ...R, ...change }, C]], await opened())).toEqual([]);
  });

  it("counts for a request of a day ago, and of the same second", async () => {
    const dayAgo = asked("r", C.atMs - DAY_MS);
    expect(await counted([[dayAgo, C]], await opened())).toEqual([`c@${dayAgo.atMs}`]);
    expect(await counted([[{ ...R, atMs: C.atMs }, C]], await opened())).toEqual([`c@${C.atMs}`]);
  });

  it("counts once for each request, however many are typed in", async () => {
    const more = [C, typed("d", C.atMs), typed("e", C.atMs + 1)];
    expect(await counted([[R, ...more]], await opened())).toEqual(PAIRED);
    expect(await counted([[R], [C], [more[1]!], [more[2]!]], await opened())).toEqual(PAIRED);
  });

  it("answers the latest of several requests", async () => {
    const again = asked("s", NOON + 30_000);
    expect(await counted([[R, again, C]], await opened())).toEqual([`c@${again.atMs}`]);
  });

  it("answers what may have been an e-mail before what is known to be a text", async () => {
    const possible = asked("s", NOON - HOUR_MS, { delivery: "possible" });
    const of = async (isOfText: true | undefined) =>
      (await pair([R, possible, { ...C, isOfText }], await opened())).find(isConfirmation);
    expect(await of(undefined)).toMatchObject({ answersMs: possible.atMs });
    expect((await of(undefined))?.isOfText).toBeUndefined();
    expect(await of(true)).toMatchObject({ answersMs: R.atMs, isOfText: true });
  });

  it("is known to be of a text where its request is", async () => {
    expect((await pair([R, C], await opened())).find(isConfirmation)?.isOfText).toBe(true);
  });

  it("is counted with what it came with, though it came before its request", async () => {
    const deps = await opened();
    const early = typed("c", NOON + MINUTE_MS, { ip: "198.51.100.7", userAgent: "a".repeat(1024) });
    expect(await pair([early], deps)).toEqual([]);
    const [, late] = await pair([R], deps);
    const { subject, ...rest } = early;
    expect(late).toMatchObject({ ...rest, answersMs: NOON });
    expect(subject).toBe(ANN);
    expect(late!.subject).toMatch(/^[\w-]{22}$/);
  });

  it("that came first counts again when its request does: its batch may have died", async () => {
    const deps = await opened();
    expect(await counted([[C], [R], [R]], deps)).toEqual([...PAIRED, ...PAIRED]);
    expect(await counted([[asked("s", NOON + 2)]], deps)).toEqual([]);
  });

  it("without a subject counts as it always did", async () => {
    const batch = [R, { ...C, subject: undefined }];
    expect(await counted([batch], await opened())).toEqual(UNPAIRED);
  });
});

describe("a door", () => {
  const HOSTED = { source: "cognito-hosted-ui", action: "Signup_POST" } as const;

  it.each<[string, readonly Observation[]]>([
    ["no request ever told its subject", []],
    ["only refused ones did", [opening({ outcome: "failure" })]],
    ["only those of another client did", [opening({ clientId: "another" })]],
    ["only those of another flow did", [opening({ action: "ForgotPassword" })]],
    ["only those of the hosted UI did", [opening(HOSTED)]],
    ["the first did less than an hour ago", [opening({ atMs: C.atMs - HOUR_MS + 1 })]],
    [
      "resends tell theirs, and sign-ups do not",
      [opening({ action: "ResendConfirmationCode" }), opening({ id: "s", subject: undefined })],
    ],
  ])("pairs nothing where %s", async (_, openings) => {
    expect(await counted([[C]], await opened(openings))).toEqual(UNPAIRED);
  });

  it.each<[string, readonly Observation[]]>([
    ["the first told its subject an hour ago", [opening({ atMs: C.atMs - HOUR_MS })]],
    ["it sent e-mails", [opening({ delivery: "none" })]],
    ["some sign-ups do not tell theirs", [opening(), opening({ id: "s", subject: undefined })]],
    [
      "resends for users that do not exist tell none",
      [opening(), opening({ id: "s", action: "ResendConfirmationCode", subject: undefined })],
    ],
    [
      "refused ones tell none",
      [
        opening({ action: "ResendConfirmationCode" }),
        opening({ id: "s", subject: undefined, outcome: "failure" }),
      ],
    ],
  ])("pairs where %s", async (_, openings) => {
    expect(await counted([[C]], await opened(openings))).toEqual([]);
  });

  it("of sign-ins pairs nothing where a sign-in hides whether it sent a text", async () => {
    const signIn = { action: "InitiateAuth" } as const;
    const answer = typed("c", NOON, { action: "RespondToAuthChallenge" });
    expect(await counted([[answer]], await opened([opening(signIn)]))).toEqual([]);
    const hidden = opening({ ...signIn, id: "h", kind: "sign-in", delivery: "possible" });
    const deps = await opened([opening(signIn), hidden]);
    expect(await counted([[answer]], deps)).toEqual(UNPAIRED);
  });
});

describe("scopes", () => {
  it("a drill's requests answer no live confirmation, nor its doors open live ones", async () => {
    const deps = await opened();
    await pair([...OPENINGS, R], deps, "one");
    expect(await pair([C], deps)).toEqual([]);
    expect((await pair([C], deps, "one")).map(({ answersMs }) => answersMs)).toEqual([NOON]);
    expect((await pair([C], deps, "two")).map(({ answersMs }) => answersMs)).toEqual([undefined]);
  });

  it("what is suppressed is paired by itself", async () => {
    const deps = await opened();
    const config = parseConfig({
      suppressions: [
        {
          id: "test-window",
          cidr: "198.51.100.0/24",
          owner: "qa@example.org",
          reason: "load test",
          expires: "2027-01-01T00:00:00Z",
        },
      ],
    });
    const batch = [{ ...R, ip: "198.51.100.9" }, C];
    const left = await pairConfirmations(batch, NOON, deps, config);
    expect(left.filter(isConfirmation)).toEqual([]);
  });
});

describe("subjects", () => {
  it("are pseudonyms from here on, others in each scope", async () => {
    const deps = memoryPairing();
    const [live] = await pair([R], deps);
    const [drill] = await pair([R], deps, "one");
    expect(live!.subject).toMatch(/^[\w-]{22}$/);
    expect(live!.subject).not.toBe(drill!.subject);
    expect((await pair([{ ...R, id: "s" }], deps))[0]!.subject).toBe(live!.subject);
  });

  it("are nobody where there is no key: all counts as it always did", async () => {
    const deps = { ...(await opened()), pseudonym: () => undefined };
    const left = await pair([R, C, typed("d", C.atMs)], deps);
    expect(left.map(({ id, subject, answersMs }) => [id, subject, answersMs])).toEqual(
      ["r", "c", "d"].map((id) => [id, undefined, undefined]),
    );
  });

  it("are counted by the address that they confirmed from, and its day", async () => {
    const deps = await opened();
    const people = Array.from(
      { length: 30 },
      (_, i) => `${1000 + i}0000-0000-4000-8000-000000000000`,
    );
    const confirmed = people
      .slice(0, 25)
      .flatMap((subject, i) => [
        asked(`r${i}`, NOON, { subject }),
        typed(`c${i}`, NOON, { subject, ip: `2001:db8:1:2::${i}` }),
      ]);
    const unpaired = typed("x", NOON, { subject: people[29], ip: "203.0.113.5" });
    const few = [0, 1, 1].flatMap((i, j) => [
      asked(`s${j}`, NOON - i * DAY_MS, { subject: people[i] }),
      typed(`d${j}`, NOON - i * DAY_MS, { subject: people[i], ip: "203.0.113.4" }),
    ]);
    await pair([...confirmed, ...few, unpaired], deps);
    const of = (ip: string, days: number) =>
      confirmingSubjects(deps.confirming, LIVE, ip, days, NOON);
    expect(await of("2001:db8:1:2::ffff", 1)).toBe(20);
    expect(await of("203.0.113.4", 1)).toBe(1);
    expect(await of("203.0.113.4", 2)).toBe(2);
    expect(await of("203.0.113.5", 15)).toBe(0);
  });
});

it("leaves everything else alone", async () => {
  const batch = [
    request({ id: "w", atMs: NOON, kind: "web-request", source: "ecs-http" }),
    confirmation({ id: "v", atMs: NOON, kind: "sent-confirmed", source: "sms-voice-send" }),
  ];
  expect(await pair(batch, await opened())).toBe(batch);
});

it("counts as many as can have a request of their own, whatever comes twice and in whatever order", async () => {
  await fc.assert(
    fc.asyncProperty(
      subjectTraffic.chain((traffic) => fc.tuple(fc.constant(traffic), deliveries(traffic))),
      async ([traffic, batches]) => {
        const deps = await opened();
        const found: Observation[] = [];
        for (const batch of batches) {
          const left = await pairConfirmations(batch, AFTERWARDS, deps, CONFIG);
          found.push(...left.filter(isConfirmation));
        }
        expectPaired(traffic, found);
      },
    ),
    { numRuns: runs(2_000) },
  );
});
