import { fail, judged, ok, warn, type Check } from "../check";
import { listed } from "../../model/format";

const WIDTH = 150;

export const elastic: Check = {
  id: "elastic",
  asks: "Where findings are forwarded to Elastic: does the key work?",
  notDaily: "a function must not have another one's key; the forwarder's alarms tell",
  judge: ({ elastic: { isForwarded, problems } }) =>
    judged(isForwarded, (is) => {
      if (!is) return ok("nothing is forwarded");
      if (problems === undefined) {
        return warn(
          "the key was not tested",
          "give --elasticsearch <url> and the key in ELASTIC_API_KEY or --api-key-file",
        );
      }
      return problems.length === 0
        ? ok("the key may do what forwarding needs")
        : fail(listed(problems, WIDTH), "smspump elastic check --for ingest tells more");
    }),
};
