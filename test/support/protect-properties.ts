import fc from "fast-check";
import { CAPABILITIES, ruleSteps, type AllowList } from "../../lambda/core/protect/country-rules";
import { OWNER, protectStack, type Course, type Mutation } from "./protect-stack";
import { SmsVoice } from "./sms-voice";

/** What somebody else does to the account. */
type Act = "sets another" | "removes the default" | "makes one";

type Op =
  | { readonly kind: "deploy"; readonly list: AllowList; readonly course: PlannedCourse }
  | { readonly kind: "delete"; readonly course: PlannedCourse }
  | { readonly kind: "act"; readonly act: Act };

interface PlannedCourse {
  readonly crashes: readonly { readonly call: number; readonly when: "before" | "after" }[];
  readonly acts: readonly { readonly call: number; readonly act: Act }[];
}

interface Case {
  readonly ops: readonly Op[];
  readonly lag: number;
}

/** What the cases have met, so that a test can tell that they meet enough. */
export interface ProtectCourse {
  crashes: number;
  refusals: number;
  adoptions: number;
  acts: number;
  deletions: number;
}

export const newProtectCourse = (): ProtectCourse => ({
  crashes: 0,
  refusals: 0,
  adoptions: 0,
  acts: 0,
  deletions: 0,
});

const acts = fc.constantFrom<Act>("sets another", "removes the default", "makes one");
/** A first deployment has about 30 calls, a deletion 6. */
const calls = fc.oneof(fc.nat(8), fc.nat(34));

const courses = fc.record({
  crashes: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(
        fc.record({ call: calls, when: fc.constantFrom("before" as const, "after" as const) }),
        { minLength: 1, maxLength: 3 },
      ),
    },
  ),
  acts: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(fc.record({ call: calls, act: acts }), { minLength: 1, maxLength: 2 }),
    },
  ),
});

const lists = fc.record({
  countries: fc.subarray(["US", "CA", "MX", "GB"], { minLength: 1 }),
  mode: fc.constantFrom("block" as const, "block" as const, "monitor" as const),
});

const cases: fc.Arbitrary<Case> = fc.record({
  lag: fc.constantFrom(0, 0, 1, 2),
  ops: fc.array(
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          kind: fc.constant("deploy" as const),
          list: lists,
          course: courses,
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant("delete" as const), course: courses }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("act" as const), act: acts }) },
    ),
    { minLength: 1, maxLength: 6 },
  ),
});

function perform(act: Act, aws: SmsVoice): void {
  if (act === "removes the default") aws.accountDefault = undefined;
  else {
    const id = aws.make({ Name: "somebody's" });
    if (act === "sets another") aws.accountDefault = id;
  }
}

const isOurs = (aws: SmsVoice, id: string | undefined): boolean =>
  aws.ownedBy(OWNER).some((own) => own.id === id);

const isQuiet = ({ crashes, acts: others }: PlannedCourse): boolean =>
  crashes.length === 0 && others.length === 0;

function planned({ crashes, acts: others }: PlannedCourse, aws: SmsVoice, met: ProtectCourse) {
  const meanwhile = others.map(
    ({ call, act }) =>
      [
        call,
        () => {
          met.acts++;
          perform(act, aws);
        },
      ] as const,
  );
  met.crashes += crashes.length;
  return { crashes, meanwhile: new Map(meanwhile) } satisfies Course;
}

/** What is allowed before and after must be allowed all the time. */
function watchAllowed(aws: SmsVoice, before: AllowList | undefined, after: AllowList): void {
  const both = after.countries.filter((code) => before?.countries.includes(code) ?? true);
  aws.onRules = (id, capability, rules) => {
    for (const code of both) {
      if (rules.get(code) !== "ALLOW" && before !== undefined) {
        throw new Error(`${id} ${capability}: ${code} is ${rules.get(code)} for a moment`);
      }
    }
  };
}

function checkLocked(aws: SmsVoice, list: AllowList): void {
  if (!isOurs(aws, aws.accountDefault)) throw new Error("told of success, and not the default");
  for (const capability of CAPABILITIES) {
    const left = ruleSteps(aws.rulesOf(aws.accountDefault!, capability), capability, list);
    if (left.length > 0) throw new Error(`told of success, and ${capability} is not as wanted`);
  }
}

/** One account and what CloudFormation believes of its stack. */
interface World {
  readonly aws: SmsVoice;
  readonly ask: ReturnType<typeof protectStack>["ask"];
  readonly met: ProtectCourse;
  /** The list of the last deployment that succeeded; undefined without a stack. */
  deployed: AllowList | undefined;
}

function checkNoneOfOurs({ aws }: World, after: string): void {
  if (isOurs(aws, aws.accountDefault)) throw new Error(`ours is left after ${after}`);
}

async function remove(world: World, { course }: Op & { readonly kind: "delete" }): Promise<void> {
  if (world.deployed === undefined) return;
  const answer = await world.ask("Delete", undefined, planned(course, world.aws, world.met));
  if (answer?.Status !== "SUCCESS") {
    if (isQuiet(course)) throw new Error("did not delete");
    return;
  }
  world.met.deletions++;
  world.deployed = undefined;
  checkNoneOfOurs(world, "the deletion");
}

/** What CloudFormation does when a deployment fails. */
async function rollBack(world: World): Promise<void> {
  world.met.refusals++;
  if (world.deployed !== undefined) {
    await world.ask("Update", world.deployed);
    return;
  }
  const answer = await world.ask("Delete", undefined);
  if (answer?.Status !== "SUCCESS") throw new Error("did not roll back");
  checkNoneOfOurs(world, "the rollback");
}

/** A request that nothing disturbs succeeds but beside somebody else's default. */
function checkQuiet(
  { aws, deployed }: World,
  { list }: { readonly list: AllowList },
  isFine: boolean,
  before: string | undefined,
): void {
  const wasForeign = before !== undefined && !isOurs(aws, before);
  if (deployed === undefined && isFine === wasForeign) {
    throw new Error(`a first deployment: ${String(isFine)}`);
  }
  if (isFine && !wasForeign) checkLocked(aws, list);
  if (!isFine && aws.accountDefault !== before) throw new Error("refused, and changed it");
}

async function deploy(world: World, op: Op & { readonly kind: "deploy" }): Promise<void> {
  const { aws, ask, met, deployed } = world;
  const before = aws.accountDefault;
  const owned = aws.ownedBy(OWNER).length;
  if (deployed === undefined && owned > 0) met.adoptions++;
  watchAllowed(aws, deployed, op.list);
  const type = deployed === undefined ? "Create" : "Update";
  const answer = await ask(type, op.list, planned(op.course, aws, met));
  aws.onRules = () => undefined;
  if (aws.ownedBy(OWNER).length > owned + 1) throw new Error("a repetition made another one");
  const isFine = answer?.Status === "SUCCESS";
  if (isQuiet(op.course)) checkQuiet(world, op, isFine, before);
  if (isFine) world.deployed = op.list;
  else await rollBack(world);
}

/** One account through everything that a case has in store. @throws Error that says what went wrong */
async function live({ ops, lag }: Case, met: ProtectCourse, mutation: Mutation): Promise<void> {
  const aws = new SmsVoice({ lag });
  const world: World = { aws, met, ask: protectStack(aws, mutation).ask, deployed: undefined };
  for (const op of ops) {
    if (op.kind === "act") perform(op.act, aws);
    else if (op.kind === "delete") await remove(world, op);
    else await deploy(world, op);
  }
  check(aws, lag);
}

function check(aws: SmsVoice, lag: number): void {
  const [harm] = aws.harms;
  if (harm !== undefined) throw new Error(`${harm.kind} somebody else's ${harm.id}`);
  for (const { id, tags } of aws.configurations.values()) {
    const isChanged = [...aws.rulesOf(id).values()].some((status) => status !== "ALLOW");
    if (tags.Name === "somebody's" && isChanged) throw new Error(`changed somebody else's ${id}`);
  }
  // With a lag a new request may not see what the one before it made.
  if (lag === 0 && aws.ownedBy(OWNER).length > 1) throw new Error("made a second configuration");
}

/** Deployments, deletions, rollbacks, crashes, repetitions, and somebody else in between. */
export const protectProperty = (met: ProtectCourse, mutation: Mutation = (service) => service) =>
  fc.asyncProperty(cases, (given) => live(given, met, mutation));
