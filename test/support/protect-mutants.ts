import type { Mutation } from "./protect-stack";

/** Reads the default once and trusts it for the rest of the request. */
export const trustsItsFirstReading: Mutation = (service) => {
  let first: Promise<string | undefined> | undefined;
  let isSet = false;
  return {
    ...service,
    accountDefault: () => (isSet ? service.accountDefault() : (first ??= service.accountDefault())),
    setAccountDefault: async (id) => {
      isSet = true;
      await service.setAccountDefault(id);
    },
    deleteAccountDefault: async () => {
      isSet = true;
      return service.deleteAccountDefault();
    },
  };
};

/** Takes whatever is the default for its own. */
export const doesNotLookAtTags: Mutation = (service) => ({
  ...service,
  configuration: async (id) => {
    const found = await service.configuration(id);
    return found && { ...found, isOurs: true };
  },
});

/** Never looks for what an earlier deployment has kept. */
export const makesOneEachTime: Mutation = (service) => ({
  ...service,
  configurations: () => Promise.resolve([]),
});

/** A repetition makes another configuration, where the list does not show the first yet. */
export const forgetsTheToken = (): Mutation => {
  let made = 0;
  return (service) => ({ ...service, create: (token) => service.create(`${token}-${++made}`) });
};

/** Blocks every country, and lets the allowed ones through again. */
export const blocksBeforeItAllows: Mutation = (service) => ({
  ...service,
  update: async (id, capability, step) => {
    if (step.status === "BLOCK") {
      const rules = await service.rules(id, capability);
      const allowed = [...rules].filter(
        ([code, status]) => status === "ALLOW" && !step.countries.includes(code),
      );
      await service.update(id, capability, { status: "BLOCK", countries: [...rules.keys()] });
      const countries = allowed.map(([code]) => code);
      await service.update(id, capability, { status: "ALLOW", countries });
      return;
    }
    await service.update(id, capability, step);
  },
});

/** Sees no default where there is one, and so replaces it. */
export const seesNoDefault: Mutation = (service) => ({
  ...service,
  accountDefault: () => Promise.resolve(undefined),
});

/** Leaves the default in place when the stack goes. */
export const removesNothing: Mutation = (service) => ({
  ...service,
  deleteAccountDefault: () => Promise.resolve(undefined),
});

/** Changes countries of a kind of messages that nobody checks. */
export const forgetsCalls: Mutation = (service) => ({
  ...service,
  rules: async (id, capability) =>
    capability === "VOICE"
      ? new Map(
          [...(await service.rules(id, capability)).keys()].map((code) => [
            code,
            code === "US" ? "ALLOW" : "BLOCK",
          ]),
        )
      : service.rules(id, capability),
});
