import { SkeletonError } from "./skeleton";

/** A name in the spellings that files and code have for it. */
export interface Name {
  /** Of files: `voice-call-burst`. */
  readonly kebab: string;
  /** Of values: `voiceCallBurst`. */
  readonly camel: string;
  /** Of types: `VoiceCallBurst`. */
  readonly pascal: string;
  /** Of constants: `VOICE_CALL_BURST`. */
  readonly constant: string;
}

export interface NameForm {
  readonly pattern: RegExp;
  /** What the pattern asks for, with an example. */
  readonly says: string;
}

/** Longer names do not fit the tables of the documentation. */
const LONGEST = 40;

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

export const FORMS = {
  rule: {
    pattern: /^[a-z]+(-[a-z0-9]+)+$/,
    says: "at least two words in kebab-case, such as voice-call-burst",
  },
  source: { pattern: KEBAB, says: "kebab-case, such as voice-calls" },
  sink: {
    pattern: /^[a-z][a-z0-9]*$/,
    says: "one word of lower-case letters and digits, such as slack",
  },
} as const satisfies Readonly<Record<string, NameForm>>;

/** @throws SkeletonError for a name that is not of its kind's form */
export function nameOf(kind: keyof typeof FORMS, text: string): Name {
  const { pattern, says } = FORMS[kind];
  if (!pattern.test(text)) throw new SkeletonError(`"${text}" names no ${kind}: give ${says}`);
  if (text.length > LONGEST) {
    throw new SkeletonError(`"${text}" is too long: give at most ${LONGEST} characters`);
  }
  const pascal = text.replace(/(?:^|-)([a-z0-9])/g, (_, first: string) => first.toUpperCase());
  return {
    kebab: text,
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    pascal,
    constant: text.toUpperCase().replaceAll("-", "_"),
  };
}
