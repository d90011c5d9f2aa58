import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MemorySqs, memorySqs, SqsError } from "../../support/memory-sqs";
import { outputsOf, QUEUES, rejectOf } from "../../support/redrive";
import { COMMAND_LINE, type Ran, smspump } from "../../support/smspump";

const ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_MAX_ATTEMPTS: "1",
};

let folder: string;
let server: Server;
let sqs: MemorySqs;
let denied: string | undefined;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** What SQS answers over HTTP: its operation is in a header, both bodies are JSON. */
function answerTo(request: IncomingMessage, body: string): { status: number; answer: object } {
  const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
  const refuse = (name: string, message: string) => ({
    status: 400,
    answer: { __type: `com.amazonaws.sqs#${name}`, message },
  });
  if (operation === denied) return refuse("AccessDeniedException", `not authorized: ${operation}`);
  try {
    const input = JSON.parse(body) as Readonly<Record<string, unknown>>;
    return { status: 200, answer: sqs.handle(operation, input) };
  } catch (error) {
    if (error instanceof SqsError) return refuse(error.name, error.message);
    throw error;
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "redrive-"));
  server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { status, answer } = answerTo(request, body);
      response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const outputsFile = (outputs: object): string => {
  const file = join(folder, "outputs.json");
  writeFileSync(file, JSON.stringify({ SmsPumpingDetection: outputs }));
  return file;
};

beforeEach(() => {
  denied = undefined;
  sqs = memorySqs(QUEUES, origin());
});

const STACK = { DrillsTopicArn: "arn:aws:sns:eu-west-1:111122223333:drills" };

async function run(...args: readonly string[]): Promise<Ran> {
  const outputs = outputsFile({ ...STACK, ...outputsOf(sqs) });
  const child = spawn(process.execPath, [COMMAND_LINE, "redrive", ...args, "--outputs", outputs], {
    env: { ...process.env, ...ENVIRONMENT, AWS_ENDPOINT_URL: origin() },
  });
  const out = { stdout: "", stderr: "" };
  child.stdout.on("data", (data: Buffer) => (out.stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (out.stderr += data.toString()));
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, ...out };
}

test("shows how much is in each queue, and moves nothing, unless it is told what to move", async () => {
  sqs.put("live-dead", "a");
  sqs.put("rejects", rejectOf("b"));
  const { status, stdout, stderr } = await run();
  expect(stdout.split("\n")).toEqual([
    "queue         waiting   hidden  holds",
    "detect              1        0  calls that could not be counted",
    expect.stringMatching(/^drills +0 +0 /),
    expect.stringMatching(/^notify +0 +0 /),
    expect.stringMatching(/^forward +0 +0 /),
    "rejects             1        0  findings that Elastic refused for good",
    expect.stringMatching(/^undelivered +0 +0 /),
    expect.stringMatching(/^relay +0 +0 /),
    "",
  ]);
  expect(new Set(sqs.calls)).toEqual(new Set(["GetQueueAttributes"]));
  expect([status, stderr]).toEqual([0, ""]);
});

test("shows the queues as one object", async () => {
  sqs.put("live-dead", "a");
  const { status, stdout } = await run("--format", "json");
  const { queues } = JSON.parse(stdout) as { readonly queues: readonly object[] };
  expect(queues).toHaveLength(7);
  expect(queues[0]).toEqual({
    name: "detect",
    waiting: 1,
    hidden: 0,
    holds: "calls that could not be counted",
  });
  expect(status).toBe(0);
});

test("sends rejects again and says why they were there", async () => {
  for (const id of ["a", "b", "c"]) sqs.put("rejects", rejectOf(id));
  const { status, stdout, stderr } = await run("rejects");
  expect(stdout).toBe(
    "rejects: 3 messages sent again (3 to forward); looked at 3:\n" +
      "        3  400 document_parsing_exception: failed to parse field [source.ip]\n",
  );
  expect(sqs.bodies("forward")).toHaveLength(3);
  expect([status, stderr]).toEqual([0, ""]);
});

test("has everything handled once more, and names what stays", async () => {
  sqs.put("forward-dead", "a");
  sqs.put("relay-dead", "b");
  const { status, stdout, stderr } = await run("--all");
  expect(stdout).toContain("forward: AWS moved 1 message back to the queue of forward");
  expect(stdout).toContain("rejects: empty\n");
  expect(sqs.bodies("forward")).toEqual(["a"]);
  expect([status, stderr]).toEqual([1, "redrive: relay: 1 message stays\n"]);
});

test("says in one line what is not allowed", async () => {
  sqs.put("live-dead", "a");
  denied = "StartMessageMoveTask";
  const { status, stdout, stderr } = await run("detect");
  expect(stderr).toMatch(
    /^redrive: AccessDenied\w*: not authorized.*; allow sts:AssumeRole on the role .*RedriveRoleArn.*\n$/,
  );
  expect([status, stdout]).toEqual([1, ""]);
});

test("says what to do where a queue of the file does not exist", async () => {
  sqs = memorySqs([], origin());
  const { status, stderr } = await run("detect");
  expect(stderr).toMatch(/^redrive: QueueDoesNotExist: .*deploy it again with --outputs-file/);
  expect(status).toBe(1);
});

test.each([
  [["--all", "detect"], "--all: got queues too; give either"],
  [["detect", "--format", "json"], "--format json: only the list of queues has it; name no queue"],
  [["--reason", "x"], "--reason: only rejects have one; give one queue of rejects, and no other"],
  [["rejects", "detect", "--reason", "x"], "--reason: only rejects have one"],
  [
    ["everything"],
    "Allowed choices are detect, drills, notify, forward, cost-owner, rejects, undelivered",
  ],
  [["rejects", "--limit", "0"], "Give a whole number of messages, at least 1."],
  [["rejects", "--limit", "1e3"], "Give a whole number of messages, at least 1."],
])("refuses %j with 2", async (args, said) => {
  const { status, stderr } = await run(...args);
  expect(stderr).toContain(said);
  expect(status).toBe(2);
});

test("refuses queues that the stack does not have, and says when it has them", () => {
  const outputs = outputsFile({ QueueUrl: "https://sqs.example.com/1/live" });
  const { status, stderr } = smspump(["redrive", "rejects", "--outputs", outputs]);
  expect(stderr).toMatch(
    /outputs\.json: SmsPumpingDetection has no RejectsQueueUrl; deploy it again .* where elastic is configured/,
  );
  expect(status).toBe(2);
});

test("refuses a missing file of outputs and says how to make it", () => {
  const { status, stderr } = smspump(["redrive", "--outputs", join(folder, "none.json")]);
  expect(stderr).toMatch(
    /none\.json: no such file or folder; write it with "npx cdk deploy --all --outputs-file \S+"\n$/,
  );
  expect(status).toBe(2);
});

test("helps with examples and what each queue is", () => {
  const { status, stdout } = smspump(["redrive", "--help"]);
  expect(stdout).toContain("$ smspump redrive rejects --dry-run");
  expect(stdout).toContain("calls that could not be counted: AWS moves them, all at once");
  expect(status).toBe(0);
});
