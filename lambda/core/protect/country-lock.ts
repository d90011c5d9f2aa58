import {
  CAPABILITIES,
  ruleSteps,
  unknownCountries,
  type AllowList,
  type Capability,
} from "./country-rules";
import {
  CapabilityRefused,
  type ProtectConfiguration,
  type ProtectService,
} from "./protect-service";

/** What stands after the countries were locked. */
export interface Locked {
  readonly id: string;
  readonly covered: readonly Capability[];
  /** False where a default of somebody else's was left in place. */
  readonly isDefault: boolean;
  /** Allowed countries that AWS has no rule for. */
  readonly unknown: readonly string[];
}

/** How often something that was just written is read until it shows. */
const READS = 5;
/** How often rules are changed until they are as wanted. */
const ROUNDS = 3;

/** Reads until the answer is good, or it has been read often enough: AWS shows changes late. */
async function readUntil<T>(read: () => Promise<T>, isGood: (answer: T) => boolean): Promise<T> {
  let answer = await read();
  for (let reads = 1; reads < READS && !isGood(answer); reads++) answer = await read();
  return answer;
}

const isKnown = (answer: unknown): boolean => answer !== undefined;

async function isOurs(id: string, service: ProtectService): Promise<boolean> {
  const found = await readUntil(() => service.configuration(id), isKnown);
  return found?.isOurs === true;
}

const refusal = (id: string): Error =>
  new Error(
    `the account's default Protect configuration is ${id}, which this stack did not make, and AWS would replace it silently. Either keep it: put the countries into it, and remove allowedCountries from the configuration. Or give it up: aws pinpoint-sms-voice-v2 delete-account-default-protect-configuration, then deploy again`,
  );

/** One that an earlier deployment made and kept: the default, else the oldest. */
async function keptConfiguration(
  service: ProtectService,
  current: string | undefined,
): Promise<ProtectConfiguration | undefined> {
  const ours = (await service.configurations()).filter(({ isOurs }) => isOurs);
  const byAge = ours.toSorted((a, b) => a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1));
  return byAge.find(({ id }) => id === current) ?? byAge[0];
}

/**
 * Brings the countries of one kind of messages to where they are wanted.
 *
 * @throws Error where AWS names no country to hold up: that would pass for a lock
 */
async function lockCapability(
  id: string,
  capability: Capability,
  list: AllowList,
  service: ProtectService,
): Promise<readonly string[]> {
  const rules = await service.rules(id, capability);
  if ([...rules.keys()].every((code) => list.countries.includes(code))) {
    throw new Error(
      `AWS names ${rules.size} countries for ${capability} in ${id}, none besides those allowed: nothing would be locked. Deploy again; if that does not help, ask AWS Support`,
    );
  }
  const stepsLeft = async () => ruleSteps(await service.rules(id, capability), capability, list);
  let left = ruleSteps(rules, capability, list);
  // What was read first may be older than what an interrupted deployment has changed.
  for (let round = 0; round < ROUNDS && left.length > 0; round++) {
    for (const each of left) await service.update(id, capability, each);
    left = await readUntil(stepsLeft, (steps) => steps.length === 0);
  }
  const [step] = left;
  if (step !== undefined) {
    throw new Error(
      `${step.countries.join(", ")}: ${capability} rules of ${id} are still not ${step.status}; somebody may be changing them. Deploy again`,
    );
  }
  return unknownCountries(rules, list);
}

/** Whether every set of rules is as wanted already. */
async function isLocked(id: string, list: AllowList, service: ProtectService): Promise<boolean> {
  for (const capability of CAPABILITIES) {
    const rules = await rulesIfAny(id, capability, service);
    if (rules !== undefined && ruleSteps(rules, capability, list).length > 0) return false;
  }
  return true;
}

async function rulesIfAny(id: string, capability: Capability, service: ProtectService) {
  try {
    return await service.rules(id, capability);
  } catch (error) {
    if (error instanceof CapabilityRefused && capability !== "SMS") return undefined;
    throw error;
  }
}

async function lockRules(
  id: string,
  list: AllowList,
  service: ProtectService,
): Promise<Pick<Locked, "covered" | "unknown">> {
  const covered: Capability[] = [];
  let unknown: readonly string[] = [];
  for (const capability of CAPABILITIES) {
    try {
      const left = await lockCapability(id, capability, list, service);
      if (capability === "SMS") unknown = left;
      covered.push(capability);
    } catch (error) {
      // A Region without voice or MMS still sends texts.
      if (capability === "SMS" || !(error instanceof CapabilityRefused)) throw error;
    }
  }
  return { covered, unknown };
}

/**
 * Makes ours the account's default. AWS has no compare-and-set, so it is read right before and
 * after: what somebody sets between the first reading and our call is replaced and cannot be seen.
 */
async function makeDefault(id: string, service: ProtectService): Promise<void> {
  const before = await service.accountDefault();
  if (before === id) return;
  if (before !== undefined) throw refusal(before);
  await service.setAccountDefault(id);
  const after = await readUntil(service.accountDefault, isKnown);
  if (after === id) return;
  if (after !== undefined) throw refusal(after);
  throw new Error(
    `AWS took ${id} as the account's default Protect configuration and does not show it. Deploy again`,
  );
}

/**
 * Sets the countries and makes the configuration the account's default. Safe to repeat.
 *
 * @param token the same for each repetition of one request
 * @param isUpdate whether the stack has been deployed before. With nothing to change such a request
 *   succeeds beside a default of somebody else's: it is how CloudFormation rolls a refused one back.
 * @throws Error before anything is changed where somebody else's default is in place
 */
export async function lockCountries(
  list: AllowList,
  { token, isUpdate }: { readonly token: string; readonly isUpdate: boolean },
  service: ProtectService,
): Promise<Locked> {
  const current = await service.accountDefault();
  const kept = await keptConfiguration(service, current);
  if (current !== undefined && !(await isOurs(current, service))) {
    if (!isUpdate || kept === undefined || !(await isLocked(kept.id, list, service))) {
      throw refusal(current);
    }
    return { id: kept.id, covered: [], isDefault: false, unknown: [] };
  }
  const { id } = kept ?? (await service.create(token));
  const locked = await lockRules(id, list, service);
  await makeDefault(id, service);
  return { id, ...locked, isDefault: true };
}

/** What became of the account's default when the stack was deleted. */
export type Unlocked =
  | { readonly kind: "removed"; readonly id: string }
  | { readonly kind: "left"; readonly id: string }
  | { readonly kind: "none" };

/**
 * Takes ours away as the account's default. The configuration itself stays, and so does a default
 * that does not bear our tag. Safe to repeat.
 *
 * @throws Error where somebody else's default was hit after all, with the command that sets it again
 */
export async function unlockCountries(service: ProtectService): Promise<Unlocked> {
  const id = await readUntil(service.accountDefault, isKnown);
  if (id === undefined) return { kind: "none" };
  if (!(await isOurs(id, service))) return { kind: "left", id };
  // Read once more right before: meanwhile somebody may have set another one.
  const now = await service.accountDefault();
  if (now !== id) return now === undefined ? { kind: "none" } : { kind: "left", id: now };
  const removed = await service.deleteAccountDefault();
  if (removed !== undefined && removed !== id) {
    throw new Error(
      `somebody made ${removed} the account's default Protect configuration at this moment, and it was removed in place of ${id}. Set it again: aws pinpoint-sms-voice-v2 set-account-default-protect-configuration --protect-configuration-id ${removed}`,
    );
  }
  const after = await readUntil(service.accountDefault, (now) => now !== id);
  if (after === id) {
    throw new Error(
      `AWS still shows ${id} as the account's default Protect configuration. Delete the stack again`,
    );
  }
  return { kind: "removed", id };
}
