import { spawn } from "node:child_process";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { currentMonth } from "../../../bin/spend/moment";
import { monthStart } from "../../../lambda/core/spend/month";
import { DAY_MS, isoUtc } from "../../../lambda/core/model/time";
import { COMMAND_LINE, smspump, type Ran } from "../../support/smspump";

/** What an AWS service answers. */
interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
}

type Service = (action: string, body: string) => Answer;

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** CloudWatch names its action in a header, SNS in the form that it is sent. */
const actionOf = (request: IncomingMessage, body: string): string =>
  String(request.headers["x-amz-target"] ?? "").split(".")[1] ??
  new URLSearchParams(body).get("Action") ??
  "";

/** Runs `smspump spend` against a server that speaks as AWS does. */
async function run(service: Service, args: readonly string[]): Promise<Ran> {
  const server: Server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const answer = service(actionOf(request, body), body);
      response.writeHead(answer.status ?? 200, {
        "content-type": answer.type ?? "application/x-amz-json-1.0",
      });
      response.end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const child = spawn(process.execPath, [COMMAND_LINE, "spend", ...args], {
    env: { ...process.env, ...CREDENTIALS, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
  });
  const out = { stdout: "", stderr: "" };
  child.stdout.on("data", (data: Buffer) => (out.stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (out.stderr += data.toString()));
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  server.close();
  return { status, ...out };
}

const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_REGION: "eu-west-1",
  AWS_MAX_ATTEMPTS: "1",
};

interface Query {
  readonly Id: string;
  readonly MetricStat: { readonly Metric: { readonly MetricName: string } };
}

/** The last month, in which a dollar was spent on each day, and nothing since. */
const LAST = monthStart(monthStart(Date.now()) - DAY_MS);
const DAYS = Math.round((monthStart(Date.now()) - LAST) / DAY_MS);

function metricData(body: string): string {
  const { MetricDataQueries } = JSON.parse(body) as { MetricDataQueries: readonly Query[] };
  const days = Array.from({ length: DAYS }, (_, day) => day);
  return JSON.stringify({
    MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => {
      const isSpend = MetricStat.Metric.MetricName === "SMSMonthToDateSpentUSD";
      return {
        Id,
        StatusCode: "Complete",
        Timestamps: isSpend ? days.map((day) => (LAST + day * DAY_MS) / 1000) : [],
        Values: isSpend ? days.map((day) => day + 1) : [],
      };
    }),
  });
}

/** Lists a country only to whoever does not ask for the last hours alone. */
function listedMetrics(body: string): string {
  const asked = JSON.parse(body) as { readonly RecentlyActive?: string };
  const Dimensions = [
    { Name: "Country", Value: "UZ" },
    { Name: "SMSType", Value: "Transactional" },
  ];
  return JSON.stringify({ Metrics: asked.RecentlyActive === undefined ? [{ Dimensions }] : [] });
}

const XML = "text/xml";
const attributes = (entries: string): Answer => ({
  type: XML,
  body: `<GetSMSAttributesResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><GetSMSAttributesResult><attributes>${entries}</attributes></GetSMSAttributesResult></GetSMSAttributesResponse>`,
});

const aws: Service = (action, body) => {
  if (action === "ListMetrics") return { body: listedMetrics(body) };
  if (action === "DescribeSpendLimits") {
    const Name = "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT";
    return { body: JSON.stringify({ SpendLimits: [{ Name, EnforcedLimit: 75, MaxLimit: 75 }] }) };
  }
  return action === "GetMetricData"
    ? { body: metricData(body) }
    : attributes("<entry><key>MonthlySpendLimit</key><value>150</value></entry>");
};

describe("smspump spend", () => {
  test("shows a month that is over from what CloudWatch tells", async () => {
    const month = isoUtc(LAST).slice(0, 7);
    const { status, stdout, stderr } = await run(aws, ["--month", month, "--region", "eu-west-2"]);
    expect(stderr).toBe("");
    expect(stdout).toContain(`Texts in eu-west-2, ${month}, at its end`);
    expect(stdout).toMatch(new RegExp(`^this month {11}\\$${DAYS} `, "m"));
    expect(stdout).toMatch(/^limit of SNS {9}not known: AWS tells the limit of now only$/m);
    expect(stdout).toMatch(/^countries {12}not known: AWS has published no such metric yet/m);
    expect(status).toBe(0);
  });

  test("shows this month as one object with the limit that SNS tells", async () => {
    const { status, stdout } = await run(aws, ["--format", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      region: "eu-west-1",
      month: currentMonth(Date.now()).month,
      usd: { limit: { value: 150 }, thisMonth: { absent: expect.any(String) as string } },
      limits: [
        { service: "sns", name: "MonthlySpendLimit", value: 150 },
        { service: "end-user-messaging", name: "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT", value: 75 },
      ],
    });
    expect(status).toBe(0);
  });

  test("with --countries proposes none where CloudWatch knows no texts, in three lines", async () => {
    const { status, stdout, stderr } = await run(aws, ["--countries"]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(
      /^CloudWatch knows no texts by country from eu-west-1 in the last 90 days/,
    );
    expect(stdout.trimEnd().split("\n")).toHaveLength(3);
    expect(status).toBe(0);
  });

  test("with --countries takes no month", async () => {
    const { status, stderr } = await run(aws, ["--countries", "--month", "2026-10"]);
    expect(stderr).toContain("--countries");
    expect(status).toBe(2);
  });

  test("says in three lines that a Region has no texts", async () => {
    const empty: Service = (action, body) => {
      if (action === "ListMetrics") return { body: '{"Metrics":[]}' };
      return action === "GetMetricData" ? { body: '{"MetricDataResults":[]}' } : aws(action, body);
    };
    const { status, stdout, stderr } = await run(empty, []);
    expect(stdout.split("\n")).toEqual([
      `Texts in eu-west-1, ${currentMonth(Date.now()).month}: none that AWS has counted, and so no money and no countries.`,
      "AWS publishes their metrics with the first text: look at --region, --profile and --month.",
      "The limit of SNS here is $150.",
      "",
    ]);
    expect([status, stderr]).toEqual([0, ""]);
  });

  test("says in one line what is not allowed, and exits with 1", async () => {
    const denied: Service = () => ({
      status: 400,
      body: JSON.stringify({
        __type: "com.amazon.coral.service#AccessDeniedException",
        message: "User: arn:aws:iam::111122223333:user/ana is not authorized",
      }),
    });
    const { status, stdout, stderr } = await run(denied, []);
    expect(stderr).toMatch(
      /^spend: AccessDenied\w*: User: .* is not authorized; allow cloudwatch:ListMetrics, .*sns:GetSMSAttributes and sms-voice:DescribeSpendLimits\n$/,
    );
    expect([status, stdout]).toEqual([1, ""]);
  });

  test("shows the money where only the limit is denied", async () => {
    const half: Service = (action, body) =>
      action === "GetSMSAttributes"
        ? {
            status: 403,
            type: XML,
            body: '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>',
          }
        : aws(action, body);
    const { status, stdout } = await run(half, []);
    expect(stdout).toMatch(
      /^limit of SNS {9}not known: GetSMSAttributes failed: Authorization\w+\. It lacks .*permission for sns:GetSMSAttributes/m,
    );
    expect(status).toBe(0);
  });

  test.each([
    [["--month", "2026-13"], "Give a month of UTC as YYYY-MM"],
    [["--month", "2999-01"], "Give a month that has begun."],
    [["--month", "2006-01"], "AWS keeps metrics for 455 days"],
    [["--region", "Frankfurt"], "Give a Region"],
    [["--format", "xml"], "Allowed choices are text, json"],
    [["2026-11"], "too many arguments"],
  ])("refuses %j with 2 and two examples", (args, said) => {
    const { status, stderr } = smspump(["spend", ...args]);
    expect(stderr).toContain(said);
    expect(stderr).toMatch(/\nHelp: smspump spend( \w+)? --help\n$/);
    expect(status).toBe(2);
  });

  test("helps with examples and the permissions that it needs", () => {
    const { status, stdout } = smspump(["spend", "--help"]);
    expect(stdout).toContain("$ smspump spend --region eu-west-1");
    expect(stdout).toContain("cloudwatch:GetMetricData");
    expect(status).toBe(0);
  });

  test("says in one line that there are no credentials", () => {
    const file = join(__dirname, "no-such-file");
    const env: NodeJS.ProcessEnv = {
      PATH: process.env.PATH,
      AWS_REGION: "eu-west-1",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: file,
      AWS_SHARED_CREDENTIALS_FILE: file,
    };
    const { status, stderr } = smspump(["spend"], "", env);
    expect(stderr).toMatch(
      /^spend: CredentialsProviderError: .*give credentials: --profile, AWS_PROFILE/,
    );
    expect(status).toBe(1);
  });
});
