import {
  byIpOr64,
  byNetwork,
  byUserAgent,
  isByAdministrator,
} from "../../../../lambda/core/rules/matching";
import { request } from "../../../support/observations";

const ROLE = "arn:aws:iam::111122223333:role/help-desk";
const call = { id: "e", atMs: 0, ip: "203.0.113.7", userAgent: "desk/1" };

test.each(["AdminCreateUser", "AdminResetUserPassword", "AdminInitiateAuth"])(
  "%s of a principal is an administrator's, and counts for no address, network or program",
  (action) => {
    const observation = request({ ...call, action, principal: ROLE });
    expect(isByAdministrator(observation)).toBe(true);
    for (const entityOf of [byIpOr64, byNetwork, byUserAgent]) {
      expect(entityOf(observation)).toBeUndefined();
    }
  },
);

test.each([
  ["an Admin call of nobody", { action: "AdminCreateUser" }],
  ["a call that needs no credentials, signed all the same", { action: "SignUp", principal: ROLE }],
])("%s is a person's", (_, known) => {
  const observation = request({ ...call, ...known });
  expect(isByAdministrator(observation)).toBe(false);
  expect(byIpOr64(observation)).toEqual({ type: "ip", value: "203.0.113.7" });
  expect(byNetwork(observation)).toEqual({ type: "network", value: "203.0.113.0/24" });
  expect(byUserAgent(observation)).toEqual({ type: "user-agent", value: "desk/1" });
});
