import { PutItemCommand, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { connect, eventually, type Cloud, type Mail } from "../e2e/cloud";
import { bootstrap, deployAssembly, deployTree, type Outputs } from "../e2e/deployment";
import { installInElastic, keepKey, openElastic } from "../e2e/elastic";
import { startEmulator, type Emulator } from "../e2e/emulator";
import { putAwsMetrics } from "../e2e/spend";
import { about } from "../e2e/stage";
import { ACCOUNT } from "../support/records";
import { codeRequests, targetOf } from "./calls";
import { holders, itemsOf, listen, setReading, type BusEvent, type Item } from "./installation";
import { configFileOf, unpackVersion } from "./kept-version";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** An account whose first record came two days ago: the detector still learns it. */
export const NEW_ACCOUNT = "444455556666";

/** Somebody who confirmed codes on the days before: time to confirm must pass before a verdict. */
const KNOWN_IP = "198.51.100.44";

/** Everything that the tests of an upgrade ask. */
export interface Installation {
  readonly cloud: Cloud;
  /** What the detection stack says of itself. */
  readonly output: (name: string) => string;
  readonly outputs: Outputs;
  readonly onCall: () => Promise<readonly Mail[]>;
  /** Everything that was published since the earlier version was deployed. */
  readonly published: () => Promise<readonly BusEvent[]>;
  readonly items: (table: "StateTableName" | "FindingsTableName") => Promise<readonly Item[]>;
  readonly sweepAt: (atMs: number) => Promise<void>;
  readonly holders: () => Promise<readonly string[]>;
  readonly elastic: Awaited<ReturnType<typeof openElastic>>["elastic"];
}

interface Opened {
  readonly installation: Installation;
  /** Deploys this tree over it. */
  readonly upgrade: () => Installation;
  readonly close: () => Promise<void>;
}

/** Deploys an earlier version on an emulator of its own. */
export async function openEarlier(version: string): Promise<Opened> {
  const emulator = await startEmulator();
  try {
    return await deployEarlier(version, emulator);
  } catch (error) {
    emulator.stop();
    throw error;
  }
}

async function deployEarlier(version: string, emulator: Emulator): Promise<Opened> {
  const { elastic, kibana, configuration } = await openElastic();
  await installInElastic(elastic, kibana);
  bootstrap(emulator);
  const { outputs } = deployAssembly(emulator, unpackVersion(version, elastic.url));
  const cloud = connect(emulator);
  await keepKey(cloud);
  const stackOutput = (of: Outputs, name: string) => of.SmsPumpingDetection?.[name] ?? "";
  const onCall = await cloud.inbox(stackOutput(outputs, "OnCallTopicArn"), "on-call-inbox");
  const published = await listen(cloud, stackOutput(outputs, "BusName"));
  const installed = (now: Outputs): Installation => {
    const output = (name: string): string => stackOutput(now, name);
    const sweepAt = (atMs: number): Promise<void> =>
      cloud.invoke(output("SweepFunctionName"), { time: new Date(atMs).toISOString() });
    return {
      ...{ cloud, output, outputs: now, onCall, published, elastic, sweepAt },
      items: (table) => itemsOf(cloud, output(table)),
      holders: () => holders(cloud),
    };
  };
  return {
    installation: installed(outputs),
    upgrade: () => installed(deployTree(emulator, configFileOf(version), configuration).outputs),
    close: async () => {
      emulator.stop();
      await elastic.stop();
      await kibana.close();
    },
  };
}

/** What days of work have left: written here as every version so far would have written it. */
async function seedDays({ cloud, output }: Installation, nowMs: number): Promise<void> {
  const put = (Item: Item) =>
    cloud.dynamo.send(new PutItemCommand({ TableName: output("StateTableName"), Item }));
  const firstSeen = (account: string, days: number) =>
    put({
      pk: { S: `meta#${account}` },
      sk: { S: "cognito-api" },
      firstSeen: { N: String(nowMs - days * DAY_MS) },
    });
  await firstSeen(ACCOUNT, 10);
  await firstSeen(NEW_ACCOUNT, 2);
  const today = Math.floor(nowMs / DAY_MS);
  await put({
    pk: { S: `k#${ACCOUNT}/live#client:clientdeferred#ip=${KNOWN_IP}` },
    sk: { S: "-" },
    days: { SS: [String(today - 1), String(today - 2)] },
    expires: { N: String((today + 15) * (DAY_MS / 1000)) },
  });
}

/** When the events of this test begin. */
export interface Course {
  readonly startMs: number;
  readonly halfMs: number;
}

const attack = (installation: Installation, bodies: readonly string[]): Promise<void> =>
  installation.cloud.send(installation.output("QueueUrl"), bodies);

async function mustHold<T>(
  what: string,
  ask: () => Promise<T>,
  isGood: (answer: T) => boolean,
): Promise<void> {
  const answer = await eventually(ask, isGood);
  if (isGood(answer)) return;
  throw new Error(
    `the earlier version never came to this: ${what}; last: ${JSON.stringify(answer)}`,
  );
}

const isAbout = (pk: AttributeValue | undefined, label: string): boolean =>
  pk?.S?.endsWith(targetOf(label)) === true;

const isIncident = (body: AttributeValue | undefined): boolean =>
  body?.S?.includes('"type":"incident"') === true;

const stepsOf = (items: readonly Item[], label: string): readonly Item[] =>
  items.filter(({ pk, sk }) => isAbout(pk, label) && sk?.S?.startsWith("s#"));

/** What the sweep sends to the notifier's queue when it asks for a target's incident. */
function requestFor(items: readonly Item[], label: string): string {
  const head = items.find(({ pk, sk }) => isAbout(pk, label) && sk?.S === "i");
  const { incidents = [] } = JSON.parse(head?.body?.S ?? "{}") as {
    readonly incidents?: readonly { readonly scope: string; readonly id: string }[];
  };
  const [{ scope, id } = { scope: "", id: "" }] = incidents;
  return JSON.stringify({ look: { scope, target: targetOf(label), incidentId: id } });
}

/** The earlier version told of an attack that goes on, and has more to tell that must wait. */
async function openIncident(installation: Installation, { startMs }: Course): Promise<void> {
  const { onCall, items } = installation;
  const calls = { label: "open", ip: "198.51.100.41", startMs };
  await attack(installation, codeRequests({ ...calls, count: 12 }));
  await mustHold("an e-mail", onCall, (mails) => about(mails, "clientopen").length === 1);
  await attack(installation, codeRequests({ ...calls, from: 12, count: 15 }));
  await mustHold(
    "a second rule's finding in the same incident",
    async () => stepsOf(await items("FindingsTableName"), "open").map(({ body }) => body?.S ?? ""),
    (bodies) => bodies.some((body) => body.includes('"reasons":["new rule"]')),
  );
}

/** Windows that are not full, and a verdict that falls due later. */
async function halfOfThings(installation: Installation, course: Course): Promise<void> {
  const { cloud, output } = installation;
  const ofHalf = { startMs: course.halfMs, ip: "198.51.100.42" };
  await attack(installation, codeRequests({ ...ofHalf, label: "half", count: 6 }));
  const ofNew = { startMs: course.halfMs, ip: "198.51.100.43", account: NEW_ACCOUNT };
  await attack(installation, codeRequests({ ...ofNew, label: "new", count: 20 }));
  const dueSoonMs = Date.now() - 2 * MINUTE_MS;
  const known = { label: "deferred", ip: KNOWN_IP, startMs: dueSoonMs };
  await attack(installation, codeRequests({ ...known, count: 12 }));
  const delayed = (): Promise<string> =>
    cloud.attribute(output("QueueUrl"), "ApproximateNumberOfMessagesDelayed");
  await mustHold("a verdict that falls due later", delayed, (count) => Number(count) > 0);
  await mustHold("counted calls", cloud.idle(output("QueueUrl")), Boolean);
  await setReading(cloud, false, output("QueueUrl").split("/").at(-1));
}

/** Brings about all that an upgrade may meet half done. When it returns, nothing runs. */
export async function leaveThingsHalfDone(installation: Installation): Promise<Course> {
  const { cloud, items, onCall, output, outputs, sweepAt } = installation;
  const queueName = (name: string): string => output(name).split("/").at(-1) ?? "";
  const nowMs = Date.now();
  const course = { startMs: nowMs - MINUTE_MS, halfMs: nowMs - MINUTE_MS };
  await seedDays(installation, nowMs);
  await putAwsMetrics({ cloud }, nowMs);
  await cloud.invoke(outputs.SmsPumpingSpend?.SpendFunctionName ?? "", {
    time: new Date(nowMs).toISOString(),
    account: ACCOUNT,
    region: "us-east-1",
  });
  await openIncident(installation, course);
  await attack(
    installation,
    codeRequests({ label: "told", ip: "198.51.100.48", startMs: course.startMs, count: 12 }),
  );
  await mustHold("an e-mail", onCall, (mails) => about(mails, "clienttold").length === 1);
  await mustHold("an idle notifier", cloud.idle(output("NotifyQueueUrl")), Boolean);

  // Requests of the sweep, one of them long answered, and an incident's event wait.
  await setReading(cloud, false, queueName("NotifyQueueUrl"));
  await setReading(cloud, false, queueName("ForwardQueueUrl"));
  await sweepAt(Date.now());
  await cloud.send(output("NotifyQueueUrl"), [
    requestFor(await items("FindingsTableName"), "told"),
  ]);
  const queued = { label: "queued", ip: "198.51.100.45", startMs: course.startMs };
  await attack(installation, codeRequests({ ...queued, count: 12 }));
  await mustHold(
    "a published incident",
    async () => stepsOf(await items("FindingsTableName"), "queued"),
    (steps) => steps.some(({ body, todo }) => todo === undefined && isIncident(body)),
  );
  const waiting = (): Promise<string> =>
    cloud.attribute(output("NotifyQueueUrl"), "ApproximateNumberOfMessages");
  await mustHold("three messages for the notifier", waiting, (count) => Number(count) >= 3);

  // A finding that nobody has published.
  await setReading(cloud, false, ":dynamodb:");
  const left = { label: "left", ip: "198.51.100.46", startMs: course.startMs };
  await attack(installation, codeRequests({ ...left, count: 12 }));
  await mustHold(
    "a step with its mark",
    async () => stepsOf(await items("FindingsTableName"), "left"),
    (steps) => steps.some(({ todo }) => todo !== undefined),
  );
  await halfOfThings(installation, course);
  await setReading(cloud, false);
  return course;
}
