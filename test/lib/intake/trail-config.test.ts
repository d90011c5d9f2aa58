import { DATA_EVENT_TYPES } from "../../../lib/intake/trail-config";
import { deployConfig } from "../synth";

test("is no trail unless it is asked for, and then all of it", () => {
  expect(deployConfig().trailStack).toBeUndefined();
  expect(deployConfig({ trailStack: {} }).trailStack).toEqual({
    managementEvents: true,
    leaveOut: [],
  });
});

test.each([
  [true, "trailStack: got true; give an object, such as {}"],
  [
    { leaveOut: ["AWS::SNS::Topics"] },
    'trailStack.leaveOut.0: got "AWS::SNS::Topics"; give one of AWS::SNS::Topic, AWS::SMSVoice::',
  ],
  [{ leaveOut: "AWS::SNS::Topic" }, 'trailStack.leaveOut: got "AWS::SNS::Topic"; give a list of'],
  [{ leaveOut: ["AWS::SNS::Topic", "AWS::SNS::Topic"] }, "give each type once"],
  [{ leaveOut: [...DATA_EVENT_TYPES] }, "give fewer, or leave trailStack out"],
  [{ managementEvents: "no" }, 'trailStack.managementEvents: got "no"; give true or false'],
  [{ without: [] }, "trailStack: got the unknown key without; remove it or correct its spelling"],
])("refuses %j", (trailStack, message) => {
  expect(() => deployConfig({ trailStack })).toThrow(message);
});
