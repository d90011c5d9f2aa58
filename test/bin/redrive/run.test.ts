import { memorySqs, SqsError } from "../../support/memory-sqs";
import { QUEUES, redriven, rejectOf } from "../../support/redrive";

const DEAD = [
  ["detect", "live-dead", "live"],
  ["drills", "drills-dead", "drills"],
  ["notify", "notify-dead", "notify"],
  ["forward", "forward-dead", "forward"],
] as const;

const filled = (name: string, count: number) => {
  const sqs = memorySqs(QUEUES);
  for (let i = 0; i < count; i++) sqs.put(name, `m${i}`);
  return sqs;
};

describe("dead letters", () => {
  test.each(DEAD)("of %s are moved by AWS, to the end", async (name, dead, back) => {
    const sqs = filled(dead, 8);
    const { problem, lines } = await redriven(sqs, [name]);
    expect(sqs.bodies(back)).toHaveLength(8);
    expect(sqs.calls).not.toContain("ReceiveMessage");
    expect(lines).toEqual([
      `${name}: AWS moved 8 messages back to the queue of ${name}; what fails again comes back`,
    ]);
    expect(problem).toBeUndefined();
  });

  test("that are being moved already are waited for, and not moved twice", async () => {
    const sqs = filled("live-dead", 8);
    sqs.handle("StartMessageMoveTask", {
      SourceArn: sqs.arn("live-dead"),
      DestinationArn: sqs.arn("live"),
    });
    sqs.calls.length = 0;
    const { problem } = await redriven(sqs, ["detect"]);
    expect(sqs.calls).not.toContain("StartMessageMoveTask");
    expect(sqs.bodies("live")).toHaveLength(8);
    expect(problem).toBeUndefined();
  });

  test("of an earlier move do not pass for this one", async () => {
    const sqs = filled("live-dead", 2);
    await redriven(sqs, ["detect"]);
    sqs.nowMs += 60_000;
    for (let i = 0; i < 5; i++) sqs.put("live-dead", `later${i}`);
    const { lines } = await redriven(sqs, ["detect"]);
    expect(lines[0]).toMatch(/^detect: AWS moved 5 messages/);
  });

  test("that AWS cannot move on are told with its reason", async () => {
    const sqs = filled("live-dead", 8);
    sqs.moveFailure = "AWS.SimpleQueueService.NonExistentQueue";
    const { problem, lines } = await redriven(sqs, ["detect"]);
    expect(lines).toEqual([
      "detect: AWS moved 3 messages of about 8, then it ended: FAILED, AWS.SimpleQueueService.NonExistentQueue",
    ]);
    expect(problem).toBe("detect: the move did not come to its end");
  });

  test("of a move that AWS never shows end the wait", async () => {
    const sqs = filled("live-dead", 1);
    const { handle } = sqs;
    Object.assign(sqs.client, {
      send: (command: { readonly input: Readonly<Record<string, unknown>> }) => {
        const operation = command.constructor.name.replace(/Command$/, "");
        return Promise.resolve(
          operation === "ListMessageMoveTasks" ? {} : handle(operation, command.input),
        );
      },
    });
    const { error } = await redriven(sqs, ["detect"]);
    expect(String(error)).toContain("aws sqs list-message-move-tasks --source-arn arn:aws:sqs:");
    expect(sqs.nowMs).toBeGreaterThanOrEqual(61_000);
  });

  test("with a limit go one by one, since AWS moves all or none", async () => {
    const sqs = filled("forward-dead", 8);
    const { problem } = await redriven(sqs, ["forward"], { limit: 3 });
    expect(sqs.calls).not.toContain("StartMessageMoveTask");
    expect(sqs.bodies("forward")).toEqual(["m0", "m1", "m2"]);
    expect(sqs.bodies("forward-dead")).toHaveLength(5);
    expect(problem).toBeUndefined();
  });

  test("are only counted in a dry run", async () => {
    const sqs = filled("live-dead", 8);
    const { lines } = await redriven(sqs, ["detect"], { isDryRun: true });
    expect(lines).toEqual(["detect: AWS would move about 8 messages back to the queue of detect"]);
    expect(sqs.calls).toEqual(["GetQueueAttributes"]);
  });
});

describe("undelivered events", () => {
  const attributes = (target: string) => ({
    RULE_ARN: "arn:aws:events:eu-west-1:111122223333:rule/findings/Stack-Rule",
    TARGET_ARN: target,
    ERROR_CODE: "NO_PERMISSIONS",
  });

  test("go to the queue that each was meant for, drills apart from attacks", async () => {
    const sqs = memorySqs(QUEUES);
    sqs.put("undelivered", "attack", attributes(sqs.arn("live")));
    sqs.put("undelivered", "drill", attributes(sqs.arn("drills")));
    sqs.put("undelivered", "finding", attributes(sqs.arn("forward")));
    const { problem, lines } = await redriven(sqs, ["undelivered"]);
    expect(sqs.bodies("live")).toEqual(["attack"]);
    expect(sqs.bodies("drills")).toEqual(["drill"]);
    expect(sqs.bodies("forward")).toEqual(["finding"]);
    expect(sqs.bodies("undelivered")).toEqual([]);
    expect(lines[0]).toBe(
      "undelivered: 3 messages sent again (1 to detect, 1 to drills, 1 to forward); looked at 3:",
    );
    expect(lines).toContain("        1  Stack-Rule to live: NO_PERMISSIONS");
    expect(problem).toBeUndefined();
  });

  test("for anything else stay and are named", async () => {
    const sqs = memorySqs(QUEUES);
    sqs.put("undelivered", "a", attributes("arn:aws:sqs:eu-west-1:999999999999:live"));
    sqs.put("undelivered", "b", attributes("arn:aws:lambda:eu-west-1:111122223333:function:sweep"));
    sqs.put("undelivered", "c");
    const { problem, lines } = await redriven(sqs, ["undelivered"]);
    expect(sqs.bodies("undelivered")).toHaveLength(3);
    expect(lines.slice(-3).map((line) => line.trim())).toEqual([
      "1  they are for no queue of this stack",
      "1  they are for a function that its schedule calls again: delete them",
      "1  they name no target: look at them with aws sqs receive-message",
    ]);
    expect(problem).toBe("undelivered: 3 messages stay");
  });

  test("say at most twenty kinds of reasons, the most frequent first", async () => {
    const sqs = memorySqs(QUEUES);
    for (let i = 0; i < 30; i++) {
      sqs.put("undelivered", "a", { ...attributes(sqs.arn("live")), ERROR_CODE: `E${i % 25}` });
    }
    const { lines } = await redriven(sqs, ["undelivered"]);
    expect(lines).toHaveLength(22);
    expect(lines[1]).toBe("        2  Stack-Rule to live: E0");
    expect(lines.at(-1)).toBe("           and 5 more kinds");
  });
});

test("the relay's pointers are not moved, and it is said why", async () => {
  const sqs = filled("relay-dead", 2);
  const { problem, lines } = await redriven(sqs, ["relay"]);
  expect(lines[0]).toMatch(/^relay: 2 messages stay: .*pipeline-relay-dead-letters\.md$/);
  expect(sqs.bodies("relay-dead")).toHaveLength(2);
  expect(problem).toBe("relay: 2 messages stay");
});

test.each(["detect", "rejects", "undelivered", "relay"] as const)(
  "an empty queue of %s is no failure",
  async (name) => {
    const { problem, lines } = await redriven(memorySqs(QUEUES), [name]);
    expect([problem, lines]).toEqual([undefined, [`${name}: empty`]]);
  },
);

test("messages that somebody else reads are told", async () => {
  const sqs = memorySqs(QUEUES);
  sqs.put("rejects", rejectOf("a"));
  sqs.handle("ReceiveMessage", {
    QueueUrl: sqs.url("rejects"),
    MaxNumberOfMessages: 1,
    VisibilityTimeout: 60,
  });
  const { problem, lines } = await redriven(sqs, ["rejects"]);
  expect(lines).toEqual(["rejects: 1 hidden, none to be had"]);
  expect(problem).toMatch(/somebody reads its messages/);
});

test("rejects of other reasons stay, which is no failure", async () => {
  const sqs = memorySqs(QUEUES);
  sqs.put("rejects", rejectOf("a"));
  sqs.put("rejects", rejectOf("b", { type: "too_large" }));
  const { problem, lines } = await redriven(sqs, ["rejects"], { reason: "too_large" });
  expect(sqs.bodies("forward")).toHaveLength(1);
  expect(sqs.bodies("rejects")).toEqual([rejectOf("a")]);
  expect(lines[0]).toBe("rejects: 1 message sent again (1 to forward); looked at 2:");
  expect(problem).toBeUndefined();
});

test("what stays in several queues is told of each", async () => {
  const sqs = memorySqs(QUEUES);
  sqs.put("relay-dead", "a");
  sqs.put("rejects", "no JSON");
  const { problem } = await redriven(sqs, ["rejects", "relay"]);
  expect(problem).toBe("rejects: 1 message stays; relay: 1 message stays");
});

test("an error of SQS ends it", async () => {
  const sqs = filled("live-dead", 1);
  sqs.fault = () => "lost";
  const { error } = await redriven(sqs, ["detect"]);
  expect(error).toBeInstanceOf(SqsError);
});
