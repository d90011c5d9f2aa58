import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { ConfigError } from "../lambda/core/model/config";
import { warnOfUnread } from "../lib/audiences";
import { readDeployConfig } from "../lib/read-config";
import { appStacks } from "../lib/stacks/app-stacks";

const app = new App();
try {
  const config = readDeployConfig(app.node);
  const [first] = appStacks(app, config, process.env.CDK_DEFAULT_REGION);
  if (first !== undefined) warnOfUnread(first, config);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
