import type { Measure } from "../model/measure";
import type { Rule, RuleProse } from "../model/rule";
import { cognitoAccountUnconverted } from "./cognito-account-unconverted";
import { cognitoAdminBurst } from "./cognito-admin-burst";
import { cognitoAgentBurst } from "./cognito-agent-burst";
import { cognitoClientUnconverted } from "./cognito-client-unconverted";
import { cognitoFlowUnconverted } from "./cognito-flow-unconverted";
import { cognitoIpSlow } from "./cognito-ip-slow";
import { cognitoNetworkBurst } from "./cognito-network-burst";
import { cognitoPasswordlessBurst } from "./cognito-passwordless-burst";
import { cognitoResetUnconverted } from "./cognito-reset-unconverted";
import { cognitoSignInBurst } from "./cognito-sign-in-burst";
import { cognitoSmsBurst } from "./cognito-sms-burst";
import { otpEndpointBurst } from "./otp-endpoint-burst";
import { otpSendBurst } from "./otp-send-burst";
import { otpSiteUnconverted } from "./otp-site-unconverted";
import { providerVerdict } from "./provider-verdict";
import { smsApiBurst } from "./sms-api-burst";
import { smsKeyNewAddresses } from "./sms-key-new-addresses";
import { smsLimitChange } from "./sms-limit-change";
import { smsPrincipalBurst } from "./sms-principal-burst";
import { smsScouting } from "./sms-scouting";
import { smsSpend } from "./sms-spend";

/** Every rule there is. */
export const catalogue: readonly Rule[] = [
  cognitoSmsBurst,
  cognitoNetworkBurst,
  cognitoAgentBurst,
  cognitoIpSlow,
  cognitoClientUnconverted,
  cognitoAccountUnconverted,
  cognitoFlowUnconverted,
  cognitoResetUnconverted,
  cognitoPasswordlessBurst,
  cognitoSignInBurst,
  cognitoAdminBurst,
  smsApiBurst,
  smsPrincipalBurst,
  smsKeyNewAddresses,
  smsScouting,
  smsLimitChange,
  smsSpend,
  providerVerdict,
  otpSendBurst,
  otpEndpointBurst,
  otpSiteUnconverted,
];

/** Whether a rule counts sign-ins, which people complete, and no requests for codes. */
export const isOfSignIns = (ruleId: string): boolean =>
  catalogue.find(({ id }) => id === ruleId)?.measure.kind === "uncompleted-burst";

/**
 * What a rule says of itself. Undefined for an id that is not in the catalogue.
 *
 * @param firedBy the measure by which it fired, which a configuration or learning may have changed
 */
export function proseOf(ruleId: string, firedBy?: Measure): RuleProse | undefined {
  const rule = catalogue.find(({ id }) => id === ruleId);
  return rule?.prose(firedBy?.kind === rule.measure.kind ? firedBy : rule.measure);
}
