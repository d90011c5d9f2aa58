import { consoleUrl, identityUrl } from "../../../../lambda/core/notifications/aws-links";

test.each([
  ["eu-west-1", "https://console.aws.amazon.com"],
  ["ap-southeast-2", "https://console.aws.amazon.com"],
  ["cn-north-1", "https://console.amazonaws.cn"],
  ["cn-northwest-1", "https://console.amazonaws.cn"],
  ["us-gov-east-1", "https://console.amazonaws-us-gov.com"],
  ["us-gov-west-1", "https://console.amazonaws-us-gov.com"],
])("a page of %s is in the console of its partition", (region, host) => {
  expect(consoleUrl("sns/v3/home", region)).toBe(`${host}/sns/v3/home?region=${region}`);
});

test("without a Region a page is in the console that most have", () => {
  expect(consoleUrl("sns/v3/home", undefined)).toBe("https://console.aws.amazon.com/sns/v3/home");
});

test.each([
  [
    "arn:aws:iam::111122223333:user/ops/deploy-bot",
    "https://console.aws.amazon.com/iam/home#/users/details/deploy-bot",
  ],
  [
    "arn:aws-cn:iam::111122223333:role/deploy",
    "https://console.amazonaws.cn/iam/home#/roles/details/deploy",
  ],
  [
    "arn:aws-us-gov:sts::111122223333:assumed-role/deploy/session",
    "https://console.amazonaws-us-gov.com/iam/home#/home",
  ],
  ["203.0.113.77", "https://console.aws.amazon.com/iam/home#/home"],
  ["arn:evil.example/:iam::1:user/x", "https://console.aws.amazon.com/iam/home#/users/details/x"],
])("who %s is, is told by the console of the ARN's partition", (arn, url) => {
  expect(identityUrl(arn)).toBe(url);
});
