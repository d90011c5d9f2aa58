import { Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { AllowList } from "../../lambda/core/protect/country-rules";
import type { DeployConfig } from "../config";
import { functionDefaults } from "../constructs/node-function";
import { CountryLock } from "../protect/country-lock";

export interface ProtectStackProps extends StackProps {
  readonly config: DeployConfig;
  readonly list: AllowList;
}

/**
 * The countries that an account may text from one Region. Useful alone; Protect belongs to an
 * account and Region, so deploy it to each Region that sends.
 */
export class ProtectStack extends Stack {
  constructor(scope: Construct, id: string, { config, list, ...rest }: ProtectStackProps) {
    super(scope, id, { description: "Lets texts go to the allowed countries only", ...rest });
    new CountryLock(this, "CountryLock", { defaults: functionDefaults(config), list });
  }
}
