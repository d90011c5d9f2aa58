import type { JsonObject } from "../../lambda/core/sources/records/json";

/* The page's tests as roads beside CloudTrail record them. */

const START = Date.parse("2026-11-17T11:00:00Z");
const NUMBER = "+15550001234";
const IP = "198.51.100.25";

const count = <T>(times: number, make: (i: number) => T): T[] =>
  Array.from({ length: times }, (_, i) => make(i));

const iso = (atMs: number): string => new Date(atMs).toISOString();
/** With as many digits of a second more as the log has. */
const finer = (atMs: number, more: string): string => iso(atMs).replace("Z", `${more}Z`);
const numbered = (start: string, i: number, digits: number): string =>
  `${start}${String(i).padStart(digits, "0")}`;

/** As JSON with spaces, as SNS writes it. */
const spaced = (value: JsonObject): string =>
  JSON.stringify(value, null, 1)
    .replaceAll(/\n\s*(?=\})/g, "")
    .replaceAll(/(\{)\n\s*/g, "$1")
    .replaceAll(/\n\s*/g, " ");

/** Test 1 as CloudWatch Logs hands on a delivery log: 15 texts to one number within 5 s. */
export function deliveryLog(): JsonObject {
  const delivery = (i: number): JsonObject => ({
    notification: {
      messageId: numbered("34d9b400-c6dd-5444-820d-", i, 12),
      timestamp: iso(START + i * 333)
        .replace("T", " ")
        .replace("Z", ""),
    },
    delivery: {
      phoneCarrier: "Example Carrier",
      mnc: 270,
      numberOfMessageParts: 1,
      destination: NUMBER,
      priceInUSD: 0.00645,
      smsType: "Transactional",
      mcc: 310,
      providerResponse: "Message has been accepted by phone carrier",
      dwellTimeMs: 599,
    },
    status: "SUCCESS",
  });
  return {
    messageType: "DATA_MESSAGE",
    owner: "111122223333",
    logGroup: "sns/us-east-1/111122223333/DirectPublishToPhoneNumber",
    logStream: "0a1b2c",
    subscriptionFilters: ["sms-pumping"],
    logEvents: count(15, (i) => ({
      id: numbered("3932", i, 52),
      timestamp: START + i * 333 + 900,
      message: spaced(delivery(i)),
    })),
  };
}

const REQUESTS = 60;
const atOf = (i: number): number => START + i * 250;
/** The site begins to refuse after 40. */
const statusOf = (i: number): number => (i < 40 ? 200 : 429);

/** Test 3 in a load balancer's log. */
export const balancerLog = (): string =>
  count(REQUESTS, (i) =>
    [
      `https ${finer(atOf(i) + 90, "000")} app/shop/0a1b2c3d4e5f6a7b ${IP}:${40_000 + i} 10.0.0.1:80`,
      `0.000 0.050 0.000 ${statusOf(i)} ${statusOf(i)} 312 61`,
      '"POST https://shop.example.com:443/api/auth/send-otp HTTP/1.1" "curl/8.9.1" TLS_AES_128_GCM_SHA256 TLSv1.3',
      "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/shop/73e2d6bc24d8a067",
      `"${numbered("Root=1-6920f3ac-", i, 12)}EXAMPLE0000" "shop.example.com" "-" 0 ${finer(atOf(i), "000")}`,
      `"forward" "-" "-" "10.0.0.1:80" "${statusOf(i)}" "-" "-" ${numbered("TID_", i, 16)} "-" "-" "-"\n`,
    ].join(" "),
  ).join("");

/** Test 3 as Application Insights exports it. */
export const appRequests = (): JsonObject => ({
  records: count(REQUESTS, (i) => ({
    time: finer(atOf(i), "0000"),
    resourceId:
      "/SUBSCRIPTIONS/00000000-0000-0000-0000-000000000000/RESOURCEGROUPS/SHOP/PROVIDERS/MICROSOFT.INSIGHTS/COMPONENTS/SHOP",
    Type: "AppRequests",
    AppRoleName: "auth",
    ClientIP: IP,
    OperationId: numbered("4a7b", i, 28),
    Id: numbered("09d7", i, 12),
    Name: "POST Auth/SendOtp",
    Url: "https://shop.example.com/api/auth/send-otp",
    Success: statusOf(i) === 200,
    ResultCode: String(statusOf(i)),
    ItemCount: 1,
  })),
});

const ACCOUNT = "AC000000000000000000000000000000a1";
const SERVICE = "MG000000000000000000000000000000a2";
const FROM = "+15017122661";
const MESSAGES = 5;
const sidOf = (i: number): string => numbered("SM0000000000000000000000000000b", i, 3);
const sentOf = (i: number): number => START + i * 1000;

/** Test 4 in Twilio's Event Streams. */
export const twilioEvents = (): readonly JsonObject[] =>
  count(MESSAGES, (i) => ({
    specversion: "1.0",
    type: "com.twilio.messaging.message.sent",
    source: `/2010-04-01/Accounts/${ACCOUNT}/Messages/${sidOf(i)}.json`,
    id: numbered("EZ0000000000000000000000000000e", i, 3),
    dataschema: "https://events-schemas.twilio.com/Messaging.MessageStatus/8",
    datacontenttype: "application/json",
    time: iso(sentOf(i)),
    data: {
      messageSid: sidOf(i),
      timestamp: iso(sentOf(i)),
      accountSid: ACCOUNT,
      eventName: "com.twilio.messaging.message.sent",
      from: FROM,
      to: NUMBER,
      messageStatus: "SENT",
      messagingServiceSid: SERVICE,
      errorCode: 0,
      numberOfSegments: 1,
    },
  }));

/** Test 4 as Twilio's API lists messages. */
export const twilioMessages = (): JsonObject => ({
  first_page_uri: `/2010-04-01/Accounts/${ACCOUNT}/Messages.json?PageSize=50&Page=0`,
  messages: count(MESSAGES, (i) => {
    const date = new Date(sentOf(i)).toUTCString().replace("GMT", "+0000");
    return {
      account_sid: ACCOUNT,
      api_version: "2010-04-01",
      date_created: date,
      date_sent: date,
      date_updated: date,
      direction: "outbound-api",
      error_code: null,
      from: FROM,
      messaging_service_sid: SERVICE,
      num_segments: "1",
      price: "-0.00790",
      price_unit: "USD",
      sid: sidOf(i),
      status: "delivered",
      to: NUMBER,
    };
  }),
  page: 0,
  page_size: 50,
});
