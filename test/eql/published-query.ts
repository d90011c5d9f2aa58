/** The query for this technique as it was first published, to the letter. */
export const PUBLISHED_QUERY = `sequence by source.ip with maxspan=5m
[network where
event.category == "network" and
network.protocol in ("http", "https") and
http.request.method in ("POST", "GET") and
(
url.path : (
"*/otp*", "*/verify*", "*/verification*", "*/confirm*",
"*/sms*", "*/phone*", "*/mobile*", "*/2fa*", "*/mfa*",
"*/passcode*", "*/send-code*", "*/send_code*"
) or
url.query : ("*phone*", "*mobile*", "*otp*", "*verify*") or
url.original : (
"*twilio.com*", "*sns.amazonaws.com*", "*vonage.com*",
"*plivo.com*", "*telnyx.com*", "*messagebird.com*"
)
) and
http.response.status_code in (200, 400, 422, 429)
] with runs=50`;
