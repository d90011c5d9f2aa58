import type { Entity, Target } from "../model/rule";

const PRINCIPAL = "principal:";
const FROM = " from ";

function namedBy({ type, value }: Entity): string | undefined {
  if (type === "principal") return value;
  if (type === "principal-ip") return value.slice(0, value.lastIndexOf(FROM));
  const isCaller = type === "change" && value.startsWith("arn:");
  return isCaller ? value.split(" ")[0] : undefined;
}

/** ARN of who called, where the entity or the target says so. */
export const principalOf = (entity: Entity, target: Target): string | undefined =>
  namedBy(entity) ?? (target.startsWith(PRINCIPAL) ? target.slice(PRINCIPAL.length) : undefined);

/** The address at which a principal was counted. */
export const addressOfPrincipal = ({ type, value }: Entity): string | undefined =>
  type === "principal-ip" ? value.slice(value.lastIndexOf(FROM) + FROM.length) : undefined;

/** The name at the end of an ARN: `deploy-bot` of `arn:aws:iam::111122223333:user/deploy-bot`. */
export const nameInArn = (arn: string): string => arn.slice(arn.search(/[^:/]*$/));
