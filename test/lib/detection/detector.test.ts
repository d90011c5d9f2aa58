import { arnOf, detectionTemplate, idOf, resource, resourcesOf } from "../synth";

const template = detectionTemplate();

test("one function works off AWS's events and drills, each from a queue of its own", () => {
  const queues = ["DetectorLiveQueue", "DetectorDrillsQueue"].map((prefix) =>
    arnOf(idOf(template, "AWS::SQS::Queue", prefix)),
  );
  const detect = { Ref: idOf(template, "AWS::Lambda::Function", "DetectorDetectFunction") };
  const sources = Object.values(resourcesOf(template, "AWS::Lambda::EventSourceMapping"))
    .filter(({ Properties }) => JSON.stringify(Properties.FunctionName) === JSON.stringify(detect))
    .map(({ Properties }) => Properties.EventSourceArn);
  expect(sources).toEqual(expect.arrayContaining(queues));
  expect(sources).toHaveLength(2);
});

test("the function is told its tables, its own queue, and which queue is the drills'", () => {
  const { Properties } = resource(template, "AWS::Lambda::Function", "DetectorDetectFunction");
  expect(Properties.Environment).toMatchObject({
    Variables: {
      STATE_TABLE: { Ref: idOf(template, "AWS::DynamoDB::Table", "TablesState") },
      FINDINGS_TABLE: { Ref: idOf(template, "AWS::DynamoDB::Table", "TablesFindings") },
      QUEUE_URL: { Ref: idOf(template, "AWS::SQS::Queue", "DetectorLiveQueue") },
      DRILLS_QUEUE_ARN: arnOf(idOf(template, "AWS::SQS::Queue", "DetectorDrillsQueue")),
      HMAC_SECRET: { Ref: idOf(template, "AWS::SecretsManager::Secret", "HmacKey") },
    },
  });
});

test("the key for pseudonyms is made by Secrets Manager, kept, and not rotated", () => {
  const { Properties, ...secret } = resource(template, "AWS::SecretsManager::Secret", "HmacKey");
  expect(secret).toMatchObject({ DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" });
  expect(Properties).toEqual({
    Description: expect.any(String) as string,
    GenerateSecretString: {
      SecretStringTemplate: "{}",
      GenerateStringKey: "current",
      PasswordLength: 64,
      ExcludePunctuation: true,
    },
  });
  expect(resourcesOf(template, "AWS::SecretsManager::RotationSchedule")).toEqual({});
});
