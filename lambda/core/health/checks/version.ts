import { judged, ok, unknown, warn, type Check } from "../check";
import { failed } from "../fact";
import { printable } from "../../notifications/printable";

export const version: Check = {
  id: "version",
  asks: "Is the deployed version the one that checks?",
  notDaily: "a deployed function always has the version of its stack",
  judge: ({ stack, version: own }) =>
    judged(stack, (it) => {
      if (it === undefined) return unknown(failed("there is no stack"));
      const deployed = it.outputs.Version;
      if (deployed === undefined) {
        return warn(`the stack does not tell its version; this is ${own}`, "deploy this version");
      }
      return deployed === own
        ? ok(own)
        : warn(
            `deployed is ${printable(deployed, 20)}, this is ${own}`,
            "deploy this version, or check with the deployed one",
          );
    }),
};
