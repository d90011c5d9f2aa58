import { nameOf } from "../../../bin/new/name";
import { sourceSkeleton } from "../../../bin/new/source";

test("a name has a spelling for each place in which it stands", () => {
  expect(nameOf("rule", "voice-call-burst2")).toEqual({
    kebab: "voice-call-burst2",
    camel: "voiceCallBurst2",
    pascal: "VoiceCallBurst2",
    constant: "VOICE_CALL_BURST2",
  });
});

test.each([
  ["rule", "burst", "at least two words"],
  ["rule", "VoiceBurst", "kebab-case"],
  ["rule", "voice--burst", "kebab-case"],
  ["source", "../escape", "kebab-case"],
  ["source", "", "kebab-case"],
  ["sink", "micro-soft", "lower-case letters and digits"],
  ["sink", "a".repeat(41), "at most 40 characters"],
] as const)("refuses a %s named %j", (kind, name, says) => {
  expect(() => nameOf(kind, name)).toThrow(says);
});

test.each([
  [{ service: "sns.amazonaws.com", call: "Publish" }, "is no service"],
  [{ call: "send message" }, "is no call"],
])("refuses a source of %j", (options, says) => {
  expect(() => sourceSkeleton("voice-calls", options)).toThrow(says);
});
