import { RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import { Grant, type IRole } from "aws-cdk-lib/aws-iam";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct, type IConstruct } from "constructs";
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

/**
 * The stack's one key for pseudonyms of people. It is kept with the findings when the stack goes:
 * without it their pseudonyms could no longer be compared with new ones.
 */
export class HmacSecret extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.secret = new Secret(this, "Key", {
      description: "Key of the pseudonyms under which people are stored",
      generateSecretString: {
        // The shape in which a rotation can keep the key before.
        secretStringTemplate: "{}",
        generateStringKey: "current",
        passwordLength: 64,
        excludePunctuation: true,
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.secret).acknowledge({
      id: "AwsSolutions-SMG4",
      reason: "another key makes pseudonyms that cannot be compared with those that are stored",
    });
  }

  /** Lets a role read the key. */
  allow(grantee: IRole): void {
    Grant.addToPrincipal({
      grantee,
      actions: ["secretsmanager:GetSecretValue"],
      resourceArns: [this.secret.secretArn],
    });
  }
}
