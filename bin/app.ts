import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { ConfigError } from "../lambda/core/config";
import { readDeployConfig } from "../lib/read-config";
import { DetectionStack } from "../lib/stacks/detection-stack";
import { SpendStack } from "../lib/stacks/spend-stack";

const app = new App();
try {
  const config = readDeployConfig(app.node);
  const { stackName } = new SpendStack(app, "SmsPumpingSpend", { config });
  new DetectionStack(app, "SmsPumpingDetection", { config, siblings: [stackName] });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
