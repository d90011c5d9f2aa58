import type { GetSMSAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { snsLimitSource } from "../../../../lambda/adapters/aws/spend";

function limitOf(answer: object) {
  const inputs: object[] = [];
  const client = {
    send: ({ input }: GetSMSAttributesCommand) => {
      inputs.push(input);
      return Promise.resolve(answer);
    },
  } as unknown as SNSClient;
  return { inputs, limit: snsLimitSource(client) };
}

test("the limit is asked for by name and told as AWS tells it", async () => {
  const { inputs, limit } = limitOf({ attributes: { MonthlySpendLimit: "200" } });
  expect(await limit()).toBe("200");
  expect(inputs).toEqual([{ attributes: ["MonthlySpendLimit"] }]);
});

test.each([{ attributes: {} }, {}])("there is none where nobody has set one", async (answer) => {
  expect(await limitOf(answer).limit()).toBeUndefined();
});
