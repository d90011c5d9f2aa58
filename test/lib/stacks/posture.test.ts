import { departures, postureOf } from "../posture";
import { wholeTemplates } from "./whole-templates";

test.each(wholeTemplates)(
  "$name: who may do what, what is encrypted, what is kept and where failures go is as written down",
  ({ resources, posture }) => {
    expect(departures(resources, posture)).toEqual([]);
  },
);

test("refuses a kind of policy that it cannot read", () => {
  const resources = { Bad: { Type: "AWS::IAM::ManagedPolicy", Properties: {} } };
  expect(() => postureOf(resources)).toThrow("AWS::IAM::ManagedPolicy: the posture does not know");
});
