import { arnOf, detectionTemplate, idOf } from "../synth";

const template = detectionTemplate();

test("reads new steps only, in order, one reader, and gives up into a queue", () => {
  template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
    EventSourceArn: {
      "Fn::GetAtt": [idOf(template, "AWS::DynamoDB::Table", "TablesFindings"), "StreamArn"],
    },
    FilterCriteria: {
      Filters: [
        { Pattern: '{"eventName":["INSERT"],"dynamodb":{"NewImage":{"kind":{"S":["step"]}}}}' },
      ],
    },
    StartingPosition: "TRIM_HORIZON",
    ParallelizationFactor: 1,
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 20,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    DestinationConfig: {
      OnFailure: {
        Destination: arnOf(idOf(template, "AWS::SQS::Queue", "RelayDeadLettersQueue")),
      },
    },
  });
});
