import { at, stringAt } from "../sources/records/json";
import { PROTECT_MODES, type AllowList, type ProtectMode } from "./country-rules";

/**
 * What CloudFormation asks of a custom resource:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-requesttypes.html
 */
export interface LockRequest {
  readonly type: "Create" | "Update" | "Delete";
  /** The same in each repetition. */
  readonly requestId: string;
  readonly responseUrl: string;
  readonly stackId: string;
  readonly logicalId: string;
  /** Never another one: CloudFormation would delete what the old one stands for. */
  readonly physicalId: string;
  readonly properties: unknown;
}

/** There is one default in an account and Region, and so one lock. */
const PHYSICAL_ID = "account-default-protect-configuration";

/**
 * Answers a creation that failed while there was no default, so that its rollback asks AWS for
 * nothing: where the Region lacks the service or a policy denies it, that would fail too and leave
 * the stack stuck.
 */
export const NOT_LOCKED = "no-default-was-set";

const TYPES: readonly unknown[] = ["Create", "Update", "Delete"] satisfies LockRequest["type"][];

const isType = (value: unknown): value is LockRequest["type"] => TYPES.includes(value);

/** @throws Error for an event that CloudFormation does not send: nobody could be answered */
export function readRequest(event: unknown): LockRequest {
  const type = at(event, "RequestType");
  const textAt = (key: string): string => {
    const text = stringAt(event, key);
    if (text !== undefined) return text;
    throw new Error(
      `the event: got no ${key}; only CloudFormation invokes this function: deploy or delete the stack`,
    );
  };
  if (!isType(type)) {
    throw new Error("the event: got no RequestType Create, Update or Delete; deploy the stack");
  }
  return {
    type,
    requestId: textAt("RequestId"),
    responseUrl: textAt("ResponseURL"),
    stackId: textAt("StackId"),
    logicalId: textAt("LogicalResourceId"),
    physicalId: stringAt(event, "PhysicalResourceId") ?? PHYSICAL_ID,
    properties: at(event, "ResourceProperties"),
  };
}

const isMode = (value: unknown): value is ProtectMode =>
  PROTECT_MODES.some((mode) => mode === value);

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

/** @throws Error where the stack and the function do not fit together */
export function readAllowList(properties: unknown): AllowList {
  const countries = at(properties, "Countries");
  const mode = at(properties, "Mode");
  if (!isTexts(countries) || countries.length === 0 || !isMode(mode)) {
    throw new Error("the resource: got no list of countries and mode; deploy the stack again");
  }
  return { countries, mode };
}
