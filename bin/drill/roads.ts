import { at, type JsonObject } from "../../lambda/core/sources/records/json";
import {
  INTAKE_DETAIL_TYPE,
  INTAKE_VERSION,
} from "../../lambda/core/sources/records/intake-message";
import type { Target } from "../../lambda/core/model/rule";
import { type DrillSpec, drillRecords, drillTarget, moments } from "./records";

/**
 * The tests of CloudTrail's road, `1` and `2`; and by other roads `1-delivery-log`: texts straight to a
 * number in SNS's delivery log, `3`: a flood of a form in a load balancer's log, `3-app-requests`: the
 * same in Application Insights, `4`: messages in Twilio's Event Streams.
 */
export const DRILL_TESTS = ["1", "1-delivery-log", "2", "3", "3-app-requests", "4"] as const;

export type DrillTest = (typeof DRILL_TESTS)[number];

/** One event for the bus. */
export interface DrillEvent {
  readonly detailType: string;
  readonly detail: JsonObject;
}

type RoadSpec = Omit<DrillSpec, "test">;

/** A made-up attack by a road of its own: what its records are, and what they abuse. */
interface Road {
  readonly format: string;
  readonly count: number;
  readonly spanMs: number;
  readonly record: (spec: RoadSpec, atMs: number, index: number) => JsonObject | string;
  readonly target: (account: string) => Target;
}

const IP = "198.51.100.25";
const AGENT = "curl/8.9.1";
const NUMBER = "+12065550100";
const PATH = "/api/auth/send-otp";
const SERVICE = "MG0000000000000000000000005a3b9d17";

const iso = (atMs: number): string => new Date(atMs).toISOString();
const micros = (atMs: number): string => iso(atMs).replace("Z", "000Z");

const deliveryLog: Road = {
  format: "sns-delivery",
  count: 15,
  spanMs: 5_000,
  target: (account) => `principal:sns#${account}`,
  record: ({ newId }, atMs) => ({
    notification: { messageId: newId(), timestamp: iso(atMs).replace("T", " ").replace("Z", "") },
    delivery: {
      phoneCarrier: "Example",
      mnc: 0,
      numberOfMessageParts: 1,
      destination: NUMBER,
      priceInUSD: 0.00645,
      smsType: "Transactional",
      mcc: 0,
      providerResponse: "Message has been accepted by phone carrier",
      dwellTimeMs: 599,
    },
    status: "SUCCESS",
  }),
};

const accessLog: Road = {
  format: "alb",
  count: 60,
  spanMs: 15_000,
  target: () => "web",
  record: (_, atMs, index) => {
    const status = index < 40 ? 200 : 429;
    return [
      `https ${micros(atMs)} app/smspump-drill/0123456789abcdef ${IP}:${40_000 + index} -`,
      `0.000 0.001 0.000 ${status} ${status} 312 61`,
      `"POST https://smspump-drill.example.com:443${PATH} HTTP/1.1" "${AGENT}" - - - "-" "-" "-" 0`,
      `${micros(atMs)} "forward"`,
    ].join(" ");
  },
};

const appRequests: Road = {
  ...accessLog,
  format: "azure-requests",
  record: ({ newId }, atMs, index) => ({
    Type: "AppRequests",
    TimeGenerated: iso(atMs),
    Id: newId(),
    OperationId: newId(),
    Name: `POST ${PATH}`,
    Url: `https://smspump-drill.example.com${PATH}`,
    ResultCode: index < 40 ? "200" : "429",
    ClientIP: IP,
    ItemCount: 1,
  }),
};

/** The page's test sends five, which no rule may take for an attack: a drill needs a burst. */
const eventStreams: Road = {
  format: "twilio",
  count: 15,
  spanMs: 5_000,
  target: () => `principal:twilio#${SERVICE}`,
  record: ({ newId }, atMs) => ({
    specversion: "1.0",
    type: "com.twilio.messaging.message.sent",
    source: "/2010-04-01/Accounts/smspump-drill",
    id: newId(),
    datacontenttype: "application/json",
    time: iso(atMs),
    data: {
      messageSid: newId(),
      timestamp: iso(atMs),
      from: "+12065550199",
      to: NUMBER,
      messageStatus: "SENT",
      messagingServiceSid: SERVICE,
      errorCode: 0,
      numberOfSegments: 1,
    },
  }),
};

const ROADS: Readonly<Record<Exclude<DrillTest, "1" | "2">, Road>> = {
  "1-delivery-log": deliveryLog,
  "3": accessLog,
  "3-app-requests": appRequests,
  "4": eventStreams,
};

/** Records of one event: well below the 256 KB that an event may have. */
const AT_ONCE = 30;

function eventsOf(road: Road, spec: RoadSpec): readonly DrillEvent[] {
  const { account, region, newId } = spec;
  const records = moments(road.count, road.spanMs, spec.endMs).map((atMs, index) => ({
    id: newId(),
    record: road.record(spec, atMs, index),
  }));
  const starts = Array.from({ length: Math.ceil(records.length / AT_ONCE) }, (_, i) => i * AT_ONCE);
  return starts.map((start) => ({
    detailType: INTAKE_DETAIL_TYPE,
    detail: {
      intake: INTAKE_VERSION,
      format: road.format,
      stream: "drill",
      at: "drill",
      account,
      region,
      records: records.slice(start, start + AT_ONCE),
    },
  }));
}

/** What a drill puts onto the bus. */
export function drillEvents(test: DrillTest, spec: RoadSpec): readonly DrillEvent[] {
  if (test !== "1" && test !== "2") return eventsOf(ROADS[test], spec);
  return drillRecords({ ...spec, test }).map((detail) => ({
    detailType: "AWS API Call via CloudTrail",
    detail,
  }));
}

/** How many records these events bring. */
export const recordCount = (events: readonly DrillEvent[]): number =>
  events.reduce((sum, { detail }) => {
    const records = at(detail, "records");
    return sum + (Array.isArray(records) ? records.length : 1);
  }, 0);

/** What a drill pretends to abuse. */
export const targetOfDrill = (test: DrillTest, account: string): Target =>
  test === "1" || test === "2" ? drillTarget(test, account) : ROADS[test].target(account);
