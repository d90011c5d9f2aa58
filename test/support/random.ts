/** A seeded source of chance: the same seed gives the same sequence on every machine. */
export interface Random {
  /** At least 0 and below 1. */
  readonly fraction: () => number;
  /** A whole number from `min` to `max`, both included. */
  readonly integer: (min: number, max: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
  /** Picks in proportion to the number beside each value. */
  readonly weighted: <T>(choices: readonly (readonly [value: T, weight: number])[]) => T;
  /** Waiting time until the next of events that come `mean` apart on average, same unit. */
  readonly exponential: (mean: number) => number;
  /** A shuffled copy. */
  readonly shuffle: <T>(list: readonly T[]) => T[];
  readonly hex: (digits: number) => string;
  /** A text of the shape of a random (version 4) UUID. */
  readonly uuid: () => string;
  /** An independent sequence: drawing from one leaves the other as it was. */
  readonly fork: (label: string) => Random;
}

/** Spreads every bit of the input over the whole 32-bit result. */
function mix(input: number): number {
  let bits = input;
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
  return (bits ^ (bits >>> 15)) >>> 0;
}

function stateOf(seed: string): number {
  let state = seed.length;
  for (let i = 0; i < seed.length; i++) state = mix(Math.imul(state, 31) + seed.charCodeAt(i));
  return state;
}

function picked<T>(list: readonly T[], index: number): T {
  if (list.length === 0) throw new RangeError("nothing to pick from");
  return list[Math.min(index, list.length - 1)] as T;
}

function weightedWith<T>(fraction: number, choices: readonly (readonly [T, number])[]): T {
  let rest = fraction * choices.reduce((sum, [, weight]) => sum + weight, 0);
  const index = choices.findIndex(([, weight]) => (rest -= weight) < 0);
  return picked(choices, index < 0 ? choices.length : index)[0];
}

export function seeded(seed: string): Random {
  let state = stateOf(seed);
  const bits = (): number => mix((state = (state + 0x9e3779b9) >>> 0));
  const fraction = (): number => bits() / 2 ** 32;
  const integer = (min: number, max: number): number =>
    min + Math.floor(fraction() * (max - min + 1));
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => integer(0, 15).toString(16)).join("");
  const shuffle = <T>(list: readonly T[]): T[] => {
    const copy = [...list];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = integer(0, i);
      [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
    }
    return copy;
  };
  return {
    fraction,
    integer,
    hex,
    shuffle,
    chance: (probability) => fraction() < probability,
    pick: (list) => picked(list, Math.floor(fraction() * list.length)),
    weighted: (choices) => weightedWith(fraction(), choices),
    exponential: (mean) => -mean * Math.log(1 - fraction()),
    uuid: () =>
      `${hex(8)}-${hex(4)}-4${hex(3)}-${"89ab".charAt(integer(0, 3))}${hex(3)}-${hex(12)}`,
    fork: (label) => seeded(`${seed}/${label}`),
  };
}

/** An address in an IPv4 network written as CIDR; never its first nor its last. */
export function ipv4In(random: Random, cidr: string): string {
  const [base = "", prefix = ""] = cidr.split("/");
  const network = base.split(".").reduce((value, part) => value * 256 + Number(part), 0);
  const address = network + random.integer(1, 2 ** (32 - Number(prefix)) - 2);
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}
