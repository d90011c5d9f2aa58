import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** A deterministic stream of numbers in [0, 1): the same seed gives the same corpus everywhere. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 15), 2246822519);
    return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32;
  };
}

interface Maker {
  readonly number: (below: number) => number;
  readonly hex: (length: number) => string;
  readonly uuid: () => string;
  readonly one: <T>(of: readonly T[]) => T;
}

function createMaker(seed: number): Maker {
  const random = seededRandom(seed);
  const number = (below: number) => Math.floor(random() * below);
  const hex = (length: number) => Array.from({ length }, () => number(16).toString(16)).join("");
  return {
    number,
    hex,
    uuid: () => [8, 4, 4, 4, 12].map(hex).join("-"),
    one: (of) => of[number(of.length)]!,
  };
}

type Call = readonly [source: string, name: string, weight: number];

/**
 * A busy account, an hour in each 50 MB: of 1,000 records 130 are of the services that send texts,
 * and 4 ask for one, which is about 150 an hour.
 */
const CALLS: readonly Call[] = [
  ["sns", "Publish", 40],
  ["cognito-idp", "InitiateAuth", 45],
  ["cognito-idp", "GetUser", 27],
  ["cognito-idp", "RespondToAuthChallenge", 11],
  ["cognito-idp", "SignUp", 2],
  ["cognito-idp", "ConfirmSignUp", 2],
  ["cognito-idp", "ForgotPassword", 1],
  ["cognito-idp", "ConfirmForgotPassword", 1],
  ["sms-voice", "SendTextMessage", 1],
  ["s3", "GetObject", 160],
  ["s3", "PutObject", 80],
  ["sts", "AssumeRole", 170],
  ["kms", "Decrypt", 150],
  ["ec2", "DescribeInstances", 130],
  ["lambda", "Invoke", 60],
  ["dynamodb", "DescribeTable", 50],
  ["logs", "CreateLogStream", 50],
  ["secretsmanager", "GetSecretValue", 20],
];

const DECK = CALLS.flatMap((call) => Array.from({ length: call[2] }, () => call));
const AGENTS = [
  "aws-sdk-js/3.1162.0 ua/2.1 os/linux#6.1 lang/js md/nodejs#22.12.0 api/client#3.1162.0 m/E",
  "Boto3/1.35.10 md/Botocore#1.35.10 ua/2.0 os/linux#5.10 md/arch#x86_64 lang/python#3.12.4",
  "[aws-sdk-java/2.28.1 Linux/6.1.109 OpenJDK_64-Bit_Server_VM/21.0.4 Java/21.0.4 scala/2.13]",
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) "Reactor {12}" AppleWebKit/605.1.15',
];

/** The roles' sessions last for hours, so their ids recur. */
function session(make: Maker): object {
  const role = make.one(["web-backend", "ci-deploy", "nightly-etl", "auth-service"]);
  const id = `AROA${make.hex(17).toUpperCase()}`;
  const host = `i-${make.hex(17)}`;
  return {
    type: "AssumedRole",
    principalId: `${id}:${host}`,
    arn: `arn:aws:sts::123456789012:assumed-role/${role}/${host}`,
    accountId: "123456789012",
    accessKeyId: `ASIA${make.hex(16).toUpperCase()}`,
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        principalId: id,
        arn: `arn:aws:iam::123456789012:role/${role}`,
        accountId: "123456789012",
        userName: role,
      },
      attributes: { creationDate: "2026-03-01T00:00:00Z", mfaAuthenticated: "false" },
    },
  };
}

const parametersOf = (service: string, make: Maker): object => ({
  resource: `arn:aws:${service}:eu-west-1:123456789012:item-${make.number(200)}`,
  filterSet: { items: Array.from({ length: make.number(3) }, () => ({ value: make.number(99) })) },
  context: JSON.stringify({ path: `/data/${make.number(500)}`, tags: ["{b}", "c\\d"] }),
});

const tlsOf = (service: string): object => ({
  tlsVersion: "TLSv1.3",
  cipherSuite: "TLS_AES_128_GCM_SHA256",
  clientProvidedHostHeader: `${service}.eu-west-1.amazonaws.com`,
});

function record(index: number, sessions: readonly object[], make: Maker): object {
  const [service, name] = make.one(DECK);
  const host = `${service}.amazonaws.com`;
  return {
    eventVersion: "1.11",
    userIdentity: make.one(sessions),
    eventTime: new Date(1772323200000 + index * 87).toISOString().replace(/\.\d+Z/, "Z"),
    eventSource: host,
    eventName: name,
    awsRegion: "eu-west-1",
    sourceIPAddress: `203.0.113.${make.number(256)}`,
    userAgent: make.one(AGENTS),
    requestParameters: parametersOf(service, make),
    responseElements: make.number(9) === 0 ? { requestId: make.hex(32), ok: true } : null,
    requestID: make.uuid(),
    eventID: make.uuid(),
    readOnly: make.number(2) === 0,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: "123456789012",
    eventCategory: "Management",
    ...(make.number(2) === 0 && { tlsDetails: tlsOf(service) }),
  };
}

export interface CorpusFile {
  readonly path: string;
  readonly rawBytes: number;
}

/** Writes one CloudTrail file of about `rawBytes` before compression. */
function writeFile(path: string, rawBytes: number, seed: number): CorpusFile {
  const make = createMaker(seed);
  const sessions = Array.from({ length: 40 }, () => session(make));
  const records: string[] = [];
  for (let bytes = 0; bytes < rawBytes;) {
    const text = JSON.stringify(record(records.length, sessions, make));
    records.push(text);
    bytes += text.length + 1;
  }
  const raw = Buffer.from(`{"Records":[${records.join(",")}]}`);
  writeFileSync(path, gzipSync(raw));
  return { path, rawBytes: raw.length };
}

/**
 * Writes CloudTrail files shaped like a real account's (`{"Records":[…]}`, gzipped, one line)
 * into a folder. The same arguments give the same bytes.
 */
export function writeCorpus(
  folder: string,
  files: number,
  rawBytesEach: number,
): readonly CorpusFile[] {
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: files }, (_, index) =>
    writeFile(
      join(folder, `trail-${String(index).padStart(4, "0")}.json.gz`),
      rawBytesEach,
      index + 1,
    ),
  );
}
