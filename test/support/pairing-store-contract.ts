import type { ConfirmingSubjects } from "../../lambda/core/counting/pairing/confirming-subjects";
import { MOST_SUBJECTS } from "../../lambda/core/counting/pairing/confirming-subjects";
import type { Door, DoorStore } from "../../lambda/core/counting/pairing/door";
import type {
  SubjectKey,
  SubjectState,
  SubjectStore,
} from "../../lambda/core/counting/pairing/subject";
import { DAY_MS, dayOf } from "../../lambda/core/model/time";
import { confirmation, MIDNIGHT } from "./observations";

let made = 0;

/** A scope that no other test has used, as stores may outlive a test. */
const newScope = (): string => `pairing-${made++}/live`;

const DOOR: Door = { target: "client:app", source: "cognito-api", flow: "sign-up" };
const NOTHING = { sinceMs: undefined, told: new Set(), untold: new Set() };

export function doorStoreContract(name: string, create: () => DoorStore): void {
  describe(`${name} as a store of doors`, () => {
    const signUp = { action: "SignUp", isTold: true, atMs: MIDNIGHT };

    test("a door of which nothing was seen has shown nothing", async () => {
      expect(await create().read(newScope(), DOOR)).toEqual(NOTHING);
    });

    test("marks are sets, and the first that was told is the beginning", async () => {
      const [store, scope] = [create(), newScope()];
      await store.note(scope, DOOR, { ...signUp, isTold: false, atMs: MIDNIGHT - 5 });
      expect(await store.read(scope, DOOR)).toEqual({ ...NOTHING, untold: new Set(["SignUp"]) });
      await store.note(scope, DOOR, signUp);
      await store.note(scope, DOOR, { ...signUp, atMs: MIDNIGHT + 2 * DAY_MS });
      await store.note(scope, DOOR, { ...signUp, atMs: MIDNIGHT - DAY_MS });
      await store.note(scope, DOOR, { ...signUp, action: "ResendConfirmationCode" });
      expect(await store.read(scope, DOOR)).toEqual({
        sinceMs: MIDNIGHT,
        told: new Set(["SignUp", "ResendConfirmationCode"]),
        untold: new Set(["SignUp"]),
      });
    });

    test("what one process noted another reads", async () => {
      const [store, scope] = [create(), newScope()];
      await Promise.all(
        ["A", "B", "C", "D"].map((action) => store.note(scope, DOOR, { ...signUp, action })),
      );
      const { told } = await store.read(scope, DOOR);
      expect(told).toEqual(new Set(["A", "B", "C", "D"]));
    });

    test("doors that differ in one part only never meet", async () => {
      const [store, scope] = [create(), newScope()];
      const places: readonly (readonly [string, Door])[] = [
        [scope, DOOR],
        [`${scope}x`, DOOR],
        [scope, { ...DOOR, target: "client:other" }],
        [scope, { ...DOOR, source: "cognito-hosted-ui" }],
        [scope, { ...DOOR, flow: "reset" }],
      ];
      for (const [i, place] of places.entries()) {
        await store.note(...place, { ...signUp, action: `a${i}` });
      }
      for (const [i, place] of places.entries()) {
        expect((await store.read(...place)).told).toEqual(new Set([`a${i}`]));
      }
    });
  });
}

/** A subject of whom everything is known that can be. */
export const WHOLE: SubjectState = {
  asked: [
    {
      id: "aaaaaaaa",
      atMs: MIDNIGHT,
      flow: "sign-up",
      delivery: "sms",
      answer: { id: "zzzzzzzz", atMs: MIDNIGHT + 1 },
    },
    { id: "bbbbbbbb", atMs: MIDNIGHT + 2, flow: "reset", delivery: "possible" },
    { id: "cccccccc", atMs: MIDNIGHT + 3, flow: "attribute", delivery: "sms" },
    { id: "dddddddd", atMs: MIDNIGHT + 4, flow: "sign-in", delivery: "sms" },
  ],
  early: [confirmation({ id: "c", atMs: MIDNIGHT, userAgent: 'né "x"\n', isOfText: true })],
  forgottenMs: MIDNIGHT - DAY_MS,
};

const EMPTY: SubjectState = { asked: [], early: [], forgottenMs: -Infinity };

export function subjectStoreContract(name: string, create: () => SubjectStore): void {
  describe(`${name} as a store of subjects`, () => {
    let store: SubjectStore;
    let key: SubjectKey;
    beforeEach(() => {
      store = create();
      key = { scope: newScope(), subject: "0123456789abcdefghij-_" };
    });
    const write = (version: number, state: SubjectState, at = key) =>
      store.write(at, { version, state }, MIDNIGHT + 400 * DAY_MS);

    test("of whom nothing was written nothing is known", async () => {
      expect(await store.read(key, true)).toBeUndefined();
      expect(await store.read(key, false)).toBeUndefined();
    });

    test.each([
      ["nothing", EMPTY],
      ["everything", WHOLE],
    ])("keeps %s as it was written", async (_, state) => {
      expect(await write(1, state)).toBe(true);
      expect(await store.read(key, true)).toEqual({ version: 1, state });
    });

    test("writes only over the version that was read", async () => {
      expect(await write(2, WHOLE)).toBe(false);
      expect(await write(1, EMPTY)).toBe(true);
      expect(await write(1, WHOLE)).toBe(false);
      expect(await write(3, WHOLE)).toBe(false);
      expect(await store.read(key, true)).toEqual({ version: 1, state: EMPTY });
      expect(await write(2, WHOLE)).toBe(true);
      expect(await store.read(key, true)).toEqual({ version: 2, state: WHOLE });
    });

    test("of many who write at once one wins", async () => {
      const wins = await Promise.all(Array.from({ length: 8 }, () => write(1, WHOLE)));
      expect(wins.filter(Boolean)).toHaveLength(1);
    });

    test("subjects and scopes never meet", async () => {
      await write(1, WHOLE);
      expect(await store.read({ ...key, scope: `${key.scope}x` }, true)).toBeUndefined();
      expect(await store.read({ ...key, subject: "another" }, true)).toBeUndefined();
    });
  });
}

export function confirmingSubjectsContract(name: string, create: () => ConfirmingSubjects): void {
  describe(`${name} as a store of who confirmed from where`, () => {
    const DAY = dayOf(MIDNIGHT);
    const IP = "192.0.2.1";

    test("nobody confirmed from where nobody did", async () => {
      expect(await create().read(newScope(), IP, DAY - 14, DAY)).toEqual(new Map());
    });

    test("subjects are a set for each day", async () => {
      const [store, scope] = [create(), newScope()];
      await store.add(scope, IP, DAY, ["ann", "bob"]);
      await store.add(scope, IP, DAY, ["bob", "eve"]);
      await store.add(scope, IP, DAY - 1, ["ann"]);
      await store.add(scope, IP, DAY - 2, ["joe"]);
      expect(await store.read(scope, IP, DAY - 1, DAY)).toEqual(
        new Map([
          [DAY - 1, new Set(["ann"])],
          [DAY, new Set(["ann", "bob", "eve"])],
        ]),
      );
    });

    test("a day has so many and no more, however many come", async () => {
      const [store, scope] = [create(), newScope()];
      const people = Array.from({ length: 50 }, (_, i) => `person-${i}`);
      for (let i = 0; i < people.length; i += 3) {
        await store.add(scope, IP, DAY, people.slice(i, i + 3));
      }
      const found = (await store.read(scope, IP, DAY, DAY)).get(DAY)!;
      expect(found.size).toBe(MOST_SUBJECTS);
      for (const person of found) expect(people).toContain(person);
    });

    test("addresses and scopes never meet", async () => {
      const [store, scope] = [create(), newScope()];
      await store.add(scope, IP, DAY, ["ann"]);
      expect((await store.read(`${scope}x`, IP, DAY, DAY)).size).toBe(0);
      expect((await store.read(scope, "2001:db8::/64", DAY, DAY)).size).toBe(0);
    });
  });
}
