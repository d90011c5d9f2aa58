import { at, stringAt } from "../lambda/core/sources/records/json";

/**
 * Names that belong to nobody: https://www.rfc-editor.org/rfc/rfc2606 and
 * https://www.rfc-editor.org/rfc/rfc6761. This machine is reached from nowhere else either.
 */
const NOBODYS =
  /(?:^|\.)(?:example\.(?:com|net|org)|example|invalid|test|localhost)\.?$|^127\.|^\[::1\]$/i;

/** The host of an e-mail address or a URL. */
function hostOf(address: string): string {
  if (URL.canParse(address)) return new URL(address).hostname;
  return address.slice(address.lastIndexOf("@") + 1);
}

/** An address by its key. */
type Entry = readonly [key: string, address: string];

const URLS = [
  ["elastic", "endpoint"],
  ["detector", "runbookUrl"],
  ["detector", "dashboardUrl"],
] as const;

function emailsIn(input: object): readonly Entry[] {
  return Object.entries(input).flatMap(([key, list]: [string, unknown]): readonly Entry[] =>
    key.endsWith("Emails") && Array.isArray(list)
      ? list.flatMap((address, i): readonly Entry[] =>
          typeof address === "string" ? [[`${key}.${i}`, address]] : [],
        )
      : [],
  );
}

const urlsIn = (input: object): readonly Entry[] =>
  URLS.flatMap((path): readonly Entry[] => {
    const url = stringAt(input, ...path);
    return url === undefined ? [] : [[path.join("."), url]];
  });

const addressesIn = (input: unknown): readonly Entry[] =>
  typeof input === "object" && input !== null ? [...emailsIn(input), ...urlsIn(input)] : [];

const isExample = ([, address]: Entry): boolean => NOBODYS.test(hostOf(address));

/** One line for each address that can reach nobody, however well-formed it is. */
export const exampleProblems = (input: unknown): readonly string[] =>
  addressesIn(input)
    .filter(isExample)
    .map(
      ([key, address]) =>
        `${key}: got ${JSON.stringify(address)}, an example that reaches nobody; give a real address, or -c allowExamples=true to try things out`,
    );

/** Whether it is a configuration as it is shipped: everybody in it is an example. */
export const isAsShipped = (input: unknown): boolean =>
  at(input, "onCallEmails") !== undefined && addressesIn(input).every(isExample);
