import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { ConfigError } from "../lambda/core/model/config";
import { readDeployConfig } from "../lib/read-config";
import { appStacks } from "../lib/stacks/app-stacks";

const app = new App();
try {
  appStacks(app, readDeployConfig(app.node), process.env.CDK_DEFAULT_REGION);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
