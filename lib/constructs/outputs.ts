import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";

/** Outputs of the stack around: what drills, runbooks and tests need to find its parts. */
export function publish(scope: Construct, outputs: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(outputs))
    new CfnOutput(Stack.of(scope), name, { value });
}
