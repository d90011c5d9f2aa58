import type { BulkAnswer } from "../../lambda/core/elastic/store-documents";
import { at, isObject, stringAt, type JsonObject } from "../../lambda/core/sources/records/json";
import type { ForwardDeps } from "../../lambda/forward/batch";
import { ATTEMPT, type Mutation } from "./elastic-faults-run";

/** The ids that a bulk body names, in order. */
const idsIn = (body: string): readonly string[] =>
  body
    .split("\n")
    .filter((line) => line.startsWith('{"create":'))
    .map((line) => stringAt(JSON.parse(line), "create", "_id") ?? "");

type Change = (answer: BulkAnswer, ids: readonly string[]) => BulkAnswer;

/** A forwarder that reads answers otherwise, or sends other bodies. */
const reading =
  (change: Change, sent: (body: string) => string = (body) => body): Mutation =>
  (deps) => ({
    ...deps,
    elastic: (deadlineMs) => {
      const stream = deps.elastic(deadlineMs);
      return {
        ...stream,
        bulk: async (body) => change(await stream.bulk(sent(body)), idsIn(body)),
      };
    },
  });

const itemsOf = (body: unknown): readonly unknown[] => {
  const items = at(body, "items");
  return Array.isArray(items) ? items : [];
};

const changingItems =
  (change: (item: JsonObject, id: string) => JsonObject): Change =>
  (answer, ids) => {
    if (answer.kind !== "answered" || answer.status !== 200) return answer;
    const items = itemsOf(answer.body).map((item, i) => {
      const create = at(item, "create");
      return { create: isObject(create) ? change(create, ids[i] ?? "") : create };
    });
    return { ...answer, body: { items } };
  };

const stored = (id: string): JsonObject => ({ _id: id, status: 201 });

/** Takes what lies in the failure store for stored. */
export const trustsTheFailureStore = reading(
  changingItems((item, id) => (item.failure_store === "used" ? stored(id) : item)),
);

/** Takes a full queue for a reason to give up. */
export const rejectsWhenBusy = reading(
  changingItems((item) =>
    item.status === 429 ? { ...item, status: 400, error: { type: "busy" } } : item,
  ),
);

/** Takes whatever has a status of 200 as a whole for stored. */
export const readsNoItems = reading((answer, ids) =>
  answer.kind === "answered" && answer.status === 200
    ? { ...answer, body: { items: ids.map((id) => ({ create: stored(id) })) } }
    : answer,
);

/** Takes a document that is there already for one that is refused. */
export const rejectsDuplicates = reading(
  changingItems((item) =>
    item.status === 409 ? { ...item, status: 400, error: { type: "conflict" } } : item,
  ),
);

let made = 0;

/** Lets each attempt have an id of its own, as a forwarder without `_id` does. */
export const namesEachAttempt = reading(
  changingItems((item, id) => ({ ...item, _id: item.failure_store === "used" ? item._id : id })),
  (body) => body.replace(/^\{"create":\{"_id":"[^"]*/gm, (start) => `${start}${ATTEMPT}${made++}`),
);

/** Takes a request that came to nothing for one that was stored. */
export const trustsOutages = reading((answer, ids) =>
  answer.kind === "outage"
    ? { kind: "answered", status: 200, body: { items: ids.map((id) => ({ create: stored(id) })) } }
    : answer,
);

/** Acknowledges a message before its reject is kept. */
export const forgetsRejects = (deps: ForwardDeps): ForwardDeps => ({
  ...deps,
  reject: (reject) => {
    deps.reject(reject).catch(() => undefined);
    return Promise.resolve();
  },
});
