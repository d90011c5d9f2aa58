import type { Config } from "../../../core/model/config";
import { failed, isKnown, type Fact, type NotKnown } from "../../../core/health/fact";
import type {
  Addresses,
  AlarmFacts,
  ElasticFacts,
  Facts,
  HealthAudience,
  StackFacts,
  TopicFacts,
} from "../../../core/health/facts";
import type { AllowList } from "../../../core/protect/country-rules";
import { factOf, firstFact } from "./ask";
import { isStanding } from "../../../core/health/checks/stack";
import { readCountries } from "./countries";
import type { HealthClients, RegionClients } from "./clients";
import { readFirstSeen, readLimits, readNewest, readShares, readSpent } from "./figures";
import { readPools } from "./pools";
import { readAlarms, readRules, readStack, readTopic } from "./stack";
import { readHistory, readTrails, type HistoryClock } from "./trails";

export interface GatherSpec extends HistoryClock {
  readonly region: string;
  readonly version: string;
  readonly config: Config;
  readonly isConfigGiven: boolean;
  readonly addresses: Addresses | undefined;
  /** Names of the stacks. */
  readonly detection: string;
  readonly spend: string;
  readonly protect: string;
  /** Countries that may be texted, where the configuration locks them. */
  readonly countries: AllowList | undefined;
  /** Other Regions that send texts. */
  readonly otherRegions: readonly string[];
  readonly elasticProblems?: ElasticFacts["problems"];
}

export interface GatherDeps {
  readonly home: HealthClients;
  readonly inRegion: (region: string) => RegionClients;
}

const NO_STACK = failed("there is no stack");

/** Outputs of either stack that hold a topic, by whom it reaches. */
const TOPICS: Readonly<Record<HealthAudience, readonly ("detection" | "spend")[]>> = {
  "on-call": ["detection", "spend"],
  "cost-owner": ["spend"],
  pipeline: ["detection"],
  drills: ["detection"],
};

const OUTPUT: Readonly<Record<HealthAudience, string>> = {
  "on-call": "OnCallTopicArn",
  "cost-owner": "CostOwnerTopicArn",
  pipeline: "PipelineTopicArn",
  drills: "DrillsTopicArn",
};

type StackFact = Fact<StackFacts | undefined>;
type Stacks = Readonly<Record<"detection" | "spend", StackFact>>;

async function topicsOf(
  { home }: GatherDeps,
  stacks: Stacks,
  audience: HealthAudience,
): Promise<Fact<readonly TopicFacts[]>> {
  const found: StackFacts[] = [];
  for (const each of TOPICS[audience]) {
    const stack = stacks[each];
    if (!isKnown(stack)) return stack;
    if (stack.value !== undefined) found.push(stack.value);
  }
  return factOf(async () => {
    const topics: TopicFacts[] = [];
    for (const { name, outputs } of found) {
      const arn = outputs[OUTPUT[audience]];
      if (arn !== undefined) topics.push(await readTopic(home.sns, name, arn));
    }
    return topics;
  });
}

/** What is read of a stack; of one that is not there nothing is known. */
function ofStack<T>(stack: StackFact, read: (stack: StackFacts) => Promise<T>): Promise<Fact<T>> {
  if (!isKnown(stack)) return Promise.resolve(stack);
  const { value } = stack;
  return value === undefined ? Promise.resolve(NO_STACK) : factOf(() => read(value));
}

const TABLE_MISSING: NotKnown = failed("the stack names no state table");

async function learned(
  { home }: GatherDeps,
  { nowMs }: GatherSpec,
  stack: StackFact,
  pools: Facts["pools"],
): Promise<Pick<Facts, "firstSeen" | "shares">> {
  if (!isKnown(stack)) return { firstSeen: stack, shares: stack };
  if (stack.value === undefined) return { firstSeen: NO_STACK, shares: NO_STACK };
  const { id, outputs } = stack.value;
  const table = outputs.StateTableName;
  if (table === undefined) return { firstSeen: TABLE_MISSING, shares: TABLE_MISSING };
  const account = id.split(":")[4] ?? "";
  return {
    firstSeen: await factOf(() => readFirstSeen(home.dynamo, table, account)),
    shares: isKnown(pools)
      ? await factOf(() => readShares(home.dynamo, table, { account, nowMs }, pools.value))
      : pools,
  };
}

/** What each Region has an own of. */
async function ofEachRegion(clients: RegionClients, spec: GatherSpec, region: string) {
  const { countries: list, protect: stack, pause } = spec;
  return {
    trails: await factOf(() => readTrails(clients.cloudTrail)),
    protect: await factOf(() => readCountries(clients, { stack, region, list, pause })),
  };
}

async function perRegion(
  deps: GatherDeps,
  spec: GatherSpec,
): Promise<Pick<Facts, "trails" | "protect" | "otherRegions">> {
  const { region, otherRegions, detection } = spec;
  const home = await ofEachRegion(deps.home, spec, region);
  const trails: Record<string, Facts["trails"][string]> = { [region]: home.trails };
  const protect: Record<string, Facts["protect"][string]> = { [region]: home.protect };
  const others: Record<string, Fact<boolean>> = {};
  for (const other of otherRegions.filter((each) => each !== region)) {
    const clients = deps.inRegion(other);
    const ofIt = await ofEachRegion(clients, spec, other);
    trails[other] = ofIt.trails;
    protect[other] = ofIt.protect;
    others[other] = await factOf(async () =>
      isStanding(await readStack(clients.cloudFormation, detection)),
    );
  }
  return { trails, protect, otherRegions: others };
}

const readAllAlarms = async (
  { home }: GatherDeps,
  { detection, spend }: GatherSpec,
): Promise<readonly AlarmFacts[]> => [
  ...(await readAlarms(home.cloudWatch, detection)),
  ...(await readAlarms(home.cloudWatch, spend)),
];

async function audiencesOf(deps: GatherDeps, stacks: Stacks): Promise<Facts["audiences"]> {
  return {
    "on-call": await topicsOf(deps, stacks, "on-call"),
    "cost-owner": await topicsOf(deps, stacks, "cost-owner"),
    pipeline: await topicsOf(deps, stacks, "pipeline"),
    drills: await topicsOf(deps, stacks, "drills"),
  };
}

/** What is asked of the Region, whether or not a stack is there. */
async function ofRegion({ home }: GatherDeps, spec: GatherSpec) {
  const { nowMs } = spec;
  return {
    newest: await factOf(() => readNewest(home.cloudWatch, nowMs)),
    history: await factOf(() => readHistory(home.cloudTrail, spec)),
    limits: await factOf(() => readLimits(home.sns, home.smsVoice)),
    spentUsd: await factOf(() => readSpent(home.cloudWatch, nowMs)),
  };
}

/**
 * Asks AWS for all that the checks look at, one call after the other: nothing of it is urgent, and
 * whoever is attacked needs the account's rates for other things. Only reads.
 *
 * @throws where AWS cannot be reached, or the credentials are wrong
 */
export async function gatherFacts(deps: GatherDeps, spec: GatherSpec): Promise<Facts> {
  const { home } = deps;
  const { nowMs, region, version, config, isConfigGiven, addresses } = spec;
  const detection = await firstFact(() => readStack(home.cloudFormation, spec.detection));
  const spend = await factOf(() => readStack(home.cloudFormation, spec.spend));
  const pools = await factOf(() => readPools(home.cognito, home.waf));
  return {
    nowMs,
    region,
    version,
    config,
    isConfigGiven,
    addresses,
    stack: detection,
    ...(await perRegion(deps, spec)),
    ...(await ofRegion(deps, spec)),
    rules: await ofStack(detection, ({ name }) =>
      readRules(home.cloudFormation, home.events, name),
    ),
    audiences: await audiencesOf(deps, { detection, spend }),
    ...(await learned(deps, spec, detection, pools)),
    pools,
    alarms: await factOf(() => readAllAlarms(deps, spec)),
    elastic: {
      isForwarded: await ofStack(detection, ({ outputs }) =>
        Promise.resolve(outputs.ForwardFunctionName !== undefined),
      ),
      problems: spec.elasticProblems,
    },
  };
}
