import { fail, judged, ok, warn, type Check } from "../check";
import type { StackFacts } from "../facts";
import { printable } from "../../notifications/printable";

const DONE = ["CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"];
const REDEPLOY = "deploy it: npx cdk deploy --all (docs/deploy.md)";

/** A stack whose creation failed, or that is only planned or half deleted, runs nothing. */
const FALLEN = /^(CREATE_FAILED|DELETE_|REVIEW_IN_PROGRESS|ROLLBACK_)/;

/** Whether a stack is there and its resources are too. */
export const isStanding = (stack: StackFacts | undefined): boolean =>
  stack !== undefined && !FALLEN.test(stack.status);

export const stack: Check = {
  id: "stack",
  asks: "Is the detection stack there, and did its last deployment succeed?",
  judge: ({ stack: found, region }) =>
    judged(found, (it) => {
      if (it === undefined) return fail(`no detection stack in ${region}`, REDEPLOY);
      const text = `${it.name} in ${region} is ${printable(it.status, 60)}`;
      if (DONE.includes(it.status)) return ok(text);
      if (it.status.endsWith("_CLEANUP_IN_PROGRESS")) return ok(text);
      if (it.status.endsWith("_IN_PROGRESS")) return warn(text, "wait, and look again");
      return it.status === "UPDATE_ROLLBACK_COMPLETE"
        ? warn(`${text}: the version before runs`, "read why in its events, and deploy again")
        : fail(text, "read why in its events, and deploy again");
    }),
};
