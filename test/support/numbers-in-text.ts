/** `one`, `first` and `second` are left out: they hardly ever say how much. */
const WORDS: Readonly<Record<string, number>> = {
  ...{ two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10 },
  ...{ eleven: 11, twelve: 12, thirteen: 13, fourteen: 14, fifteen: 15, sixteen: 16 },
  ...{ seventeen: 17, eighteen: 18, nineteen: 19, twenty: 20, thirty: 30, forty: 40 },
  ...{ fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90, hundred: 100, thousand: 1000 },
  ...{ twice: 2, double: 2, triple: 3, thrice: 3, threefold: 3, tenfold: 10, dozen: 12 },
  ...{ half: 1 / 2, third: 1 / 3, quarter: 1 / 4, fourth: 1 / 4, fifth: 1 / 5, sixth: 1 / 6 },
  ...{ seventh: 1 / 7, eighth: 1 / 8, ninth: 1 / 9, tenth: 1 / 10, twelfth: 1 / 12 },
  ...{ fifteenth: 1 / 15, twentieth: 1 / 20, thirtieth: 1 / 30, fiftieth: 1 / 50 },
};

const words = Object.keys(WORDS).join("|");

/** Digits, words, `two thirds`, and what is one of a unit: `in an hour`. Not `hundreds`. */
const NUMBER = new RegExp(
  `\\d+(?:[.,]\\d+)*|\\b(?:${words})(?=\\b|(?<!hundred|thousand|dozen)s\\b)|(?<=\\b(?:in|within|over) )an?(?= (?:minute|hour|day)\\b)`,
  "gi",
);

export interface NumberInText {
  /** `tenth` is both the tenth and a tenth: here it is 0.1. */
  readonly value: number;
  /** What follows it, and what stands around it. */
  readonly after: string;
  readonly context: string;
}

const valueOf = (number: string): number =>
  WORDS[number] ?? (/^an?$/.test(number) ? 1 : Number(number.replaceAll(",", "")));

/** Every number of a text, in digits or in words. */
export const numbersIn = (text: string): readonly NumberInText[] =>
  [...text.matchAll(NUMBER)].map(({ 0: number, index }) => ({
    value: valueOf(number.toLowerCase()),
    after: text.slice(index + number.length),
    context: text.slice(Math.max(0, index - 40), index + 40),
  }));
