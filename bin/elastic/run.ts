import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { profileRules, type Profile } from "../../elastic/profiles";
import { transport } from "../../lambda/adapters/http";
import { ConfigError } from "../../lambda/core/model/config";
import { INDEX_TEMPLATE_NAME, indexTemplate } from "../../lambda/core/elastic/index-template";
import { certificateProblem } from "../../lib/elastic/certificate-file";
import { addressOf } from "./address";
import { check, type KeyUse } from "./check";
import { isLack } from "./check-result";
import type { Connection } from "./connection";
import { install, type Wanted } from "./install";
import { KEY_AS_ARGUMENT, readKey } from "./read-key";

/** Where a deployment of Elastic's is, and the key for it, as they stand on the command line. */
export interface ConnectionOptions {
  readonly elasticsearch?: string;
  readonly kibana?: string;
  readonly space: string;
  readonly apiKeyFile?: string;
  /** Nobody should: it is taken in order to be refused. */
  readonly apiKey?: string | boolean;
  readonly ca?: string;
}

export interface InstallOptions extends ConnectionOptions {
  readonly profile: Profile;
  readonly retentionDays?: number;
  readonly suppression: boolean;
  readonly dryRun: boolean;
  readonly switch: boolean;
  readonly renewKey: boolean;
}

export interface CheckOptions extends ConnectionOptions {
  readonly for: KeyUse;
  readonly profile?: Profile;
  readonly namespace: string;
  readonly retentionDays?: number;
  readonly suppression: boolean;
  readonly format: "text" | "json";
}

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function readCa(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  const problem = certificateProblem(path);
  if (problem !== undefined) throw new ConfigError(`--ca: ${path}: ${problem}`);
  return readFileSync(path, "utf8");
}

/** @throws ConfigError that says what to give instead, and never repeats a key */
function connectionOf(options: ConnectionOptions, needsKibana: boolean): Connection {
  if (options.apiKey !== undefined) throw new ConfigError(KEY_AS_ARGUMENT);
  const { elasticsearch, kibana, space, apiKeyFile, ca } = options;
  const isKibanaGiven = needsKibana || kibana !== undefined;
  return {
    elasticsearch: addressOf("Elasticsearch", elasticsearch),
    kibana: isKibanaGiven ? addressOf("Kibana", kibana) : undefined,
    space,
    apiKey: readKey(apiKeyFile, process.env),
    transport: transport(readCa(ca)),
    patience: { sleep, random: () => Math.random() },
  };
}

const wantedOf = (
  retentionDays: number | undefined,
  maySuppress: boolean,
): Pick<Wanted, "template" | "rulesOf" | "maySuppress"> => ({
  template: {
    name: INDEX_TEMPLATE_NAME,
    bodyFor: (days) => indexTemplate({ retentionDays: days }),
    retentionDays,
  },
  rulesOf: (profile, isSuppressionLicensed) => profileRules(profile, { isSuppressionLicensed }),
  maySuppress,
});

/** Does what `smspump elastic install` is asked. */
export async function runInstall(options: InstallOptions): Promise<undefined> {
  const { profile, retentionDays, suppression, dryRun } = options;
  await install(connectionOf(options, true), {
    wanted: { ...wantedOf(retentionDays, suppression), profile },
    isDryRun: dryRun,
    maySwitch: options.switch,
    mustRenew: options.renewKey,
    print,
  });
  return undefined;
}

/** What the key of the deployed stack lacks; nothing is printed. */
export async function ingestProblems(
  options: Omit<ConnectionOptions, "space"> & Pick<CheckOptions, "namespace">,
): Promise<readonly string[]> {
  const lines: string[] = [];
  const problem = await check(connectionOf({ ...options, space: "default" }, false), {
    use: "ingest",
    profile: undefined,
    namespace: options.namespace,
    wanted: wantedOf(undefined, true),
    print: (line) => lines.push(line),
  });
  if (problem === undefined) return [];
  return lines.filter(isLack).map((line) => line.replace(/ {2,}/g, " "));
}

/** Does what `smspump elastic check` is asked; what is missing, in words. */
export async function runCheck(options: CheckOptions): Promise<string | undefined> {
  const { namespace, retentionDays, suppression, format } = options;
  return check(connectionOf(options, options.for === "install"), {
    use: options.for,
    profile: options.profile,
    namespace,
    wanted: wantedOf(retentionDays, suppression),
    print,
    format,
  });
}
