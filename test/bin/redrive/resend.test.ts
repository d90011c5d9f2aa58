import fc from "fast-check";
import { memorySqs, type MemorySqs, SqsError, type SqsFault } from "../../support/memory-sqs";
import { eventOf, QUEUES, redriven, rejectOf } from "../../support/redrive";
import { runs } from "../../support/runs";

const HIDDEN_MS = 121_000;

const withRejects = (ids: readonly string[]) => {
  const sqs = memorySqs(QUEUES);
  for (const id of ids) sqs.put("rejects", rejectOf(id));
  return sqs;
};

const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => `f${i}`);
const eventTexts = (ids: readonly string[]): string[] =>
  ids.map((id) => JSON.stringify(eventOf(id)));

test("every event is in its queue again, and nothing is left", async () => {
  const ids = numbered(37);
  const sqs = withRejects(ids);
  const { problem } = await redriven(sqs, ["rejects"]);
  expect([...sqs.bodies("forward")].sort()).toEqual(eventTexts(ids).sort());
  expect(sqs.bodies("rejects")).toEqual([]);
  expect(problem).toBeUndefined();
});

test("a message is deleted only after the other queue has taken it", async () => {
  const sqs = withRejects(numbered(4));
  sqs.fault = (operation) => (operation === "SendMessageBatch" ? "half" : undefined);
  const { problem, lines } = await redriven(sqs, ["rejects"]);
  expect(sqs.bodies("forward")).toHaveLength(2);
  expect(sqs.bodies("rejects")).toHaveLength(2);
  expect(problem).toBe("rejects: 2 messages stay");
  expect(lines).toContain(
    "        2  the queue of forward did not take them: InternalError try again",
  );
});

test("who dies between sending and deleting leaves a message in both queues", async () => {
  const sqs = withRejects(["a"]);
  sqs.fault = (operation) => (operation === "DeleteMessageBatch" ? "died" : undefined);
  const { error } = await redriven(sqs, ["rejects"]);
  expect(error).toBeInstanceOf(SqsError);
  expect([sqs.bodies("forward").length, sqs.bodies("rejects").length]).toEqual([1, 1]);
});

test("what was done before SQS failed is told all the same", async () => {
  const sqs = withRejects(numbered(25));
  let sends = 0;
  sqs.fault = (operation) =>
    operation === "SendMessageBatch" && ++sends === 3 ? "lost" : undefined;
  const { error, lines } = await redriven(sqs, ["rejects"]);
  expect(error).toBeInstanceOf(SqsError);
  expect(lines[0]).toBe("rejects: 20 messages sent again (20 to forward); looked at 25:");
});

test("one that cannot be deleted is told and does no harm", async () => {
  const sqs = withRejects(["a"]);
  sqs.fault = (operation) => (operation === "DeleteMessageBatch" ? "half" : undefined);
  const { problem, lines } = await redriven(sqs, ["rejects"]);
  expect(lines.at(-1)).toMatch(/^rejects: 1 message of those sent could not be deleted here/);
  expect(problem).toBe("rejects: 1 message stays");
});

test("what is refused once more meanwhile is left for another run", async () => {
  const ids = numbered(12);
  const sqs = withRejects(ids);
  sqs.onSent = (name, body) => {
    if (name !== "forward") return;
    const { detail } = JSON.parse(body) as { readonly detail: { finding: { id: string } } };
    sqs.put("rejects", rejectOf(detail.finding.id));
  };
  const { problem, lines } = await redriven(sqs, ["rejects"]);
  expect(sqs.bodies("forward")).toHaveLength(12);
  expect(sqs.bodies("rejects")).toHaveLength(12);
  expect(problem).toBe("rejects: 12 messages stay");
  expect(lines.at(-1)).toMatch(/^ {7}12 {2}sent again in this run already: refused once more/);
});

test("what stays can be read by others at once", async () => {
  const sqs = withRejects(numbered(3));
  await redriven(sqs, ["rejects"], { isDryRun: true });
  const { Messages } = sqs.handle("ReceiveMessage", {
    QueueUrl: sqs.url("rejects"),
    MaxNumberOfMessages: 10,
    VisibilityTimeout: 1,
  }) as { readonly Messages: readonly object[] };
  expect(Messages).toHaveLength(3);
});

test("a dry run sends and deletes nothing", async () => {
  const sqs = withRejects(numbered(3));
  const { lines, problem } = await redriven(sqs, ["rejects"], { isDryRun: true });
  expect(lines[0]).toBe("rejects: 3 messages would be sent again (3 to forward); looked at 3:");
  expect(sqs.bodies("rejects")).toHaveLength(3);
  expect(sqs.calls).not.toContain("SendMessageBatch");
  expect(sqs.calls).not.toContain("DeleteMessageBatch");
  expect(problem).toBeUndefined();
});

test("a limit is kept, and what is above it is no failure", async () => {
  const sqs = withRejects(numbered(25));
  const { problem } = await redriven(sqs, ["rejects"], { limit: 13 });
  expect(sqs.bodies("forward")).toHaveLength(13);
  expect(sqs.bodies("rejects")).toHaveLength(12);
  expect(problem).toBeUndefined();
});

/** Lets time go by with every call, so that messages show up again during a run. */
function slowDown(sqs: MemorySqs): void {
  const { handle } = sqs;
  Object.assign(sqs.client, {
    send: (command: { readonly input: Readonly<Record<string, unknown>> }) => {
      sqs.nowMs += 50_000;
      const operation = command.constructor.name.replace(/Command$/, "");
      return Promise.resolve(handle(operation, command.input));
    },
  });
}

test("a run that takes longer than messages stay hidden ends, and sends none twice", async () => {
  const sqs = withRejects(numbered(40));
  for (let i = 0; i < 30; i++) sqs.put("rejects", rejectOf(`broken${i}`, { event: "text" }));
  slowDown(sqs);
  const { problem } = await redriven(sqs, ["rejects"]);
  expect([...sqs.bodies("forward")].sort()).toEqual(eventTexts(numbered(40)).sort());
  expect(problem).toBe("rejects: 30 messages stay");
});

test("one that could not be deleted is deleted when it shows up again, and not sent again", async () => {
  const sqs = withRejects(numbered(40));
  slowDown(sqs);
  let deletions = 0;
  sqs.fault = (operation) =>
    operation === "DeleteMessageBatch" && ++deletions === 1 ? "half" : undefined;
  const { problem } = await redriven(sqs, ["rejects"]);
  expect(sqs.bodies("forward")).toHaveLength(40);
  expect(sqs.bodies("rejects")).toEqual([]);
  expect(problem).toBeUndefined();
});

test("one that was not taken does not count towards the limit", async () => {
  const sqs = withRejects(numbered(30));
  let sends = 0;
  sqs.fault = (operation) =>
    operation === "SendMessageBatch" && ++sends === 1 ? "half" : undefined;
  await redriven(sqs, ["rejects"], { limit: 4 });
  expect(sqs.bodies("forward")).toHaveLength(4);
});

/** What goes wrong with each call of a run, by its number; the last one may be its death. */
const faultPlan = fc.array(
  fc.option(fc.constantFrom<SqsFault>("lost", "unanswered", "half", "died"), {
    nil: undefined,
    freq: 3,
  }),
  { maxLength: 30 },
);

test("no event is ever lost, whatever fails and whenever it dies, and repeats are bounded", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.string({ maxLength: 8 }), { maxLength: 60 }),
      fc.array(fc.record({ plan: faultPlan, waitMs: fc.constantFrom(0, 1_000, HIDDEN_MS) }), {
        maxLength: 6,
      }),
      async (ids, runs) => {
        const sqs = withRejects(ids);
        const wanted = eventTexts(ids).sort();
        const isSomewhere = (): void => {
          const rejected = sqs
            .bodies("rejects")
            .map((body) => JSON.stringify((JSON.parse(body) as { readonly event: object }).event));
          const all = new Set([...rejected, ...sqs.bodies("forward")]);
          expect([...all].sort()).toEqual(wanted);
        };
        sqs.onSent = isSomewhere;
        let faults = 0;
        for (const { plan, waitMs } of runs) {
          let call = 0;
          let isDead = false;
          sqs.fault = () => {
            const fault = isDead ? "died" : plan[call++];
            if (fault === "died") isDead = true;
            if (fault !== undefined) faults++;
            return fault;
          };
          await redriven(sqs, ["rejects"]);
          isSomewhere();
          sqs.nowMs += waitMs;
        }
        sqs.fault = () => undefined;
        sqs.nowMs += HIDDEN_MS;
        await redriven(sqs, ["rejects"]);
        expect(sqs.bodies("rejects")).toEqual([]);
        expect([...new Set(sqs.bodies("forward"))].sort()).toEqual(wanted);
        expect(sqs.bodies("forward").length).toBeLessThanOrEqual(ids.length + 10 * faults);
      },
    ),
    { numRuns: runs(300) },
  );
});
