/**
 * Paths at which a code is typed in, as patterns in which `*` stands for any text and case does not
 * matter. A request that `otpPaths` names too sends a code and is none of these.
 */
export const DEFAULT_VERIFY_PATHS: readonly string[] = [
  "*/verify",
  "*/verify-otp*",
  "*/verify_otp*",
  "*/verifyotp*",
  "*/otp/verify*",
  "*/otp/confirm*",
  "*/otp/validate*",
  "*/otp/check*",
  "*/validate-otp*",
  "*/check-otp*",
  "*/verify-code*",
  "*/verify_code*",
  "*/verifycode*",
  "*/code/verify*",
  "*/code/check*",
  "*/check-code*",
  "*/confirm-code*",
  "*/verification/check*",
  "*/verification/confirm*",
  "*/verifications/check*",
  "*/sms/verify*",
  "*/phone/confirm*",
  "*/confirm-phone*",
  "*/mfa/verify*",
  "*/2fa/verify*",
  "*/passwordless/verify*",
  "*/confirm-signup*",
  "*/signup/confirm*",
];
