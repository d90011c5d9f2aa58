import type { Incident } from "../incidents/incident";

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/** A Region as it may stand in a link or a command. */
export const regionOf = ({ regions }: Pick<Incident, "regions">): string | undefined =>
  regions.find((region) => REGION.test(region));

/**
 * Each partition has a console of its own, which knows no other's accounts:
 * https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
function consoleOf(partition: string | undefined): string {
  if (partition === "aws-us-gov") return "https://console.amazonaws-us-gov.com";
  return partition === "aws-cn" ? "https://console.amazonaws.cn" : "https://console.aws.amazon.com";
}

function partitionOf(region: string | undefined): string {
  if (region?.startsWith("us-gov-") === true) return "aws-us-gov";
  return region?.startsWith("cn-") === true ? "aws-cn" : "aws";
}

/** Where the console is for a Region, or for the ordinary ones while it is not known. */
export const consoleAt = (region: string | undefined): string => consoleOf(partitionOf(region));

/** A page of the console; without a Region it opens in the one that was looked at last. */
export const consoleUrl = (path: string, region: string | undefined): string =>
  `${consoleAt(region)}/${path}${region === undefined ? "" : `?region=${region}`}`;

const PARTITION = /^arn:([\w-]+):/;
const IAM_NAME = /:(user|role)\/(?:[\w+=,.@-]+\/)*([\w-]{1,64})$/;

/** The console's page of the user or role that an ARN ends with, or that of all of them. */
export function identityUrl(arn: string): string {
  const [, kind, name] = IAM_NAME.exec(arn) ?? [];
  const page = kind === undefined ? "home" : `${kind}s/details/${name ?? ""}`;
  return `${consoleOf(PARTITION.exec(arn)?.[1])}/iam/home#/${page}`;
}

/** The end of a command of the AWS command line. */
export const inRegion = (region: string | undefined): string =>
  region === undefined ? "" : ` --region ${region}`;
