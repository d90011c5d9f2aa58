import { MINUTE_MS } from "../../../lambda/core/model/time";
import { signInBegun, type SignInFlow } from "../business/sign-ins";
import { answer, byChance, hours, steadily, text, TOOL, type Family } from "./family";
import { varying } from "./vary";

const ADDRESS = "203.0.113.77";
const HIM = { ip: ADDRESS, userAgent: TOOL };
const SIGN_IN_LENGTH_MS = hours(2);

/** As many as he has made, each with a number that he is paid for. */
const ACCOUNTS = 300;

/** Sign-ins that may each send a text, in a pool of which nothing is known and whose answers are hidden. */
export const hiddenSignIns =
  (flow: SignInFlow, perMinute: number): Family["attack"] =>
  (scene) =>
    byChance(scene, perMinute, SIGN_IN_LENGTH_MS).map((atMs, i) =>
      signInBegun({ id: `x${i}`, atMs, ...HIM, subject: `his-${i % ACCOUNTS}`, flow }),
    );

const FLOOD_LENGTH_MS = 12 * MINUTE_MS;

/** One code that is typed in, and then a flood. */
export const oneThenFlood =
  (perMinute: number): Family["attack"] =>
  ({ fromMs }) => [
    text("x-first", fromMs, HIM),
    answer("x-first", fromMs + 20_000, HIM),
    ...steadily(fromMs + 30_000, perMinute, FLOOD_LENGTH_MS).map((atMs, i) =>
      text(`x${i}`, atMs, HIM),
    ),
  ];

const hidden = (id: string, title: string, flow: SignInFlow, perMinute: number): Family => ({
  id,
  title,
  world: "sign-ins",
  lengthMs: SIGN_IN_LENGTH_MS,
  limit: 60,
  attack: varying(({ rate }) => hiddenSignIns(flow, rate(perMinute))),
});

/** One address. */
export const SINGLE_FAMILIES: readonly Family[] = [
  hidden("custom-auth", "CUSTOM_AUTH, one address, answers hidden, 60 a minute", "CUSTOM_AUTH", 60),
  hidden("passwordless", "passwordless, one address, answers hidden, 30 a minute", "USER_AUTH", 30),
  hidden("passwordless-slow", "the same, 10 a minute", "USER_AUTH", 10),
  {
    id: "one-code",
    title: "one confirmed code, then 30 a second from that address",
    world: "people",
    lengthMs: FLOOD_LENGTH_MS + MINUTE_MS,
    limit: 1900,
    attack: oneThenFlood(1800),
  },
];
