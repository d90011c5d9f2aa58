import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HEALTH_ACTIONS } from "../../../lambda/adapters/aws/health/ask";
import { healthChecks } from "../../../lambda/core/health";
import { version } from "../../../package.json";
import { awsAccount, type Manners, type Region } from "../../support/read-only-account";
import { COMMAND_LINE, smspump, type Ran } from "../../support/smspump";
import { HOME, OTHER, soundConfig, soundRegion, storedAt } from "../../support/sound-account";

/** What a deployment's own configuration names. */
const deployed = {
  onCallEmails: ["a@acme.co"],
  costOwnerEmails: ["a@acme.co"],
  monthlyBudgetUsd: 500,
  allowedCountries: ["AT", "DE"],
  spendRegions: [OTHER],
};

/* The account's clock is today's here. */
const now = (): number => Math.floor(Date.now() / 1000);

const current = (): Region => ({
  ...soundRegion,
  stacks: {
    ...soundRegion.stacks,
    SmsPumpingDetection: {
      status: "CREATE_COMPLETE",
      resources: soundRegion.stacks.SmsPumpingDetection?.resources ?? {},
      outputs: { ...soundRegion.stacks.SmsPumpingDetection?.outputs, Version: version },
    },
  },
  metrics: {
    "SmsPumping Observations service=detect source=cognito-api": [[now() - 7200, 4]],
    // Also right after midnight of a month's first day.
    "AWS/SNS SMSMonthToDateSpentUSD": [[now() - 1, 12]],
  },
  items: storedAt(Date.now()),
});

let folder: string;
let config: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "doctor-"));
  config = join(folder, "config.json");
  writeFileSync(config, JSON.stringify({ ...deployed, detector: soundConfig }));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs `smspump doctor` against an account that stands in for AWS. */
async function doctor(
  args: readonly string[],
  home: Region = current(),
  manners?: Manners,
): Promise<Ran> {
  const account = await awsAccount({ [HOME]: home, [OTHER]: current() }, manners);
  const child = spawn(process.execPath, [COMMAND_LINE, "doctor", ...args], {
    env: {
      ...process.env,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: HOME,
      AWS_ENDPOINT_URL: account.url,
    },
  });
  const out = { stdout: "", stderr: "" };
  child.stdout.on("data", (data: Buffer) => (out.stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (out.stderr += data.toString()));
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  await account.close();
  return { status, ...out };
}

test("a protected account: one line for each check, and status 0", async () => {
  const { status, stdout, stderr } = await doctor(["--config", config]);
  expect(stdout).toContain(`${OTHER} has one`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const lines = stdout.trimEnd().split("\n");
  expect(lines[0]).toBe("Am I protected? SmsPumpingDetection in eu-west-1");
  expect(lines.at(-1)).toBe(
    `Protected, as far as this can tell. ${healthChecks.length} ok, 0 warn, 0 fail, 0 unknown.`,
  );
  expect(lines.slice(1, -1).map((line) => line.split(/ +/).slice(0, 2))).toEqual(
    healthChecks.map(({ id }) => ["ok", id]),
  );
}, 60_000);

test("what fails is said with its remedy, as text and as JSON, and the status is 3", async () => {
  const rules = { ...soundRegion.rules, "feed-cognito": ["DISABLED", 1] as const };
  const { status, stdout } = await doctor(["--config", config, "--format", "json"], {
    ...current(),
    rules,
  });
  expect(status).toBe(3);
  const record = JSON.parse(stdout) as { checks: readonly { id: string; status: string }[] };
  expect(record).toMatchObject({ region: HOME, stack: "SmsPumpingDetection", worst: "fail" });
  expect(record.checks.filter((check) => check.status !== "ok")).toEqual([
    {
      id: "feed-rules",
      status: "fail",
      found: "FeedCognito1A2B3C4D is DISABLED",
      remedy: expect.stringContaining("aws events put-rule") as string,
    },
  ]);
}, 60_000);

test("a refused call is unknown with the missing action, and the status is 1", async () => {
  const { status, stdout } = await doctor(["--config", config], current(), {
    denied: ["cloudtrail:GetTrailStatus"],
  });
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /^unknown +trail-management .*refused cloudtrail:GetTrailStatus\. To do: allow cloudtrail:GetTrailStatus$/m,
  );
}, 60_000);

test("--policy prints exactly what is asked, and asks nothing", () => {
  const env = { ...process.env, AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_REGION: HOME };
  const { status, stdout } = smspump(["doctor", "--policy", "--stack", "Mine"], "", env);
  expect(status).toBe(0);
  const { Statement } = JSON.parse(stdout) as {
    Statement: readonly { Action: string[]; Resource: string }[];
  };
  expect(Statement.flatMap(({ Action }) => Action).sort()).toEqual([...HEALTH_ACTIONS]);
  expect(Statement[1]).toMatchObject({
    Action: ["dynamodb:Query"],
    Resource: "arn:*:dynamodb:*:*:table/Mine-*",
  });
});

test("AWS out of reach is one line and status 1, wrong usage is status 2", () => {
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    AWS_REGION: HOME,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_MAX_ATTEMPTS: "1",
  };
  const unreachable = smspump(["doctor"], "", env);
  expect(unreachable.status).toBe(1);
  expect(unreachable.stderr).toMatch(/^doctor: .*AWS_ENDPOINT_URL\n$/);
  const wrong = smspump(["doctor", "--also", "Frankfurt"], "", env);
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toMatch(/Give a Region/);
  expect(smspump(["doctor", "--help"]).stdout).toMatch(/Examples:[^]*Exit status:/);
});
