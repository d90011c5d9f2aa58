import { install, type InstallSpec, type Wanted } from "../../bin/elastic/install";
import { profileRules } from "../../elastic/profiles";
import { INDEX_TEMPLATE_NAME, indexTemplate } from "../../lambda/core/elastic/index-template";
import type { Deployment } from "./elastic-connection";
import type { Json } from "./kibana-server";

/** What the command line wants, with rules as many versions ahead as a test likes. */
export const wanted = (
  profile: Wanted["profile"] = "findings",
  ahead = 0,
): Wanted & { readonly template: { readonly retentionDays: number | undefined } } => ({
  profile,
  template: {
    name: INDEX_TEMPLATE_NAME,
    bodyFor: (days) => indexTemplate({ retentionDays: days }),
    retentionDays: undefined,
  },
  rulesOf: (which, isSuppressionLicensed) =>
    profileRules(which, { isSuppressionLicensed }).map((rule) => ({
      ...rule,
      version: rule.version + ahead,
    })),
  maySuppress: true,
});

/** Installs and returns what was printed, or what was refused. */
export async function installed(
  { connection }: Deployment,
  spec: Partial<InstallSpec> = {},
): Promise<{ readonly printed: string; readonly refused: string | undefined }> {
  const lines: string[] = [];
  const whole: InstallSpec = {
    wanted: wanted(),
    isDryRun: false,
    maySwitch: false,
    mustRenew: false,
    print: (line) => lines.push(line),
    ...spec,
  };
  let refused: string | undefined;
  try {
    await install(connection, whole);
  } catch (error) {
    refused = (error as Error).message;
  }
  return { printed: `${lines.join("\n")}\n`, refused };
}

export const rulesIn = ({ kibana }: Deployment, space = "default"): Map<string, Json> =>
  kibana.spaces.get(space)!;

/** Everything that a run could have changed. */
export const contents = (state: Deployment): string =>
  JSON.stringify([[...rulesIn(state)], [...state.elasticsearch.templates]]);
