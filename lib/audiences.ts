import { Annotations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";
import type { DeployConfig } from "./config";

type Told = Pick<
  DeployConfig,
  "detection" | "drillEmails" | "elastic" | "pipelineEmails" | "trail"
>;

/** What nobody gets an e-mail of, by the key that is empty. */
function unreadAudiences(config: Told): Readonly<Record<string, string>> {
  const { detection, drillEmails, pipelineEmails } = config;
  return {
    ...(pipelineEmails.length === 0 && {
      pipelineEmails: "nobody gets an e-mail when a part of this breaks",
    }),
    ...(detection &&
      drillEmails.length === 0 && {
        drillEmails: "nobody gets the e-mails of drills",
      }),
  };
}

/** What a deployment without detection leaves out although it was asked for, by its key. */
function leftOut({ detection, elastic, trail }: Told): Readonly<Record<string, string>> {
  if (detection) return {};
  return {
    ...(elastic !== undefined && {
      elastic: "nothing is forwarded while detection is false; remove it, or set detection to true",
    }),
    ...(trail && {
      trail: "no trail is made while detection is false; give trailStack to have one",
    }),
  };
}

/** Names at synthesis what nobody will read: it is allowed, and easily overlooked. */
export function warnOfUnread(stack: IConstruct, config: Told): void {
  for (const [key, what] of Object.entries(unreadAudiences(config))) {
    Annotations.of(stack).addWarningV2(
      `sms-pumping:${key}`,
      `${key} names no address: ${what}; give at least one if somebody should`,
    );
  }
  for (const [key, what] of Object.entries(leftOut(config))) {
    Annotations.of(stack).addWarningV2(`sms-pumping:${key}-left-out`, `${key}: ${what}`);
  }
}
