import type { Profile } from "../../elastic/profiles";
import { ingestKey, installKey, type ApiKeyRequest } from "./api-keys";
import { ingestPrivileges, installPrivileges, kibanaAccess } from "./check-privileges";
import { isInstalled, checkRules, profileStates } from "./check-rules";
import type { Connection } from "./connection";
import { storedTemplate } from "./elasticsearch";
import type { Wanted } from "./install";
import { spaceProblem } from "./kibana";
import { fail, resultLine, note, ok, type CheckResult } from "./check-result";
import { isUntested, rulePrivilege, versionProblem } from "./stack";
import { isSuppressionLicensed, surveyOf, surveyText, type Survey } from "./survey";
import { templateStep, templateText, wantedBody } from "./template-plan";

/** What a key is used for. */
export type KeyUse = "install" | "ingest";

export interface CheckSpec {
  readonly use: KeyUse;
  /** Undefined: whichever is there. */
  readonly profile: Profile | undefined;
  /** Of the data stream. */
  readonly namespace: string;
  readonly wanted: Pick<Wanted, "template" | "rulesOf" | "maySuppress">;
  readonly print: (line: string) => void;
  /** Text where it is not given. */
  readonly format?: "text" | "json";
}

function checkStack(survey: Survey): readonly CheckResult[] {
  const problem = versionProblem(survey.stack);
  const about = "elasticsearch";
  if (problem !== undefined) return [fail(about, problem)];
  return [
    survey.stack.version === undefined
      ? note(about, "the key may not ask for the version: look whether it is 8.19 or newer")
      : ok(about, surveyText(survey)),
    ...(isUntested(survey.stack) ? [note(about, "newer than the rules were written for")] : []),
  ];
}

function checkLicence(survey: Survey): CheckResult {
  const { licence, stack } = survey;
  if (stack.isServerless) return ok("suppression", "Serverless has it");
  if (isSuppressionLicensed(survey))
    return ok("suppression", `the licence ${licence ?? ""} has it`);
  const why = licence === undefined ? "the key may not ask for the licence" : `licence ${licence}`;
  return note("suppression", `${why}: rules are installed in a form that does without (Platinum)`);
}

async function checkTemplate(connection: Connection, { wanted }: CheckSpec): Promise<CheckResult> {
  const { name } = wanted.template;
  const stored = await storedTemplate(connection, name);
  const step = templateStep(wantedBody(wanted.template, stored), stored);
  if (step.kind === "skip") return ok("template", `${name}: ${step.because}`);
  const text = step.kind === "create" ? "is not there" : `needs an ${templateText(step)}`;
  return fail("template", `${name} ${text}; run smspump elastic install`);
}

interface KibanaCheck {
  readonly results: readonly CheckResult[];
  /** Those that are wanted or there. */
  readonly profiles: readonly Profile[];
}

async function checkKibana(
  connection: Connection,
  survey: Survey,
  { wanted, profile }: CheckSpec,
): Promise<KibanaCheck> {
  const usual = { profiles: [profile ?? "findings"] } as const;
  const problem = await spaceProblem(connection);
  if (problem !== undefined) return { ...usual, results: [fail("space", problem)] };
  const access = await kibanaAccess(connection, survey.stack);
  if (!access.mayRead) return { ...usual, results: access.results };
  const isLicensed = wanted.maySuppress ? isSuppressionLicensed(survey) : false;
  const found = await profileStates(connection, (each) =>
    wanted.rulesOf(each, isLicensed === true),
  );
  const there = found.filter(isInstalled).map((each) => each.profile);
  const rules = await checkRules(connection, found, {
    profile,
    isFormKnown: isLicensed !== undefined,
  });
  return {
    profiles: profile === undefined && there.length > 0 ? there : usual.profiles,
    results: [ok("space", connection.space), ...access.results, ...rules],
  };
}

interface Checks {
  readonly results: readonly CheckResult[];
  /** A key that lacks nothing. */
  readonly key: ApiKeyRequest;
}

async function checkForInstall(
  connection: Connection,
  survey: Survey,
  spec: CheckSpec,
): Promise<Checks> {
  const kibana = await checkKibana(connection, survey, spec);
  const rules = kibana.profiles.flatMap((each) => spec.wanted.rulesOf(each, true));
  const privileges = await installPrivileges(connection, rules);
  const hasAll = privileges.every(({ verdict }) => verdict === "ok");
  // Without the privilege it cannot be read.
  const template = hasAll ? [await checkTemplate(connection, spec)] : [];
  const { space } = connection;
  return {
    results: [checkLicence(survey), ...privileges, ...template, ...kibana.results],
    key: installKey({ space, rulePrivilege: rulePrivilege(survey.stack), rules }),
  };
}

async function checkForIngest(connection: Connection, { namespace }: CheckSpec): Promise<Checks> {
  return { results: await ingestPrivileges(connection, namespace), key: ingestKey };
}

/** @param key with the privileges that lack, if any do */
function show(
  results: readonly CheckResult[],
  key: object | undefined,
  { print, format }: CheckSpec,
): void {
  if (format === "json") {
    print(JSON.stringify({ results, ...(key !== undefined && { key }) }));
    return;
  }
  for (const each of results) print(resultLine(each));
  if (key === undefined) return;
  print("A key with these privileges, in Kibana under Developer tools:");
  print("POST /_security/api_key");
  print(JSON.stringify(key, undefined, 2));
}

/**
 * Looks at everything that must be there and prints what it sees; a key with what is missing too.
 *
 * @returns how many things are missing, in words; undefined if none is
 */
export async function check(connection: Connection, spec: CheckSpec): Promise<string | undefined> {
  const survey = await surveyOf(connection);
  const { results: rest, key } =
    spec.use === "ingest"
      ? await checkForIngest(connection, spec)
      : await checkForInstall(connection, survey, spec);
  const results = [...checkStack(survey), ...rest];
  const lacksPrivilege = results.some(
    ({ verdict, about }) => verdict === "fail" && about === "privilege",
  );
  show(results, lacksPrivilege ? key : undefined, spec);
  const missing = results.filter(({ verdict }) => verdict === "fail").length;
  if (missing === 0) return undefined;
  return missing === 1 ? "one thing is missing" : `${missing} things are missing`;
}
