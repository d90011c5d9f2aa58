import type { Template } from "aws-cdk-lib/assertions";
import { resourcesIn } from "./posture";

/** A template's logical ids: of resources with their types, and of outputs. */
export const inventory = (template: Template): readonly string[] =>
  [
    ...Object.entries(resourcesIn(template)).map(([id, { Type }]) => `${id} ${Type}`),
    ...Object.keys(template.findOutputs("*")).map((name) => `${name} output`),
  ].sort();
