import { Stack } from "aws-cdk-lib";
import { Grant, type IRole } from "aws-cdk-lib/aws-iam";
import type { IConstruct } from "constructs";
import { isSecretArn } from "../secret-name";

/**
 * The one secret. AWS puts a hyphen and six letters behind a name:
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
 */
const secretArn = (scope: IConstruct, secret: string): string =>
  isSecretArn(secret)
    ? secret
    : Stack.of(scope).formatArn({
        service: "secretsmanager",
        resource: `secret:${secret}-??????`,
      });

/** Lets a role read one secret. */
export function grantSecret(grantee: IRole, secret: string): void {
  Grant.addToPrincipal({
    grantee,
    actions: ["secretsmanager:GetSecretValue"],
    resourceArns: [secretArn(grantee, secret)],
  });
}
