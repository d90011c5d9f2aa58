import type { Template } from "aws-cdk-lib/assertions";
import { resource } from "./synth";

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** Logical ids, an index's name, exports and literal ARNs that stand in a statement's resources. */
function namesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value === "string") return [value];
  const {
    Ref,
    "Fn::GetAtt": attribute,
    "Fn::Join": join,
    "Fn::ImportValue": imported,
  } = value as Record<string, unknown>;
  if (typeof Ref === "string") return [Ref];
  if (typeof imported === "string") return [imported];
  if (Array.isArray(attribute))
    return [attribute[1] === "Arn" ? String(attribute[0]) : attribute.join(".")];
  const [, parts] = join as [string, readonly unknown[]];
  return [parts.map((part) => (typeof part === "string" ? part : namesIn(part).join())).join("")];
}

const withoutHash = (name: string): string => name.replace(/[0-9A-F]{8}(?=$|[./])/, "");

/** What a role may do, on what: both sorted, without the hashes of logical ids. */
export function allowed(
  template: Template,
  rolePrefix: string,
): Readonly<Record<string, readonly string[]>> {
  const policy = resource(template, "AWS::IAM::Policy", rolePrefix);
  const { Statement: statements } = policy.Properties.PolicyDocument as {
    readonly Statement: readonly Statement[];
  };
  const all: Record<string, string[]> = {};
  for (const { Effect, Action, Resource, Condition } of statements) {
    expect(Effect).toBe("Allow");
    const only = Condition === undefined ? "" : ` if ${JSON.stringify(Condition)}`;
    for (const name of namesIn(Resource).map(withoutHash)) {
      const place = `${name}${only}`;
      all[place] = [...(all[place] ?? []), ...[Action].flat()].sort();
    }
  }
  return all;
}
