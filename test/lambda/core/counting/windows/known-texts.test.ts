import { memoryDeps } from "../../../../../lambda/adapters/deps";
import { answersPossible } from "../../../../../lambda/core/counting/windows/known-texts";
import { parseConfig } from "../../../../../lambda/core/model/config";
import type { Observation } from "../../../../../lambda/core/model/observation";
import { HOUR_MS } from "../../../../../lambda/core/model/time";
import { inOrder, replay } from "../../../../../lambda/core/replay";
import { MIDNIGHT, request } from "../../../../support/observations";

const IP = "203.0.113.9";

/** The door has told subjects for an hour when it begins. */
const OPENED: Observation = request({
  id: "door",
  atMs: MIDNIGHT,
  ip: "198.51.100.7",
  action: "SignUp",
  subject: "door",
});
const BEGINS_AT = MIDNIGHT + 2 * HOUR_MS;

interface Plan {
  readonly delivery: Observation["delivery"];
  readonly isConfirmed: boolean;
}

/** Fifteen sign-ups from one address in five minutes, each by another user. */
const signUps = (name: string, { delivery, isConfirmed }: Plan): readonly Observation[] =>
  Array.from({ length: 15 }, (_, i) => {
    const subject = `${name}-${i}`;
    const asked = {
      ...OPENED,
      id: subject,
      atMs: BEGINS_AT + i * 19_000,
      ip: IP,
      subject,
      delivery,
    };
    const typed = {
      ...asked,
      id: `${subject}c`,
      atMs: asked.atMs + 4000,
      kind: "sms-confirmed",
      action: "ConfirmSignUp",
      delivery: "none",
    } as const;
    return isConfirmed ? [asked, typed] : [asked];
  }).flat();

async function rulesOf(
  ...traffic: readonly (readonly Observation[])[]
): Promise<readonly string[]> {
  const deps = memoryDeps(parseConfig({}), { send: () => Promise.resolve() });
  const { findings } = await replay(inOrder([OPENED, ...traffic.flat()]), deps);
  return findings.filter(({ entity }) => entity.value === IP).map(({ ruleId }) => ruleId);
}

const TEXTS: Plan = { delivery: "sms", isConfirmed: false };
const MAILS: Plan = { delivery: "possible", isConfirmed: true };

test("codes of requests that may have sent an e-mail make up for no text", async () => {
  expect(await rulesOf(signUps("text", TEXTS), signUps("mail", MAILS))).toContain(
    "cognito-sms-burst",
  );
});

test.each<readonly [string, Plan]>([
  ["texts whose codes are typed in", { ...TEXTS, isConfirmed: true }],
  ["requests of which nobody knows what they sent", { ...TEXTS, delivery: "possible" }],
])("beside such requests %s fire nothing", async (_, plan) => {
  expect(await rulesOf(signUps("text", plan), signUps("mail", MAILS))).toEqual([]);
});

test("what was not paired, or is known to be of a text, may answer a text", () => {
  const typed = request({ id: "c", atMs: 2, kind: "sms-confirmed", delivery: "none" });
  expect(answersPossible(typed)).toBe(false);
  expect(answersPossible({ ...typed, answersMs: 1, isOfText: true })).toBe(false);
  expect(answersPossible({ ...typed, answersMs: 1 })).toBe(true);
});
