import { HEALTH_ACTIONS } from "../../lambda/adapters/aws/health/ask";

/** The one action that AWS lets a policy limit to what the stack has made. */
const OF_TABLE = "dynamodb:Query";

/**
 * What the checks need to be allowed, and nothing else. The other resources are the account's own,
 * or have names that only AWS knows.
 */
export const healthPolicy = (stack: string): object => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "SmsPumpingDoctor",
      Effect: "Allow",
      Action: HEALTH_ACTIONS.filter((action) => action !== OF_TABLE),
      Resource: "*",
    },
    {
      Sid: "WhatTheDetectorLearned",
      Effect: "Allow",
      Action: [OF_TABLE],
      Resource: `arn:*:dynamodb:*:*:table/${stack}-*`,
    },
  ],
});
