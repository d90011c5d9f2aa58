import type { Observation } from "../../../lambda/core/model/observation";
import { HOUR_MS } from "../../../lambda/core/model/time";

/* Made-up attacks for the examples in the documentation. Addresses are of documentation's
   networks, numbers are nobody's. */

const NIGHT = Date.parse("2026-11-17T04:51:00Z");

type Base = Pick<Observation, "id" | "atMs">;

const IN_ACCOUNT = { account: "111122223333", region: "us-east-1" } as const;
const CLIENT_ID = "1h57kf5cpq17m0eml12EXAMPLE";

const many = (count: number, make: (i: number) => Observation): readonly Observation[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** CloudTrail tells whole seconds. */
const second = (ms: number): number => Math.floor(ms / 1000) * 1000;

/** Somebody asks Cognito for a code; without SMS in the answer none is known to have been sent. */
const codeRequest = (
  base: Base & Pick<Observation, "action" | "ip" | "userAgent">,
  outcome: Observation["outcome"] = "success",
): Observation => ({
  ...IN_ACCOUNT,
  source: "cognito-api",
  kind: "sms-requested",
  outcome,
  delivery: outcome === "success" ? "sms" : "possible",
  clientId: CLIENT_ID,
  ...base,
});

/** The account itself sends a text. */
const text = (
  base: Base & Pick<Observation, "source" | "action" | "destination">,
): Observation => ({
  ...IN_ACCOUNT,
  kind: "sms-sent",
  outcome: "success",
  delivery: "sms",
  ip: "192.0.2.10",
  userAgent: "aws-sdk-nodejs/3.911.0 os/linux lang/js md/nodejs#22.20.0",
  principal: "arn:aws:iam::111122223333:user/deploy-bot",
  ...base,
});

const post = (base: Base): Observation => ({
  ...IN_ACCOUNT,
  source: "ecs-http",
  kind: "web-request",
  action: "POST",
  outcome: "success",
  delivery: "possible",
  ip: "203.0.113.7",
  userAgent: "curl/8.11.1",
  web: {
    category: ["web"],
    protocol: [],
    method: ["POST"],
    path: ["/send-otp"],
    query: [],
    original: ["https://www.example.com:443/send-otp"],
    status: [200],
  },
  ...base,
});

/** One address that signs up once a second; every third call is throttled. */
export const oneAddress = (count: number): readonly Observation[] =>
  many(count, (i) =>
    codeRequest(
      {
        id: `ct:flood-${i}`,
        atMs: NIGHT + i * 1000,
        action: "SignUp",
        ip: "203.0.113.77",
        userAgent: "Go-http-client/2.0",
      },
      i % 3 === 0 ? "throttled" : "success",
    ),
  );

/** One address that asks for new passwords. */
export const forgottenPasswords = many(20, (i) =>
  codeRequest(
    {
      id: `ct:flood-${NIGHT}-${i}`,
      atMs: NIGHT + i * 1000,
      action: "ForgotPassword",
      ip: "198.51.100.24",
      userAgent: "Go-http-client/2.0",
    },
    i % 3 === 0 ? "throttled" : "success",
  ),
);

/** Thirty addresses of one network with two programs. */
export const botnet = many(400, (i) =>
  codeRequest({
    id: `ct:bot-${i}`,
    atMs: second(NIGHT + 3 * HOUR_MS + i * 500),
    action: "SignUp",
    ip: `198.18.0.${(i % 30) + 1}`,
    userAgent: i % 5 === 0 ? "curl/8.11.1" : "python-requests/2.31.0",
  }),
);

/** Addresses of one /64, without a user agent. */
export const ipv6Network = many(30, (i) =>
  codeRequest({
    id: `ct:six-${i}`,
    atMs: NIGHT + 6 * HOUR_MS + i * 1000,
    action: "ForgotPassword",
    ip: `2001:db8:1:2::${i + 1}`,
    userAgent: undefined,
  }),
);

/** A leaked key that texts numbers of one country. */
export const texts = many(130, (i) =>
  text({
    id: `ct:text-${i}`,
    atMs: NIGHT + i * 1000,
    source: "sms-voice-send",
    action: "SendTextMessage",
    destination: `+9989012${10_000 + i * 600}`,
  }),
);

export const publishes = many(15, (i) =>
  text({
    id: `ct:p-${i}`,
    atMs: second(NIGHT + i * 300),
    source: "sns-publish",
    action: "Publish",
    destination: "+15550001234",
  }),
);

export const form = many(90, (i) => post({ id: `ecs:w-${i}`, atMs: NIGHT + i * 500 }));
