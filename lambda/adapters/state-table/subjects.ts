import { GetItemCommand, UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type {
  AskedText,
  StoredSubject,
  SubjectKey,
  SubjectState,
  SubjectStore,
} from "../../core/counting/pairing/subject";
import type { Observation } from "../../core/model/observation";
import type { CognitoFlow } from "../../core/sources/cognito-flow";
import { dynamoKey, won } from "../dynamo";

/* A subject as an item: `v` its version, `body` the rest as one text, short enough that most cost
   one write unit, which is a kilobyte. */

const LETTERS = { "sign-up": "u", reset: "r", attribute: "a", "sign-in": "i" } as const;
const FLOWS = Object.fromEntries(
  Object.entries(LETTERS).map(([flow, letter]) => [letter, flow]),
) as Readonly<Record<string, CognitoFlow>>;

type AskedRow = readonly [
  id: string,
  atMs: number,
  flow: string,
  isText: 0 | 1,
  ...answer: [] | [id: string, atMs: number],
];

interface Body {
  readonly a: readonly AskedRow[];
  readonly e?: readonly Observation[];
  readonly f?: number;
}

const rowOf = ({ id, atMs, flow, delivery, answer }: AskedText): AskedRow => [
  id,
  atMs,
  LETTERS[flow],
  delivery === "sms" ? 1 : 0,
  ...(answer === undefined ? ([] as const) : ([answer.id, answer.atMs] as const)),
];

function askedIn([id, atMs, letter, isText, answerId, answerMs]: AskedRow): AskedText {
  const flow = FLOWS[letter] ?? "sign-in";
  const asked = { id, atMs, flow, delivery: isText === 1 ? "sms" : "possible" } as const;
  return answerId === undefined || answerMs === undefined
    ? asked
    : { ...asked, answer: { id: answerId, atMs: answerMs } };
}

const bodyOf = ({ asked, early, forgottenMs }: SubjectState): Body => ({
  a: asked.map(rowOf),
  ...(early.length > 0 && { e: early }),
  ...(Number.isFinite(forgottenMs) && { f: forgottenMs }),
});

const stateIn = ({ a, e = [], f = -Infinity }: Body): SubjectState => ({
  asked: a.map(askedIn),
  early: e,
  forgottenMs: f,
});

const itemKey = ({ scope, subject }: SubjectKey) => ({
  pk: { S: dynamoKey("subject", scope, subject) },
  sk: { S: "-" },
});

function writeCommand(
  table: string,
  key: SubjectKey,
  { version, state }: StoredSubject,
  expiresMs: number,
): UpdateItemCommand {
  const isNew = version === 1;
  return new UpdateItemCommand({
    TableName: table,
    Key: itemKey(key),
    UpdateExpression: "SET v = :version, body = :body, expires = :expires",
    ConditionExpression: isNew ? "attribute_not_exists(pk)" : "v = :before",
    ExpressionAttributeValues: {
      ":version": { N: String(version) },
      ":body": { S: JSON.stringify(bodyOf(state)) },
      ":expires": { N: String(Math.ceil(expiresMs / 1000)) },
      ...(!isNew && { ":before": { N: String(version - 1) } }),
    },
  });
}

/** Subjects in the state table. */
export function dynamoSubjectStore(client: DynamoDBClient, table: string): SubjectStore {
  return {
    read: async (key, isLatest) => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: itemKey(key), ConsistentRead: isLatest }),
      );
      if (Item === undefined) return undefined;
      const body = JSON.parse(Item.body?.S ?? "") as Body;
      return { version: Number(Item.v?.N), state: stateIn(body) };
    },
    write: (key, stored, expiresMs) =>
      won(client.send(writeCommand(table, key, stored, expiresMs))),
  };
}
