/* IAM's evaluation of one resource's policy for one call, as
   https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html has it. It
   knows the operators that this project uses, and fails at any other. */

/** What a call carries. A key that is absent is absent from the request. */
export type RequestContext = Readonly<Record<string, string>>;

export interface Call {
  /** The service of a service principal, or nothing for a principal of the account. */
  readonly service?: string;
  /** Whether the caller's own policies allow it, which within an account is enough. */
  readonly isAllowedByOwn: boolean;
  readonly action: string;
  readonly context: RequestContext;
}

export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Principal: { readonly AWS?: unknown; readonly Service?: unknown };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** References in a template, as one text each: equal ones are the same thing. */
export const textOf = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  ).test(text);

type Test = (wanted: readonly string[], got: string | undefined) => boolean;

/** A negated operator holds where the key is absent; `IfExists` does as well. */
const OPERATORS: Readonly<Record<string, Test>> = {
  Bool: (wanted, got) => got !== undefined && wanted.includes(got),
  BoolIfExists: (wanted, got) => got === undefined || wanted.includes(got),
  StringEquals: (wanted, got) => got !== undefined && wanted.includes(got),
  ArnEquals: (wanted, got) => got !== undefined && wanted.some((each) => matches(each, got)),
  ArnNotEquals: (wanted, got) => got === undefined || !wanted.some((each) => matches(each, got)),
};

function holds({ Condition = {} }: Statement, context: RequestContext): boolean {
  return Object.entries(Condition).every(([operator, keys]) => {
    const test = OPERATORS[operator];
    if (test === undefined) throw new Error(`IAM stand-in: knows no operator ${operator}`);
    return Object.entries(keys).every(([key, wanted]) =>
      test(listOf(wanted).map(textOf), context[key]),
    );
  });
}

const isMeant = ({ Principal }: Statement, { service }: Call): boolean =>
  Principal.AWS === "*" ||
  (service !== undefined && listOf(Principal.Service ?? []).includes(service));

/** Whether a call is allowed: one denial outweighs all else, and a service needs a grant. */
export function isAllowed(statements: readonly Statement[], call: Call): boolean {
  const meant = statements.filter(
    (statement) =>
      isMeant(statement, call) &&
      listOf(statement.Action).some((action) => matches(textOf(action), call.action)) &&
      holds(statement, call.context),
  );
  if (meant.some(({ Effect }) => Effect === "Deny")) return false;
  return call.isAllowedByOwn || meant.some(({ Effect }) => Effect === "Allow");
}
