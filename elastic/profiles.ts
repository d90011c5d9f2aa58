import type { UnversionedRule, KibanaRule } from "./kibana-rule";
import type { Licence } from "./licence";
import { cognitoAccountUnconfirmed } from "./rules/cognito-account-unconfirmed";
import { cognitoAddressSequence } from "./rules/cognito-address-sequence";
import { cognitoAddressUnconfirmed } from "./rules/cognito-address-unconfirmed";
import { adminBurst } from "./rules/cognito-admin-burst";
import { cognitoAgentUnconfirmed } from "./rules/cognito-agent-unconfirmed";
import { cognitoClientUnconfirmed } from "./rules/cognito-client-unconfirmed";
import { cognitoFlowUnconfirmed, cognitoResetUnconfirmed } from "./rules/cognito-flow-unconfirmed";
import { cognitoNetworkUnconfirmed } from "./rules/cognito-network-unconfirmed";
import { cognitoPasswordlessUnfinished } from "./rules/cognito-passwordless-unfinished";
import { findingAlerts } from "./rules/finding-alerts";
import { keyNewAddresses } from "./rules/key-new-addresses";
import { otpEndpointFlood } from "./rules/otp-endpoint-flood";
import { otpEndpointSequence } from "./rules/otp-endpoint-sequence";
import { otpEndpointThreshold } from "./rules/otp-endpoint-threshold";
import { otpSendUnconfirmed } from "./rules/otp-send-unconfirmed";
import { otpSiteUnconfirmed } from "./rules/otp-site-unconfirmed";
import { scoutingRegions } from "./rules/scouting-regions";
import { smsApiSequence } from "./rules/sms-api-sequence";
import { principalBurst } from "./rules/sms-principal-burst";
import { versioned } from "./versions";

export type { KibanaRule } from "./kibana-rule";
export type { Licence } from "./licence";

/**
 * What Kibana runs: `findings` makes alerts of what the detector found, `native` counts in Elastic
 * by itself. Never both: every attack would alert twice.
 */
export type Profile = "findings" | "native";

export const PROFILES: readonly Profile[] = ["findings", "native"];

const RULES: Readonly<Record<Profile, readonly ((licence: Licence) => UnversionedRule)[]>> = {
  findings: [findingAlerts],
  native: [
    otpEndpointSequence,
    otpEndpointThreshold,
    otpEndpointFlood,
    otpSendUnconfirmed,
    otpSiteUnconfirmed,
    cognitoAddressSequence,
    cognitoAddressUnconfirmed,
    cognitoNetworkUnconfirmed,
    cognitoAgentUnconfirmed,
    cognitoClientUnconfirmed,
    cognitoFlowUnconfirmed,
    cognitoResetUnconfirmed,
    cognitoAccountUnconfirmed,
    cognitoPasswordlessUnfinished,
    adminBurst,
    smsApiSequence,
    principalBurst,
    keyNewAddresses,
    scoutingRegions,
  ],
};

/** The slugs of rules of which at most one may be enabled: they find the same. */
export const EXCLUSIVE_RULES: readonly (readonly string[])[] = [
  ["sms-pumping-otp-endpoint-sequence", "sms-pumping-otp-endpoint-threshold"],
];

const SUPPRESSING: Licence = { isSuppressionLicensed: true };

/** A profile's rules before they have versions. */
export const unversionedRules = (profile: Profile, licence: Licence): readonly UnversionedRule[] =>
  RULES[profile].map((rule) => rule(licence));

/**
 * The rules of a profile, in the form that the licence allows. A rule's id and version are the same
 * in both forms; without suppression it runs less often or finds less, and says so.
 */
export const profileRules = (
  profile: Profile,
  licence: Licence = SUPPRESSING,
): readonly KibanaRule[] =>
  unversionedRules(profile, licence).map((unversioned) => versioned(unversioned));
