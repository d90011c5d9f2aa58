import type { Incident } from "../incidents/incident";

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/** A Region as it may stand in a link or a command. */
export const regionOf = ({ regions }: Pick<Incident, "regions">): string | undefined =>
  regions.find((region) => REGION.test(region));

function hostOf(region: string | undefined): string {
  if (region?.startsWith("us-gov-") === true) return "console.amazonaws-us-gov.com";
  return region?.startsWith("cn-") === true ? "console.amazonaws.cn" : "console.aws.amazon.com";
}

/** A page of the console; without a Region it opens in the one that was looked at last. */
export const consoleUrl = (path: string, region: string | undefined): string =>
  `https://${hostOf(region)}/${path}${region === undefined ? "" : `?region=${region}`}`;

const IAM_NAME = /:(user|role)\/(?:[\w+=,.@-]+\/)*([\w-]{1,64})$/;

/** The console's page of the user or role that an ARN ends with, or that of all of them. */
export function identityUrl(arn: string): string {
  const [, kind, name] = IAM_NAME.exec(arn) ?? [];
  const page = kind === undefined ? "home" : `${kind}s/details/${name ?? ""}`;
  return `https://console.aws.amazon.com/iam/home#/${page}`;
}

/** The end of a command of the AWS command line. */
export const inRegion = (region: string | undefined): string =>
  region === undefined ? "" : ` --region ${region}`;
