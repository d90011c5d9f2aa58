import { Aws, CustomResource, Duration, Stack, Validations } from "aws-cdk-lib";
import { Grant, type PolicyStatementProps, type Role } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { PROTECT_TAG } from "../../lambda/adapters/aws/protect";
import type { AllowList } from "../../lambda/core/protect/country-rules";
import type { ProtectEnv } from "../../lambda/protect/env";
import { NodeFunction, type FunctionDefaults } from "../constructs/node-function";
import { publish } from "../constructs/outputs";

export interface CountryLockProps {
  readonly defaults: FunctionDefaults;
  readonly list: AllowList;
}

type Conditions = NonNullable<PolicyStatementProps["conditions"]>;

/** Three attempts of Lambda's with its pauses between them. */
const TIMEOUT = Duration.minutes(5);
const SERVICE_TIMEOUT = Duration.minutes(25);

const SERVICE = "sms-voice.amazonaws.com";

/**
 * The account's default Protect configuration in this Region, which AWS lets no CloudFormation type
 * set. The function runs when the stack is deployed or deleted, and never else.
 */
export class CountryLock extends Construct {
  constructor(scope: Construct, id: string, { defaults, list }: CountryLockProps) {
    super(scope, id);
    const owner = Stack.of(this).stackName;
    const protect = new NodeFunction(this, "Protect", {
      defaults,
      name: "protect",
      description: "Locks the account's countries for texts when the stack is deployed",
      configuration: {},
      timeout: TIMEOUT,
      memoryMb: 256,
      keepsLog: true,
      environment: { OWNER: owner } satisfies ProtectEnv,
    });
    const lock = new CustomResource(this, "Lock", {
      serviceToken: protect.function.functionArn,
      resourceType: "Custom::AllowedCountries",
      serviceTimeout: SERVICE_TIMEOUT,
      properties: { Countries: [...list.countries], Mode: list.mode },
    });
    for (const grant of grants(protect.role, owner)) grant.applyBefore(lock);
    publish(this, {
      ProtectConfigurationId: lock.getAttString("ProtectConfigurationId"),
      ProtectCovers: lock.getAttString("Covered"),
      ProtectUnknownCountries: lock.getAttString("Unknown"),
      ProtectFunctionName: protect.function.functionName,
    });
  }
}

const CONFIGURATIONS = `arn:${Aws.PARTITION}:sms-voice:${Aws.REGION}:${Aws.ACCOUNT_ID}:protect-configuration/*`;
const SERVICE_ROLE = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/aws-service-role/${SERVICE}/AWSServiceRoleForSMSVoice`;

/** Calls that no resource, or any of this kind, can be named for: they read, or the code looks first. */
const OF_THE_ACCOUNT = [
  "DeleteAccountDefaultProtectConfiguration",
  "DescribeAccountAttributes",
  "DescribeProtectConfigurations",
];
const READ = ["GetProtectConfigurationCountryRuleSet", "ListTagsForResource"];
/** Only what bears our tag may be changed or made the default. */
const CHANGE = [
  "SetAccountDefaultProtectConfiguration",
  "UpdateProtectConfigurationCountryRuleSet",
];

const smsVoice = (actions: readonly string[]) => actions.map((action) => `sms-voice:${action}`);

const equals = (key: string, value: string) => ({ StringEquals: { [key]: value } });

/**
 * Actions and resources by
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsendusermessagingsmsandvoicev2.html
 */
function grants(grantee: Role, owner: string): readonly Grant[] {
  const tagging = equals(`aws:RequestTag/${PROTECT_TAG}`, owner);
  const tagged = equals(`aws:ResourceTag/${PROTECT_TAG}`, owner);
  const grant = (actions: string[], resource: string, conditions?: Conditions): Grant =>
    Grant.addToPrincipal({
      grantee,
      actions,
      resourceArns: [resource],
      ...(conditions !== undefined && { conditions }),
    });
  Validations.of(grantee).acknowledge(
    {
      id: "AwsSolutions-IAM5[Resource::*]",
      reason:
        "the account's default, its attributes and a configuration yet to be made are no resources that a policy could name",
    },
    {
      id: "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:sms-voice:<AWS::Region>:<AWS::AccountId>:protect-configuration/*]",
      reason: "AWS chooses a configuration's id; what is changed must bear the stack's tag",
    },
  );
  return [
    grant(smsVoice(OF_THE_ACCOUNT), "*"),
    grant(smsVoice(["CreateProtectConfiguration"]), "*", tagging),
    grant(smsVoice(["TagResource"]), CONFIGURATIONS, tagging),
    grant(smsVoice(READ), CONFIGURATIONS),
    grant(smsVoice(CHANGE), CONFIGURATIONS, tagged),
    // End User Messaging makes it with an account's first configuration, by the caller's right.
    grant(["iam:CreateServiceLinkedRole"], SERVICE_ROLE, equals("iam:AWSServiceName", SERVICE)),
  ];
}
