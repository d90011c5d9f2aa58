import {
  CreateProtectConfigurationCommand,
  DeleteAccountDefaultProtectConfigurationCommand,
  DeleteProtectConfigurationCommand,
  DescribeAccountAttributesCommand,
  DescribeProtectConfigurationsCommand,
  GetProtectConfigurationCountryRuleSetCommand,
  ListTagsForResourceCommand,
  SetAccountDefaultProtectConfigurationCommand,
  UpdateProtectConfigurationCountryRuleSetCommand,
  type PinpointSMSVoiceV2Client,
} from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { COUNTRIES } from "../../lambda/core/model/country";
import { CAPABILITIES } from "../../lambda/core/protect/country-rules";

/** A refusal as the SDK throws it. */
const refused = (name: string, message: string, Reason?: string): Error =>
  Object.assign(new Error(message), { name, ...(Reason !== undefined && { Reason }) });

interface Stored {
  readonly id: string;
  readonly createdMs: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly isProtected: boolean;
  readonly rules: Readonly<Record<string, Map<string, string>>>;
  /** How many more readings do not see it yet. */
  hiddenFor: number;
}

/** What tells a test that a promise was broken. */
export interface Harm {
  readonly kind: "replaced" | "removed";
  readonly id: string;
}

export interface SmsVoiceOptions {
  /** Calls by which a new configuration, its tag and changed rules show late. @default 0 */
  readonly lag?: number;
  /** Kinds of messages that this Region has no rules for. */
  readonly without?: readonly string[];
  /** Countries that AWS lacks. @default those without telephones of their own */
  readonly unknown?: readonly string[];
  readonly most?: number;
  readonly pageSize?: number;
  /** By name: calls that the policy denies. */
  readonly denied?: readonly string[];
}

type Input = Readonly<Record<string, unknown>>;

const STATUSES = ["ALLOW", "BLOCK", "MONITOR", "FILTER"];
const NO_TELEPHONES = ["AQ", "BV", "HM", "TF", "UM"];
const ARN = "arn:aws:sms-voice:us-east-1:111122223333:protect-configuration/";

/**
 * A stand-in for AWS End User Messaging's Protect: one account and Region, a clock that only pauses
 * move, and AWS's traps. `SetAccountDefault…` replaces silently; an update changes the countries
 * that it names and refuses all for one code that it does not know; each operation takes one call a
 * second; what was made or changed shows late.
 */
export class SmsVoice {
  nowMs = Date.parse("2026-11-27T10:00:00Z");
  accountDefault: string | undefined;
  readonly configurations = new Map<string, Stored>();
  readonly calls: { readonly name: string; readonly input: Input }[] = [];
  readonly harms: Harm[] = [];
  /** Called before each call of a client, for another actor or a crash. */
  before: (name: string, index: number) => void = () => undefined;
  /** Called after a call has had its effect, and before its answer arrives. */
  after: (name: string, index: number) => void = () => undefined;
  /** Called after each change of rules. */
  onRules: (id: string, capability: string, rules: ReadonlyMap<string, string>) => void = () =>
    undefined;

  readonly #options: SmsVoiceOptions;
  readonly #countries: readonly string[];
  readonly #byToken = new Map<string, string>();
  readonly #lastMs = new Map<string, number>();
  /** Rules as they are still shown. */
  readonly #stale = new Map<string, { readonly rules: Map<string, string>; left: number }>();
  #made = 0;

  constructor(options: SmsVoiceOptions = {}) {
    this.#options = options;
    const unknown = options.unknown ?? NO_TELEPHONES;
    this.#countries = [...COUNTRIES].filter((code) => !unknown.includes(code));
  }

  readonly pause = (ms: number): Promise<void> => {
    this.nowMs += ms;
    return Promise.resolve();
  };

  /** What our role may change: `aws:ResourceTag` of its policy. */
  ownedBy(owner: string) {
    return [...this.configurations.values()].filter(
      ({ tags }) => tags["sms-pumping-protect"] === owner,
    );
  }

  /** Another actor makes a configuration; it shows at once. */
  make(tags: Readonly<Record<string, string>> = {}, isProtected = false): string {
    const id = `protect-${String(++this.#made).padStart(32, "0")}`;
    const rules = Object.fromEntries(
      CAPABILITIES.map((capability) => [
        capability,
        new Map(this.#countries.map((code) => [code, "ALLOW"])),
      ]),
    );
    const stored = { id, createdMs: this.nowMs, tags, isProtected, rules, hiddenFor: 0 };
    this.configurations.set(id, stored);
    return id;
  }

  rulesOf(id: string, capability = "SMS"): Map<string, string> {
    return this.configurations.get(id)!.rules[capability]!;
  }

  /** The SDK's client, whose calls come from a role that owns what bears this tag's value. */
  client(owner: string): PinpointSMSVoiceV2Client {
    const send = (command: { readonly input: Input }): Promise<object> =>
      Promise.resolve().then(() => {
        const name = command.constructor.name.replace(/Command$/, "");
        const index = this.calls.length;
        this.calls.push({ name, input: command.input });
        this.before(name, index);
        this.#check(name);
        const answer = this.#answer(command, owner);
        this.after(name, index);
        return answer;
      });
    return { send } as unknown as PinpointSMSVoiceV2Client;
  }

  #check(name: string): void {
    const last = this.#lastMs.get(name) ?? -Infinity;
    if (this.nowMs - last < 1000) throw refused("ThrottlingException", "Rate exceeded");
    this.#lastMs.set(name, this.nowMs);
    if (this.#options.denied?.includes(name) === true) {
      throw refused("AccessDeniedException", `not authorized to perform: sms-voice:${name}`);
    }
  }

  #answer(command: { readonly input: Input }, owner: string): object {
    if (command instanceof CreateProtectConfigurationCommand) return this.#create(command.input);
    if (command instanceof DescribeAccountAttributesCommand) return this.#attributes(command.input);
    if (command instanceof DescribeProtectConfigurationsCommand)
      return this.#describe(command.input);
    if (command instanceof ListTagsForResourceCommand) return this.#tags(command.input);
    if (command instanceof GetProtectConfigurationCountryRuleSetCommand)
      return this.#rules(command.input);
    if (command instanceof UpdateProtectConfigurationCountryRuleSetCommand)
      return this.#update(command.input, owner);
    if (command instanceof SetAccountDefaultProtectConfigurationCommand)
      return this.#setDefault(command.input, owner);
    if (command instanceof DeleteAccountDefaultProtectConfigurationCommand)
      return this.#deleteDefault(owner);
    if (command instanceof DeleteProtectConfigurationCommand) return this.#delete(command.input);
    throw new Error(`the stand-in does not know ${command.constructor.name}`);
  }

  #isHidden(stored: Stored): boolean {
    if (stored.hiddenFor === 0) return false;
    stored.hiddenFor -= 1;
    return true;
  }

  #seen(id: unknown): Stored {
    const stored = this.configurations.get(String(id));
    if (stored === undefined || this.#isHidden(stored)) {
      throw refused("ResourceNotFoundException", `${String(id)} was not found`);
    }
    return stored;
  }

  #owned(id: unknown, owner: string): Stored {
    const stored = this.#seen(id);
    if (stored.tags["sms-pumping-protect"] !== owner) {
      throw refused("AccessDeniedException", "not authorized: aws:ResourceTag");
    }
    return stored;
  }

  #create({ ClientToken, Tags = [], DeletionProtectionEnabled }: Input): object {
    const known = this.#byToken.get(String(ClientToken));
    if (known === undefined) {
      const most = this.#options.most ?? 25;
      if (this.configurations.size >= most) {
        throw refused(
          "ServiceQuotaExceededException",
          `${most} protect configurations are in use`,
          "PROTECT_CONFIGURATIONS_PER_ACCOUNT",
        );
      }
      const tags = (Tags as readonly { Key: string; Value: string }[]).map(
        ({ Key, Value }) => [Key, Value] as const,
      );
      const id = this.make(Object.fromEntries(tags), DeletionProtectionEnabled === true);
      this.configurations.get(id)!.hiddenFor = this.#options.lag ?? 0;
      this.#byToken.set(String(ClientToken), id);
    }
    const id = this.#byToken.get(String(ClientToken))!;
    return { ProtectConfigurationId: id, CreatedTimestamp: new Date(this.nowMs) };
  }

  #attributes({ NextToken }: Input): object {
    if (NextToken === undefined) {
      return {
        AccountAttributes: [{ Name: "ACCOUNT_TIER", Value: "PRODUCTION" }],
        NextToken: "rest",
      };
    }
    const Name = "DEFAULT_PROTECT_CONFIGURATION_ID";
    return this.accountDefault === undefined
      ? { AccountAttributes: [] }
      : { AccountAttributes: [{ Name, Value: this.accountDefault }] };
  }

  #describe({ ProtectConfigurationIds: ids, NextToken = "0" }: Input): object {
    const all = Array.isArray(ids)
      ? ids.map((id) => this.#seen(id))
      : [...this.configurations.values()].filter((stored) => !this.#isHidden(stored));
    const from = Number(NextToken);
    const size = this.#options.pageSize ?? 10;
    return {
      ProtectConfigurations: all.slice(from, from + size).map(({ id, createdMs, isProtected }) => ({
        ProtectConfigurationArn: `${ARN}${id}`,
        ProtectConfigurationId: id,
        CreatedTimestamp: new Date(createdMs),
        AccountDefault: id === this.accountDefault,
        DeletionProtectionEnabled: isProtected,
      })),
      ...(from + size < all.length && { NextToken: String(from + size) }),
    };
  }

  #tags({ ResourceArn }: Input): object {
    const { tags } = this.#seen(String(ResourceArn).slice(ARN.length));
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  }

  #capability({ NumberCapability }: Input): string {
    const capability = String(NumberCapability);
    if (this.#options.without?.includes(capability) === true) {
      throw refused("ValidationException", `${capability} is not supported in this Region`);
    }
    return capability;
  }

  #rules(input: Input): object {
    const capability = this.#capability(input);
    const { id, rules } = this.#seen(input.ProtectConfigurationId);
    const stale = this.#stale.get(`${id} ${capability}`);
    const isStale = stale !== undefined && stale.left > 0;
    if (isStale) stale.left -= 1;
    const shown = isStale ? stale.rules : rules[capability]!;
    const CountryRuleSet = Object.fromEntries(
      [...shown].map(([code, ProtectStatus]) => [code, { ProtectStatus }]),
    );
    return { ProtectConfigurationId: id, NumberCapability: capability, CountryRuleSet };
  }

  #update(input: Input, owner: string): object {
    const capability = this.#capability(input);
    const { id, rules } = this.#owned(input.ProtectConfigurationId, owner);
    const set = rules[capability]!;
    const updates = Object.entries(
      input.CountryRuleSetUpdates as Readonly<Record<string, { ProtectStatus: string }>>,
    );
    for (const [code, { ProtectStatus }] of updates) {
      if (!set.has(code)) throw refused("ValidationException", `${code} is not supported`);
      if (!STATUSES.includes(ProtectStatus)) throw refused("ValidationException", ProtectStatus);
      if (ProtectStatus === "MONITOR" && capability !== "SMS") {
        throw refused("ValidationException", `${capability} knows no ${ProtectStatus}`);
      }
    }
    const lag = this.#options.lag ?? 0;
    this.#stale.set(`${id} ${capability}`, { rules: new Map(set), left: lag });
    for (const [code, { ProtectStatus }] of updates) set.set(code, ProtectStatus);
    this.onRules(id, capability, set);
    return this.#rules(input);
  }

  #isForeign(id: string | undefined, owner: string): id is string {
    return id !== undefined && this.configurations.get(id)?.tags["sms-pumping-protect"] !== owner;
  }

  #setDefault({ ProtectConfigurationId }: Input, owner: string): object {
    const { id } = this.#owned(ProtectConfigurationId, owner);
    if (this.#isForeign(this.accountDefault, owner)) {
      this.harms.push({ kind: "replaced", id: this.accountDefault });
    }
    this.accountDefault = id;
    return { DefaultProtectConfigurationId: id };
  }

  #deleteDefault(owner: string): object {
    const id = this.accountDefault;
    if (id === undefined) throw refused("ResourceNotFoundException", "there is no default");
    if (this.#isForeign(id, owner)) this.harms.push({ kind: "removed", id });
    this.accountDefault = undefined;
    return { DefaultProtectConfigurationId: id };
  }

  #delete({ ProtectConfigurationId }: Input): object {
    const { id, isProtected } = this.#seen(ProtectConfigurationId);
    if (isProtected) {
      throw refused("ConflictException", `${id} is protected`, "DELETION_PROTECTION_ENABLED");
    }
    if (id === this.accountDefault) {
      throw refused(
        "ConflictException",
        `${id} is the account default`,
        "PROTECT_CONFIGURATION_IS_ACCOUNT_DEFAULT",
      );
    }
    this.configurations.delete(id);
    return { ProtectConfigurationId: id };
  }
}
