import { parseConfig } from "../lambda/core/model/config";
import { SMS_VOICE_SETTINGS, SNS_SETTINGS } from "../lambda/core/sources/sms-settings";
import type { SettingCalls } from "../lambda/core/sources/setting-effect";

const readsOf = (calls: SettingCalls): readonly string[] => {
  const config = parseConfig({});
  return [...calls]
    .filter(([, effect]) => effect({}, config).kind === "setting-read")
    .map(([name]) => name);
};

/** Calls that read what texts an account may send, by CloudTrail's `eventSource`. */
export const SETTING_READS: ReadonlyMap<string, readonly string[]> = new Map([
  ["sns.amazonaws.com", readsOf(SNS_SETTINGS)],
  ["sms-voice.amazonaws.com", readsOf(SMS_VOICE_SETTINGS)],
]);
