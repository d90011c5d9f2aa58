import { at, isObject, type JsonObject, stringAt } from "./records/json";
import { irrelevant } from "./records/result";
import { changed, nameAt, type ReadEffect, type SettingCalls } from "./setting-effect";

const read: ReadEffect = () => ({ kind: "setting-read" });

const limit =
  (name: string): ReadEffect =>
  () =>
    changed(name);

const MONTHLY_LIMIT = "MonthlySpendLimit";

/** Whether the limit goes up or down the record does not tell: it shows the new value only. */
function snsAttributes(record: JsonObject) {
  const attributes = at(record, "requestParameters", "attributes");
  return isObject(attributes) && !Object.hasOwn(attributes, MONTHLY_LIMIT)
    ? irrelevant("SMS attributes other than the spend limit")
    : changed(MONTHLY_LIMIT);
}

/** https://docs.aws.amazon.com/sns/latest/dg/logging-using-cloudtrail.html */
export const SNS_SETTINGS: SettingCalls = new Map([
  ["CheckIfPhoneNumberIsOptedOut", read],
  ["GetSMSAttributes", read],
  ["GetSMSSandboxAccountStatus", read],
  ["ListOriginationNumbers", read],
  ["ListPhoneNumbersOptedOut", read],
  ["ListSMSSandboxPhoneNumbers", read],
  ["SetSMSAttributes", snsAttributes],
]);

const PROTECT = "protectConfigurationId";
const DEFAULT_PROTECT = "defaultProtectConfigurationId";

/** A Protect configuration by its id; where none is named it is the account's default. */
const protection: ReadEffect = (record) =>
  changed(
    nameAt(record, "requestParameters", PROTECT) ??
      nameAt(record, "responseElements", PROTECT) ??
      nameAt(record, "responseElements", DEFAULT_PROTECT) ??
      "Protect",
  );

/* Modes by https://docs.aws.amazon.com/sms-voice/latest/userguide/protect.html: ALLOW and MONITOR
   deliver everything. */
const STRICT: readonly unknown[] = ["BLOCK", "FILTER"];

const countryRules: ReadEffect = (record, config) => {
  if (at(record, "requestParameters", "numberCapability") === "VOICE") {
    return irrelevant("rules for voice calls, not texts");
  }
  const updates = at(record, "requestParameters", "countryRuleSetUpdates");
  const modes = isObject(updates)
    ? Object.values(updates).map((update) => stringAt(update, "protectStatus"))
    : [];
  const isTightened = modes.length > 0 && modes.every((mode) => STRICT.includes(mode));
  return isTightened ? irrelevant("countries were blocked") : protection(record, config);
};

const numberOverride: ReadEffect = (record, config) =>
  at(record, "requestParameters", "action") === "BLOCK"
    ? irrelevant("a number was blocked")
    : protection(record, config);

const deletedOverride: ReadEffect = (record, config) =>
  at(record, "responseElements", "action") === "ALLOW"
    ? irrelevant("a number is no longer let through")
    : protection(record, config);

const deletionProtection: ReadEffect = (record, config) =>
  at(record, "requestParameters", "deletionProtectionEnabled") === true
    ? irrelevant("a Protect configuration was guarded against deletion")
    : protection(record, config);

/** https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_Operations.html */
export const SMS_VOICE_SETTINGS: SettingCalls = new Map([
  ["DescribeAccountAttributes", read],
  ["DescribeAccountLimits", read],
  ["DescribePhoneNumbers", read],
  ["DescribePools", read],
  ["DescribeProtectConfigurations", read],
  ["DescribeSenderIds", read],
  ["DescribeSpendLimits", read],
  ["DescribeVerifiedDestinationNumbers", read],
  ["GetProtectConfigurationCountryRuleSet", read],
  ["SetTextMessageSpendLimitOverride", limit("TextMessageSpendLimit")],
  ["SetMediaMessageSpendLimitOverride", limit("MediaMessageSpendLimit")],
  ["SetNotifyMessageSpendLimitOverride", limit("NotifyMessageSpendLimit")],
  ["DeleteTextMessageSpendLimitOverride", limit("TextMessageSpendLimit")],
  ["DeleteMediaMessageSpendLimitOverride", limit("MediaMessageSpendLimit")],
  ["DeleteNotifyMessageSpendLimitOverride", limit("NotifyMessageSpendLimit")],
  ["AssociateProtectConfiguration", protection],
  ["DeleteAccountDefaultProtectConfiguration", protection],
  ["DeleteProtectConfiguration", protection],
  ["DeleteProtectConfigurationRuleSetNumberOverride", deletedOverride],
  ["DisassociateProtectConfiguration", protection],
  ["PutProtectConfigurationRuleSetNumberOverride", numberOverride],
  ["SetAccountDefaultProtectConfiguration", protection],
  ["UpdateProtectConfiguration", deletionProtection],
  ["UpdateProtectConfigurationCountryRuleSet", countryRules],
]);

const SMS_SERVICES: readonly unknown[] = ["sns", "sms-voice"];
const ABOUT_TEXTS = /\b(?:SMS|spend|spending|text)\b/i;

/** The name of a quota is in the answer only; its code tells nothing to a reader. */
const quota: ReadEffect = (record) => {
  if (!SMS_SERVICES.includes(at(record, "requestParameters", "serviceCode"))) {
    return irrelevant("a quota of another service");
  }
  const name = stringAt(record, "responseElements", "requestedQuota", "quotaName");
  if (name !== undefined && !ABOUT_TEXTS.test(name.slice(0, 200))) {
    return irrelevant("a quota that texts do not depend on");
  }
  return changed(nameAt(record, "requestParameters", "quotaCode") ?? "quota");
};

/** https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_RequestServiceQuotaIncrease.html */
export const QUOTA_SETTINGS: SettingCalls = new Map([["RequestServiceQuotaIncrease", quota]]);
