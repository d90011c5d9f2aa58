import type { Observation } from "../lambda/core/model/observation";
import { DAY_MS, MINUTE_MS } from "../lambda/core/model/time";
import { random } from "./random";

/** Which telemetry an account has: they are counted by different rules. */
export type Feed = "cognito" | "sends" | "web";

export type Scenario = "flood" | "botnet" | "background";

type Base = Omit<Observation, "id" | "atMs" | "ip">;

const REGION = "us-east-1";
const WEB_CALL = {
  category: ["web"],
  protocol: ["https"],
  method: ["POST"],
  path: ["/api/otp/send"],
  query: [],
  original: [],
  status: [200],
};

/** What an observation of a feed says besides when and from where. */
const REQUESTS: Readonly<Record<Feed, Base>> = {
  cognito: {
    source: "cognito-api",
    kind: "sms-requested",
    action: "SignUp",
    outcome: "success",
    delivery: "sms",
    region: REGION,
    clientId: "1h57kf5cpq17m0eml12EXAMPLE",
  },
  sends: {
    source: "sms-voice-send",
    kind: "sms-sent",
    action: "SendTextMessage",
    outcome: "success",
    delivery: "sms",
    region: REGION,
    principal: "arn:aws:iam::111122223333:role/otp-sender",
  },
  web: {
    source: "ecs-http",
    kind: "web-request",
    action: "POST",
    outcome: "success",
    delivery: "possible",
    web: WEB_CALL,
  },
};

const CONFIRMATION: Base = {
  ...REQUESTS.cognito,
  kind: "sms-confirmed",
  action: "ConfirmSignUp",
  delivery: "none",
};

const START_MS = Date.UTC(2026, 10, 16);
const CONFIRMED = 0.78;
const AGENTS = 40;

/** The nth address of a shared range: neighbours in `n` lie in different networks. */
const address = (n: number): string => `198.${18 + (n % 2)}.${(n >> 1) % 256}.${1 + (n >> 9)}`;

interface Event {
  readonly atMs: number;
  readonly ip: string;
  readonly userAgent: string;
  readonly isConfirmation: boolean;
}

type Next = () => number;

/** One address, twenty requests a second. */
const flood = (): Event[] =>
  Array.from({ length: 1800 }, (_, i) => ({
    atMs: START_MS + i * 50,
    ip: "203.0.113.7",
    userAgent: "curl/8.4.0",
    isConfirmation: false,
  }));

/** A thousand addresses in turns, sixty requests each within ten minutes, one tool. */
const botnet = (next: Next): Event[] =>
  Array.from({ length: 60_000 }, (_, i) => ({
    atMs: START_MS + Math.floor(next() * 10 * MINUTE_MS),
    ip: address(i % 1000),
    userAgent: "python-requests/2.32",
    isConfirmation: false,
  }));

/** Over a day, twenty thousand addresses ask once; four of five confirm, the others ask again. */
function background(next: Next, feed: Feed): Event[] {
  return Array.from({ length: 20_000 }, (_, i): Event[] => {
    const atMs = START_MS + Math.floor(next() * DAY_MS);
    const userAgent = `Mozilla/5.0 (Linux; Android 16; model ${Math.floor(next() * AGENTS)})`;
    const first = { atMs, ip: address(i), userAgent, isConfirmation: false };
    const isConfirmation = feed === "cognito" && next() < CONFIRMED;
    return [first, { ...first, atMs: atMs + 15_000 + Math.floor(next() * 60_000), isConfirmation }];
  }).flat();
}

function eventsOf(scenario: Scenario, feed: Feed): Event[] {
  const next = random(11);
  if (scenario === "flood") return flood();
  return scenario === "botnet" ? botnet(next) : background(next, feed);
}

/** A scenario as one feed shows it, in the order of time. */
export function traffic(scenario: Scenario, feed: Feed): readonly Observation[] {
  return eventsOf(scenario, feed)
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ isConfirmation, ...event }, i) => ({
      ...(isConfirmation ? CONFIRMATION : REQUESTS[feed]),
      ...event,
      id: `ct:00000000-0000-4000-8000-${String(i).padStart(12, "0")}`,
    }));
}
