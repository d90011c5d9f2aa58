/**
 * Replays what CloudTrail keeps without any set-up. `--output json` stands there because `replay`
 * reads no other output of the AWS CLI, whose configuration may name another.
 */
export const LOOKUP_EVENTS = `aws cloudtrail lookup-events --output json \\
    --lookup-attributes AttributeKey=EventSource,AttributeValue=cognito-idp.amazonaws.com \\
  | npm run --silent smspump -- replay -`;
