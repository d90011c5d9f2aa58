import type { Capability, CountryRules, RuleStep } from "./country-rules";

/** A Protect configuration of the account and Region. */
export interface ProtectConfiguration {
  readonly id: string;
  readonly createdMs: number;
  /** Bears the tag of our stack. */
  readonly isOurs: boolean;
}

/**
 * AWS End User Messaging's Protect, in one account and Region. It has no compare-and-set: the last
 * call wins, and what was just written may not be read at once.
 */
export interface ProtectService {
  /** The id of the account's default; undefined where there is none. */
  readonly accountDefault: () => Promise<string | undefined>;
  readonly configurations: () => Promise<readonly ProtectConfiguration[]>;
  /** Undefined where AWS knows none of this id. */
  readonly configuration: (id: string) => Promise<ProtectConfiguration | undefined>;
  /** Makes one that bears our tag; the same token makes it once. Its countries are all allowed. */
  readonly create: (token: string) => Promise<ProtectConfiguration>;
  /** All countries that AWS knows, with their status. */
  readonly rules: (id: string, capability: Capability) => Promise<CountryRules>;
  /** Changes these countries only. */
  readonly update: (id: string, capability: Capability, step: RuleStep) => Promise<void>;
  /** Replaces whatever default there is. */
  readonly setAccountDefault: (id: string) => Promise<void>;
  /** Returns the id of what was the default; undefined where there was none. */
  readonly deleteAccountDefault: () => Promise<string | undefined>;
}

/** AWS refuses because the Region or account does not have this capability. */
export class CapabilityRefused extends Error {
  override readonly name = "CapabilityRefused";
}
