import {
  CreateProtectConfigurationCommand,
  DeleteAccountDefaultProtectConfigurationCommand,
  DescribeAccountAttributesCommand,
  DescribeProtectConfigurationsCommand,
  GetProtectConfigurationCountryRuleSetCommand,
  ListTagsForResourceCommand,
  SetAccountDefaultProtectConfigurationCommand,
  UpdateProtectConfigurationCountryRuleSetCommand,
  type PinpointSMSVoiceV2Client,
  type ProtectConfigurationInformation,
} from "@aws-sdk/client-pinpoint-sms-voice-v2";
import type { Capability } from "../../core/protect/country-rules";
import {
  CapabilityRefused,
  type ProtectConfiguration,
  type ProtectService,
} from "../../core/protect/protect-service";

/** The tag that makes a configuration ours. Its value is the stack's name. */
export const PROTECT_TAG = "sms-pumping-protect";

export interface ProtectSettings {
  /** The value of our tag. */
  readonly owner: string;
  /** Waits between two calls. */
  readonly pause: (ms: number) => Promise<void>;
}

/**
 * AWS takes one call of each of these a second:
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/quotas.html
 */
const PACE_MS = 1100;

/** How often a call is repeated that AWS refuses since it does not yet see what was just made. */
const ATTEMPTS = 5;

/** A new configuration, or its tag, which the role's policy asks for, may not be seen at once. */
const NOT_YET: readonly string[] = ["ResourceNotFoundException", "AccessDeniedException"];

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "");

type Run = <T>(call: () => Promise<T>) => Promise<T>;

function patient(paced: Run): Run {
  return async (call) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await paced(call);
      } catch (error) {
        if (attempt === ATTEMPTS || !NOT_YET.includes(nameOf(error))) throw error;
      }
    }
  };
}

/** What AWS has no rules for in this Region or account is refused as a wrong value. */
async function ofCapability<T>(capability: Capability, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (nameOf(error) !== "ValidationException") throw error;
    throw new CapabilityRefused(`AWS refuses rules for ${capability}: ${(error as Error).message}`);
  }
}

/** All pages of a list. */
async function pagesOf<Page extends { readonly NextToken?: string | undefined }>(
  read: (token: { readonly NextToken?: string }) => Promise<Page>,
): Promise<readonly Page[]> {
  const pages: Page[] = [];
  let token: string | undefined;
  do {
    const page = await read(token === undefined ? {} : { NextToken: token });
    pages.push(page);
    token = page.NextToken;
  } while (token !== undefined);
  return pages;
}

const DEFAULT = "DEFAULT_PROTECT_CONFIGURATION_ID";

/** Configurations, each with whether it bears our tag. */
function described(client: PinpointSMSVoiceV2Client, owner: string, paced: Run) {
  const known = async ({
    ProtectConfigurationArn: ResourceArn,
    ProtectConfigurationId: id = "",
    CreatedTimestamp,
  }: ProtectConfigurationInformation): Promise<ProtectConfiguration> => {
    const { Tags = [] } = await paced(() =>
      client.send(new ListTagsForResourceCommand({ ResourceArn })),
    );
    const isOurs = Tags.some(({ Key, Value }) => Key === PROTECT_TAG && Value === owner);
    return { id, createdMs: CreatedTimestamp?.getTime() ?? 0, isOurs };
  };
  return async (input: { readonly ProtectConfigurationIds?: string[] }) => {
    const pages = await pagesOf((token) =>
      paced(() => client.send(new DescribeProtectConfigurationsCommand({ ...input, ...token }))),
    );
    const all: ProtectConfiguration[] = [];
    for (const { ProtectConfigurations = [] } of pages) {
      for (const each of ProtectConfigurations) all.push(await known(each));
    }
    return all;
  };
}

function reads(client: PinpointSMSVoiceV2Client, owner: string, paced: Run) {
  const describe = described(client, owner, paced);
  return {
    accountDefault: async () => {
      const pages = await pagesOf((token) =>
        paced(() => client.send(new DescribeAccountAttributesCommand(token))),
      );
      const attributes = pages.flatMap(({ AccountAttributes = [] }) => AccountAttributes);
      const value = attributes.find(({ Name }) => Name === DEFAULT)?.Value;
      return value === "" ? undefined : value;
    },
    configurations: () => describe({}),
    configuration: async (id: string) => {
      try {
        return (await describe({ ProtectConfigurationIds: [id] }))[0];
      } catch (error) {
        if (nameOf(error) === "ResourceNotFoundException") return undefined;
        throw error;
      }
    },
  } satisfies Partial<ProtectService>;
}

function ruleCalls(client: PinpointSMSVoiceV2Client, patiently: Run) {
  return {
    rules: (id, capability) =>
      ofCapability(capability, async () => {
        const { CountryRuleSet = {} } = await patiently(() =>
          client.send(
            new GetProtectConfigurationCountryRuleSetCommand({
              ProtectConfigurationId: id,
              NumberCapability: capability,
            }),
          ),
        );
        const rules = Object.entries(CountryRuleSet);
        return new Map(rules.map(([code, { ProtectStatus }]) => [code, ProtectStatus ?? ""]));
      }),
    update: (id, capability, { countries, status }) =>
      ofCapability(capability, async () => {
        const updates = countries.map((code) => [code, { ProtectStatus: status }] as const);
        await patiently(() =>
          client.send(
            new UpdateProtectConfigurationCountryRuleSetCommand({
              ProtectConfigurationId: id,
              NumberCapability: capability,
              CountryRuleSetUpdates: Object.fromEntries(updates),
            }),
          ),
        );
      }),
  } satisfies Partial<ProtectService>;
}

function defaultCalls(client: PinpointSMSVoiceV2Client, paced: Run) {
  const patiently = patient(paced);
  return {
    setAccountDefault: async (id) => {
      await patiently(() =>
        client.send(
          new SetAccountDefaultProtectConfigurationCommand({ ProtectConfigurationId: id }),
        ),
      );
    },
    deleteAccountDefault: async () => {
      try {
        const answer = await paced(() =>
          client.send(new DeleteAccountDefaultProtectConfigurationCommand({})),
        );
        return answer.DefaultProtectConfigurationId;
      } catch (error) {
        if (nameOf(error) === "ResourceNotFoundException") return undefined;
        throw error;
      }
    },
  } satisfies Partial<ProtectService>;
}

/** The account's Protect in the client's Region, a call a second. */
export function protectService(
  client: PinpointSMSVoiceV2Client,
  { owner, pause }: ProtectSettings,
): ProtectService {
  const paced: Run = async (call) => {
    await pause(PACE_MS);
    return call();
  };
  const Tags = [
    { Key: "Name", Value: `${owner}: allowed countries` },
    { Key: PROTECT_TAG, Value: owner },
  ];
  return {
    ...reads(client, owner, paced),
    ...ruleCalls(client, patient(paced)),
    ...defaultCalls(client, paced),
    create: async (token) => {
      const { ProtectConfigurationId: id = "", CreatedTimestamp } = await paced(() =>
        client.send(new CreateProtectConfigurationCommand({ ClientToken: token, Tags })),
      );
      return { id, createdMs: CreatedTimestamp?.getTime() ?? 0, isOurs: true };
    },
  };
}
