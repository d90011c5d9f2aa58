import { GetSMSAttributesCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { SmsLimitSource } from "../core/spend/readings";

/** https://docs.aws.amazon.com/sns/latest/api/API_GetSMSAttributes.html */
export const snsLimitSource =
  (client: SNSClient): SmsLimitSource =>
  async () => {
    const { attributes } = await client.send(
      new GetSMSAttributesCommand({ attributes: ["MonthlySpendLimit"] }),
    );
    return attributes?.MonthlySpendLimit;
  };
