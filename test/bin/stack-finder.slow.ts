import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awsAccount, type Account, type AccountStack } from "../support/aws-account";
import type { StandIn } from "../support/http-stand-in";
import { COMMAND_LINE, type Ran } from "../support/smspump";

const TOPIC = "arn:aws:sns:eu-west-1:111122223333:drills";

const detection = (region: string, name = "SmsPumpingDetection"): AccountStack => ({
  name,
  region,
  outputs: {
    BusName: "findings",
    FindingsTableName: "findings",
    StateTableName: "state",
    DrillsTopicArn: `arn:aws:sns:${region}:111122223333:drills`,
  },
});

let folder: string;
let account: Account;
let server: StandIn;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "finder-"));
  ({ account, server } = await awsAccount());
  account.stacks = [detection("eu-west-1")];
  account.subscriptions = { [TOPIC]: [`${TOPIC}:1`] };
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const KEYS = { AWS_ACCESS_KEY_ID: "ENVIRONMENT", AWS_SECRET_ACCESS_KEY: "test" };

/** Runs the command line in an empty folder, with the account behind it. */
async function run(args: readonly string[], env: NodeJS.ProcessEnv = KEYS): Promise<Ran> {
  const child = spawn(process.execPath, [COMMAND_LINE, ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: server.url,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: join(folder, "config"),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
      ...env,
    },
  });
  const out = { stdout: "", stderr: "" };
  child.stdout.on("data", (data: Buffer) => (out.stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (out.stderr += data.toString()));
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, ...out };
}

const keep = (outputs: object): void => {
  writeFileSync(join(folder, "cdk-outputs.json"), JSON.stringify(outputs));
};

const SEND = ["drill", "send", "--id", "a"];
const IN_IRELAND = [...SEND, "--region", "eu-west-1"];
const SENT = /^sent drill a: test 2, 20 records to findings \(eu-west-1\)\n$/;

describe("without cdk-outputs.json", () => {
  test("the stack is found by CloudFormation, throttled or not", async () => {
    account.throttled = 1;
    const { status, stdout, stderr } = await run(IN_IRELAND);
    expect(stdout).toMatch(SENT);
    expect([status, stderr]).toEqual([0, ""]);
    expect(account.requests[0]).toBe("cloudformation:DescribeStacks eu-west-1 ENVIRONMENT");
  });

  test("an unknown name brings the names that there are, over pages", async () => {
    account.stacks = [
      ...["Other", "SmsPumpingSpend", "SmsPumpingOld"].map((name) => detection("eu-west-1", name)),
      { name: "SmsPumpingGone", region: "eu-west-1", status: "DELETE_COMPLETE" },
      detection("us-east-1"),
    ];
    const { status, stderr } = await run(IN_IRELAND);
    expect(stderr).toBe(
      "drill: CloudFormation has no stack SmsPumpingDetection in eu-west-1: there are SmsPumpingOld, SmsPumpingSpend; name one with --stack, or look at --region and --profile\n",
    );
    expect(status).toBe(1);
  });

  test("an unknown name says so where listing is not allowed", async () => {
    account.denied = ["ListStacks"];
    const { status, stderr } = await run([...IN_IRELAND, "--stack", "Mine"]);
    expect(stderr).toBe(
      "drill: CloudFormation has no stack Mine in eu-west-1: look at --stack, --region and --profile (with cloudformation:ListStacks this would list the stacks)\n",
    );
    expect(status).toBe(1);
  });

  test("an account without any stack says that there is none", async () => {
    account.stacks = [];
    const { stderr } = await run(IN_IRELAND);
    expect(stderr).toMatch(
      /no stack SmsPumping\* either; look at --region and --profile, or deploy/,
    );
  });

  test("a stack that was never finished says its status", async () => {
    account.stacks = [
      { name: "SmsPumpingDetection", region: "eu-west-1", status: "ROLLBACK_COMPLETE" },
    ];
    const { status, stderr } = await run(IN_IRELAND);
    expect(stderr).toMatch(/is ROLLBACK_COMPLETE and has no outputs: deploy it, or name another/);
    expect(status).toBe(1);
  });

  test("a refusal says what to allow, or to give the file", async () => {
    account.denied = ["DescribeStacks"];
    const { status, stderr } = await run(IN_IRELAND);
    expect(stderr).toMatch(
      /^drill: AccessDenied\w*: User: .*; allow cloudformation:DescribeStacks on the stack, or give the file of its outputs with --outputs\n$/,
    );
    expect(status).toBe(1);
  });

  test("no credentials and no Region are a line each", async () => {
    const none = await run(IN_IRELAND, {});
    expect(none.stderr).toMatch(
      /^drill: CredentialsProviderError: .*; give credentials: --profile, AWS_PROFILE, or aws sso login\n$/,
    );
    const region = await run(SEND);
    expect(region.stderr).toBe("drill: no Region: give --region or AWS_REGION\n");
    expect([none.status, region.status]).toEqual([1, 1]);
  });

  test("redrive finds a spend stack of any name, and says what another lacks", async () => {
    account.stacks = [detection("eu-west-1", "Costs")];
    const args = ["redrive", "cost-owner", "--stack", "Costs", "--region", "eu-west-1"];
    const { status, stderr } = await run(args);
    expect(stderr).toBe(
      "CloudFormation: Costs has no CostOwnerDeadLetterQueueUrl; deploy it again (cost-owner is there in the spend stack: --stack SmsPumpingSpend)\n",
    );
    expect(status).toBe(2);
  });
});

describe("with cdk-outputs.json", () => {
  const { outputs } = detection("eu-west-1");

  test("its stack is taken, and CloudFormation is not asked", async () => {
    keep({ SmsPumpingDetection: outputs });
    const { stdout } = await run(SEND);
    expect(stdout).toMatch(SENT);
    expect(account.requests.join()).not.toContain("cloudformation");
  });

  test.each([
    ["another stack", [], { Other: outputs }],
    ["another Region", ["--region", "us-east-1"], { SmsPumpingDetection: outputs }],
  ])("of %s CloudFormation is asked", async (_, args, kept) => {
    account.stacks = [detection("us-east-1"), detection("eu-west-1")];
    keep(kept);
    const { stdout } = await run([...SEND, ...args], { ...KEYS, AWS_REGION: "us-east-1" });
    expect(stdout).toMatch(/ to findings \(us-east-1\)\n$/);
    expect(account.requests[0]).toBe("cloudformation:DescribeStacks us-east-1 ENVIRONMENT");
  });

  test("a profile asks CloudFormation with its own keys and Region, before and after the command", async () => {
    keep({ SmsPumpingDetection: { ...outputs, BusName: "of-another-account" } });
    writeFileSync(join(folder, "config"), "[profile security]\nregion = eu-west-1\n");
    writeFileSync(
      join(folder, "credentials"),
      "[security]\naws_access_key_id = PROFILE\naws_secret_access_key = test\n",
    );
    for (const args of [
      ["--profile", "security", ...SEND],
      [...SEND, "--profile", "security"],
      ["--profile", "other", ...SEND, "--profile", "security"],
    ]) {
      const { stdout, stderr } = await run(args);
      expect(stdout).toMatch(SENT);
      expect(stderr).toBe("");
    }
    expect(new Set(account.requests.map((request) => request.split(" ")[2]))).toEqual(
      new Set(["PROFILE"]),
    );
  });

  test("a profile that does not exist is a line", async () => {
    const { status, stderr } = await run([...IN_IRELAND, "--profile", "none"]);
    expect(stderr).toMatch(
      /^drill: CredentialsProviderError: .*; profile none has none that are valid: look at its name, or aws sso login --profile none\n$/,
    );
    expect(status).toBe(1);
  });
});

describe("drill send --watch", () => {
  const WATCH = [...IN_IRELAND, "--watch", "--timeout", "1"];

  test.each<[string, readonly string[], RegExp]>([
    [
      "subscribed",
      [],
      /^note: nobody is subscribed to the drills topic: set drillEmails and deploy/m,
    ],
    [
      "confirmed",
      ["PendingConfirmation", "Deleted", "PendingConfirmation"],
      /^note: nobody has confirmed a subscription to the drills topic: 2 wait for the link/m,
    ],
  ])("says that nobody is %s, before it waits", async (_, arns, said) => {
    account.subscriptions = { [TOPIC]: arns };
    const { status, stdout, stderr } = await run(WATCH);
    expect(stdout).toMatch(said);
    expect(stderr).toMatch(/^drill: no finding: /);
    expect(status).toBe(1);
  });

  test("says nothing of the kind where somebody on a later page reads", async () => {
    const pending = Array<string>(4).fill("PendingConfirmation");
    account.subscriptions = { [TOPIC]: [...pending, `${TOPIC}:1`] };
    const { stdout } = await run(WATCH);
    expect(stdout).toMatch(SENT);
  });

  test("goes on where it may not ask, and says so; one object a line as ndjson", async () => {
    account.denied = ["ListSubscriptionsByTopic"];
    const { stdout, stderr } = await run([...WATCH, "--format", "ndjson"]);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(lines).toEqual([
      { event: "sent", id: "a", test: "2", records: 20, bus: "findings", region: "eu-west-1" },
      {
        event: "note",
        text: expect.stringMatching(/allow sns:ListSubscriptionsByTopic$/) as string,
      },
    ]);
    expect(stderr).toMatch(/^drill: no finding: /);
  });
});
