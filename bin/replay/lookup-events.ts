/**
 * Replays what CloudTrail keeps without any set-up: the newest calls, because AWS answers 50 of them
 * at a time, twice a second. `--output json` stands there because `replay` reads no other output of
 * the AWS CLI, whose configuration may name another.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
export const LOOKUP_EVENTS = `aws cloudtrail lookup-events --output json --max-items 10000 \\
    --lookup-attributes AttributeKey=EventSource,AttributeValue=cognito-idp.amazonaws.com \\
  | npm run --silent smspump -- replay -`;
