import { dynamoKey } from "../../lambda/adapters/dynamo";
import { DRILL_SOURCE, drillResource } from "../../lambda/core/sources/drill";
import { ALARM_DETAIL_TYPE } from "../../lambda/core/sources/records/unwrap";
import { alarmEvent } from "../support/alarm-events";
import { ACCOUNT } from "../support/records";
import { envelopes, forgotPasswordFlood, MINUTE_MS } from "./attacks";
import {
  DescribeAlarmsCommand,
  eventually,
  GetMetricDataCommand,
  PutEventsCommand,
  PutMetricDataCommand,
  QueryCommand,
  SetAlarmStateCommand,
} from "./cloud";
import { about, type Stage } from "./stage";

/** The account that the emulator gives to whatever it sends itself. */
const EMULATOR_ACCOUNT = "000000000000";

/** What SNS would publish of an account that is being pumped: $30 in ten minutes. */
export async function putAwsMetrics({ cloud }: Pick<Stage, "cloud">, nowMs: number): Promise<void> {
  const at = (minutes: number): Date => new Date(nowMs - minutes * MINUTE_MS);
  const ofCountry = (name: string, country: string, value: number) => ({
    MetricName: name,
    Timestamp: at(10),
    Value: value,
    Dimensions: [
      { Name: "Country", Value: country },
      { Name: "SMSType", Value: "Transactional" },
    ],
  });
  // AWS takes nothing from others for a namespace of its own; the emulator does.
  await cloud.cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: "AWS/SNS",
      MetricData: [
        { MetricName: "SMSMonthToDateSpentUSD", Timestamp: at(20), Value: 12 },
        { MetricName: "SMSMonthToDateSpentUSD", Timestamp: at(10), Value: 42 },
        ofCountry("NumberOfMessagesPublished", "UZ", 812),
        ofCountry("NumberOfMessagesPublished", "US", 40),
        ofCountry("SMSSuccessRate", "UZ", 0.12),
      ],
    }),
  );
}

/** The newest value of a metric of ours. */
async function published({ cloud }: Stage, name: string, nowMs: number) {
  const { MetricDataResults = [] } = await cloud.cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(nowMs - 30 * MINUTE_MS),
      EndTime: new Date(nowMs + 5 * MINUTE_MS),
      MetricDataQueries: [
        {
          Id: "ours",
          MetricStat: {
            Metric: { Namespace: "SmsPumping", MetricName: name },
            Stat: "Maximum",
            Period: 300,
          },
        },
      ],
    }),
  );
  return MetricDataResults[0]?.Values?.at(-1);
}

/**
 * The spend guard as it is deployed. Where the emulator is not AWS:
 *
 * - It has no GetSMSAttributes: the limit is `spendLimitUsd` of the test's configuration.
 * - It knows no composite alarm in CloudFormation, so the configuration switches it off
 *   (`tuning.compositeAlarm`); each alarm below it pages by itself. Alarms on metric maths it would
 *   refuse too; there are none.
 * - It runs no schedule: the function is invoked with the event that it would get, of the account
 *   that the attacks' records name. `spend.countryMinutes` of five has each run read the countries.
 * - It never sends `CloudWatch Alarm State Change`: the event is put where its rule would put it,
 *   onto the cost owner's queue, and as a drill onto our bus.
 */
export function describeSpend(stage: () => Stage): void {
  describe("the spend guard", () => {
    test("makes figures of AWS's metrics and publishes them", async () => {
      const { cloud, spend } = stage();
      const nowMs = Date.now();
      await putAwsMetrics(stage(), nowMs);
      await cloud.invoke(spend("SpendFunctionName"), {
        time: new Date(nowMs).toISOString(),
        account: ACCOUNT,
        region: "us-east-1",
      });
      expect(await published(stage(), "SpentLastHourUsd", nowMs)).toBe(30);
      // $18 are left of $60, at $30 in a quarter of an hour, which is out of line.
      expect(await published(stage(), "HoursToSpendLimit", nowMs)).toBeCloseTo(0.15);
      expect(await published(stage(), "LowestSuccessRate", nowMs)).toBeCloseTo(0.12);
    });

    test("an attack in that account and Region is one e-mail, with the figures", async () => {
      const { cloud, detection, onCall } = stage();
      const flood = envelopes(forgotPasswordFlood("198.51.100.77", "money"));
      await cloud.send(detection("QueueUrl"), flood);
      const mails = await eventually(onCall, (all) => about(all, "clientmoney").length > 0);
      expect(about(mails, "clientmoney")).toHaveLength(1);
      const [{ body } = { body: "" }] = about(mails, "clientmoney");
      expect(body).toContain("\nSPENT  on SNS: $42 this month, $30 in the last hour, $30 in 24 h");
      expect(body).toMatch(
        /\nCAP {4}of \$60 \(Amazon SNS\) is reached in \d+ min at the present pace/,
      );
      expect(body).toContain("UZ 812 (12 %), US 40");
      expect(body).toMatch(/\nDashboard: https:\/\/console\.aws\.amazon\.com\/cloudwatch\//);
    });

    test("an alarm is one e-mail to the cost owner that begins with what is spent", async () => {
      const { cloud, costOwner, spend } = stage();
      const event = JSON.stringify(alarmEvent("money-fast", Date.now()));
      const queueUrl = spend("CostOwnerQueueUrl");
      await cloud.send(queueUrl, [event, event, "this is not JSON"]);
      const ours = async () =>
        (await costOwner()).filter(({ subject }) => subject.startsWith("SMS spend: "));
      const mails = await eventually(ours, (all) => all.length > 0);
      expect(mails).toHaveLength(1);
      const [{ body, subject } = { body: "", subject: "" }] = mails;
      expect(subject).toBe("SMS spend: $42 this month, budget $100 (us-east-1)");
      expect(body).toMatch(/^\$42 spent on texts this month of a budget of \$100;/);
      expect(body).toContain("\nWHY    SmsPumpingSpend-money-fast went off at ");
      expect(body).toContain("\nRunbook: docs/runbooks/spend-money-fast.md\nDashboard: https://");

      await cloud.send(queueUrl, [event]);
      expect(await eventually(cloud.idle(queueUrl), Boolean)).toBe(true);
      expect(await ours()).toHaveLength(1);
      const dead = spend("CostOwnerDeadLetterQueueUrl");
      expect(await cloud.attribute(dead, "ApproximateNumberOfMessages")).toBe("0");
    });

    test("CloudWatch's own e-mail comes without any of it", async () => {
      const { cloud, costOwner } = stage();
      const { MetricAlarms = [] } = await cloud.cloudwatch.send(new DescribeAlarmsCommand({}));
      const alarm = MetricAlarms.find(({ MetricName }) => MetricName === "SMSMonthToDateSpentUSD");
      expect(alarm?.Dimensions ?? []).toEqual([]);
      const AlarmName = alarm?.AlarmName ?? "";
      await cloud.cloudwatch.send(
        new SetAlarmStateCommand({
          AlarmName,
          StateValue: "ALARM",
          StateReason: "end-to-end test",
        }),
      );
      const native = async () =>
        about(await costOwner(), AlarmName).filter(({ body }) => body.startsWith("{"));
      expect(await eventually(native, (all) => all.length > 0)).toHaveLength(1);
    });
  });

  test("a drill may be an alarm on spend: a finding of its own, of which nobody hears", async () => {
    const { cloud, detection, drills, onCall } = stage();
    const { detail } = alarmEvent("limit-near", Date.now());
    await cloud.events.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: detection("BusName"),
            Source: DRILL_SOURCE,
            DetailType: ALARM_DETAIL_TYPE,
            Detail: JSON.stringify(detail),
            Resources: [drillResource("e2e-alarm")],
          },
        ],
      }),
    );
    const bodies = async (scope: string): Promise<readonly string[]> => {
      const { Items = [] } = await cloud.dynamo.send(
        new QueryCommand({
          TableName: detection("FindingsTableName"),
          ConsistentRead: true,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: {
            ":pk": { S: dynamoKey(`${EMULATOR_ACCOUNT}/${scope}`, "spend#us-east-1") },
          },
        }),
      );
      return Items.map(({ body }) => body?.S ?? "");
    };
    const found = await eventually(
      () => bodies("drill:e2e-alarm"),
      (all) => all.length > 0,
    );
    expect(found.join()).toContain("SmsPumpingSpend-limit-near");
    expect(await bodies("live")).toEqual([]);
    expect(about([...(await drills()), ...(await onCall())], "limit-near")).toEqual([]);
  });
}
