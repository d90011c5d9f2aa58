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

/** The end of a command of the AWS command line. */
export const inRegion = (region: string | undefined): string =>
  region === undefined ? "" : ` --region ${region}`;
