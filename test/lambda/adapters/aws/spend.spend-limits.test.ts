import { PinpointSMSVoiceV2Client } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { endUserMessagingLimitSource } from "../../../../lambda/adapters/aws/spend";
import { standIn, type Answer, type StandIn } from "../../../support/http-stand-in";

const limit = (Name: string, EnforcedLimit: number) => ({
  Name,
  EnforcedLimit,
  MaxLimit: 100,
  Overridden: false,
});

const PAGES: Readonly<Record<string, object>> = {
  first: { SpendLimits: [limit("TEXT_MESSAGE_MONTHLY_SPEND_LIMIT", 1)], NextToken: "second" },
  second: { SpendLimits: [limit("NOTIFY_MESSAGE_MONTHLY_SPEND_LIMIT", 50)] },
};

let service: StandIn | undefined;
afterEach(() => service?.close());

async function limitsFrom(answer: (target: string, body: string) => Answer) {
  service = await standIn(({ headers, body }) =>
    answer(String(headers["x-amz-target"]), body.toString()),
  );
  const client = new PinpointSMSVoiceV2Client({
    endpoint: service.url,
    region: "eu-west-1",
    maxAttempts: 1,
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" },
  });
  return endUserMessagingLimitSource(client)();
}

test("the limits of AWS End User Messaging come from every page, with AWS's names", async () => {
  const targets: string[] = [];
  const limits = await limitsFrom((target, body) => {
    targets.push(target);
    const { NextToken = "first" } = JSON.parse(body) as { readonly NextToken?: string };
    return { status: 200, body: PAGES[NextToken] };
  });
  expect(limits).toEqual([
    { name: "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT", enforcedUsd: 1 },
    { name: "NOTIFY_MESSAGE_MONTHLY_SPEND_LIMIT", enforcedUsd: 50 },
  ]);
  expect(targets).toEqual(Array(2).fill("PinpointSMSVoiceV2.DescribeSpendLimits"));
});

test("a refusal comes with AWS's name of it", async () => {
  const denied = {
    status: 400,
    body: { __type: "AccessDeniedException", Message: "not authorized" },
  };
  await expect(limitsFrom(() => denied)).rejects.toMatchObject({ name: "AccessDeniedException" });
});
