import { BACKEND, fictionalNumber } from "../business";
import { sent } from "../business/calls";
import { codeAsked } from "../business/site";
import { AGENTS, homeAddress } from "../business/people";
import { addressesOf, byChance, hours, type Family } from "./family";
import { varying } from "./vary";

export interface KeyPlan {
  readonly perMinute: number;
  /** How many addresses he has; a new one for each text where it is not said. */
  readonly addresses?: number;
  /** The backend's own where it is not said. */
  readonly principal?: string;
}

/** The backend's key in other hands, from addresses that each send next to nothing. */
export const stolenKey =
  ({ perMinute, addresses, principal = BACKEND.principal }: KeyPlan): Family["attack"] =>
  (scene) => {
    const { random } = scene;
    const his = addressesOf(random, addresses ?? 0);
    return byChance(scene, perMinute, KEY_LENGTH_MS).map((atMs, i) =>
      sent({
        id: `x${i}`,
        atMs,
        ip: his.length === 0 ? homeAddress(random) : random.pick(his),
        userAgent: "Boto3/1.40.74",
        principal,
        destination: fictionalNumber(random),
      }),
    );
  };

export interface FormPlan {
  readonly perMinute: number;
  /** How many requests he makes from one address before he takes another. */
  readonly perAddress: number;
}

/** A form on a web site that sends a code to whatever number is typed in. */
export const webForm =
  ({ perMinute, perAddress }: FormPlan): Family["attack"] =>
  (scene) => {
    const { random } = scene;
    let ip = "";
    let userAgent = "";
    return byChance(scene, perMinute, FORM_LENGTH_MS).map((atMs, i) => {
      if (i % perAddress === 0) {
        ip = homeAddress(random);
        userAgent = random.weighted(AGENTS);
      }
      return codeAsked({ id: `x${i}`, atMs, ip, userAgent });
    });
  };

const KEY_LENGTH_MS = hours(3);
const FORM_LENGTH_MS = hours(3);

const key = (id: string, title: string, plan: KeyPlan, limit?: number): Family => ({
  id,
  title,
  world: "backend",
  lengthMs: KEY_LENGTH_MS,
  ...(limit !== undefined && { limit }),
  attack: varying(({ rate, count }) =>
    stolenKey({
      ...plan,
      perMinute: rate(plan.perMinute),
      ...(plan.addresses !== undefined && { addresses: count(plan.addresses) }),
    }),
  ),
});

const form = (id: string, title: string, world: Family["world"], perAddress: number): Family => ({
  id,
  title,
  world,
  lengthMs: FORM_LENGTH_MS,
  road: "web",
  ...(world === "site" && { limit: 85 }),
  attack: varying(({ rate, upTo }) =>
    webForm({ perMinute: rate(60), perAddress: upTo(perAddress) }),
  ),
});

/** Whoever sends by a road on which addresses alone were counted. */
export const SENDER_FAMILIES: readonly Family[] = [
  key("rotating-key", "stolen key, new address for each text, 60 a minute", { perMinute: 60 }, 85),
  key(
    "rotating-key-200",
    "stolen key, 200 addresses, 60 a minute",
    { perMinute: 60, addresses: 200 },
    85,
  ),
  key("slow-key", "stolen key, new address for each text, 4 a minute", { perMinute: 4 }),
  key("own-key", "key that nobody has seen before, new address for each text, 20 a minute", {
    perMinute: 20,
    principal: "arn:aws:iam::111122223333:user/made-by-him",
  }),
  form("web-form", "web form, new address for each request, 60 a minute", "site", 1),
  form("web-form-19", "web form, 19 requests from each address, 60 a minute", "site", 19),
  form(
    "web-form-plain",
    "web form, new address for each request, no verify paths logged",
    "site without verify paths",
    1,
  ),
  form(
    "web-form-19-plain",
    "web form, 19 requests from each address, no verify paths logged",
    "site without verify paths",
    19,
  ),
];
