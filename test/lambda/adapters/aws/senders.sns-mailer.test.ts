import type { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { snsMailer } from "../../../../lambda/adapters/aws/senders";

const NOW = 1_800_000_000_000;
const TOPICS = { "on-call": "arn:of:on-call", drills: "arn:of:drills" };

/** A mailer whose topics take everything, or fail as they are told to. */
function mailerOf(failure?: Error) {
  const published: PublishCommand["input"][] = [];
  const client = {
    send: ({ input }: PublishCommand) => {
      published.push(input);
      return failure === undefined ? Promise.resolve({}) : Promise.reject(failure);
    },
  } as unknown as SNSClient;
  return { published, mailer: snsMailer(client, TOPICS) };
}

describe("the mailer", () => {
  test.each(["on-call", "drills"] as const)("publishes to the topic of %s alone", async (to) => {
    const { published, mailer } = mailerOf();
    await mailer.send(to, { subject: "HIGH: codes", body: "ONGOING\n60 codes" }, NOW);
    expect(published).toEqual([
      { TopicArn: TOPICS[to], Subject: "HIGH: codes", Message: "ONGOING\n60 codes" },
    ]);
  });

  test("does not hide that SNS has failed", async () => {
    const failure = new Error("throttled");
    const { mailer } = mailerOf(failure);
    await expect(mailer.send("on-call", { subject: "s", body: "b" }, NOW)).rejects.toBe(failure);
  });
});
