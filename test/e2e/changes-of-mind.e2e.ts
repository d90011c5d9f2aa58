import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { join } from "node:path";
import { holders, itemsOf, type Item } from "../upgrade/installation";
import { envelopes, forgotPasswordFlood } from "./attacks";
import { connect, eventually, type Cloud, type Mail } from "./cloud";
import { bootstrapTree, deployTree, importInto, type Deployment } from "./deployment";
import { startEmulator, type Emulator } from "./emulator";
import { about } from "./stage";

const CONFIG_FILE = join(__dirname, "config.json");
const TWO_REGIONS = { spendRegions: ["eu-west-1"] };
const TABLE = "TablesFindings1E701491";

let emulator: Emulator;
let cloud: Cloud;

/** The names of the stacks of a Region, each with its status. */
async function stacksIn(region: string): Promise<Readonly<Record<string, string>>> {
  const { Stacks = [] } = await formation(region).send(new DescribeStacksCommand({}));
  return Object.fromEntries(
    Stacks.map(({ StackName = "", StackStatus = "" }) => [StackName, StackStatus]),
  );
}

const formation = (region: string): CloudFormationClient =>
  new CloudFormationClient({
    endpoint: emulator.endpoint,
    region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });

const detectionOf = ({ outputs }: Deployment, name: string): string =>
  outputs.SmsPumpingDetection?.[name] ?? "";

/** Floods a deployed detector, and waits for the one e-mail about it. */
async function flood(deployment: Deployment, label: string): Promise<readonly Mail[]> {
  const inbox = await cloud.inbox(detectionOf(deployment, "OnCallTopicArn"), `inbox-${label}`);
  await cloud.send(
    detectionOf(deployment, "QueueUrl"),
    envelopes(forgotPasswordFlood("198.51.100.24", label)),
  );
  return about(
    await eventually(inbox, (mails) => about(mails, `client${label}`).length > 0),
    `client${label}`,
  );
}

const placesOf = (items: readonly Item[]): readonly string[] =>
  items.map(({ pk, sk }) => `${pk?.S} ${sk?.S}`).sort();

beforeAll(async () => {
  emulator = await startEmulator();
  cloud = connect(emulator);
}, 60_000);

afterAll(() => {
  emulator.stop();
});

// Each deployment synthesizes all of it and bundles its functions.
jest.setTimeout(400_000);

/* One story: each test goes on where the one before it ended. */
describe("an installation whose owner changes his mind", () => {
  let first: Deployment;
  let table: string;
  let kept: readonly string[];

  test("begins with one command that bootstraps both of its Regions", async () => {
    bootstrapTree(emulator, CONFIG_FILE, TWO_REGIONS);
    expect(await stacksIn("us-east-1")).toHaveProperty("CDKToolkit");
    expect(await stacksIn("eu-west-1")).toHaveProperty("CDKToolkit");
  });

  test("is deployed to both by another", async () => {
    first = deployTree(emulator, CONFIG_FILE, TWO_REGIONS);
    expect(await stacksIn("eu-west-1")).toMatchObject({
      "SmsPumpingSpend-eu-west-1": "CREATE_COMPLETE",
    });
  });

  test("finds an attack", async () => {
    table = detectionOf(first, "FindingsTableName");
    expect(await flood(first, "before")).toHaveLength(1);
    kept = placesOf(await itemsOf(cloud, table));
    expect(kept.length).toBeGreaterThan(0);
  });

  test("without detection the spend stack goes on, and nothing of it is replaced", async () => {
    const ofSpend = (names: readonly string[]) =>
      names.filter((name) => name.includes("SmsPumpingSpend"));
    const before = ofSpend(await holders(cloud));
    const { outputs } = deployTree(emulator, CONFIG_FILE, { detection: false });
    expect(outputs).not.toHaveProperty("SmsPumpingDetection");
    expect(await stacksIn("us-east-1")).toMatchObject({
      SmsPumpingDetection: "CREATE_COMPLETE",
      SmsPumpingSpend: "UPDATE_COMPLETE",
    });
    expect(ofSpend(await holders(cloud))).toEqual(expect.arrayContaining([...before]));
  });

  test("the detection stack can then be deleted, and leaves its findings alone", async () => {
    await formation("us-east-1").send(new DeleteStackCommand({ StackName: "SmsPumpingDetection" }));
    const left = await eventually(
      () => stacksIn("us-east-1"),
      (stacks) => !("SmsPumpingDetection" in stacks),
    );
    expect(left).not.toHaveProperty("SmsPumpingDetection");
    const names = await holders(cloud);
    expect(names.filter((name) => name.includes("SmsPumpingDetection"))).toEqual([table]);
    expect(placesOf(await itemsOf(cloud, table))).toEqual(kept);
  });

  test("comes back around the findings of before, and finds more", async () => {
    importInto(emulator, "SmsPumpingDetection", CONFIG_FILE, { [TABLE]: { TableName: table } });
    const again = deployTree(emulator, CONFIG_FILE, {});
    expect(detectionOf(again, "FindingsTableName")).toBe(table);
    expect(await flood(again, "after")).toHaveLength(1);
    const places = placesOf(await itemsOf(cloud, table));
    expect(places).toEqual(expect.arrayContaining([...kept]));
    expect(places.length).toBeGreaterThan(kept.length);
  });
});
