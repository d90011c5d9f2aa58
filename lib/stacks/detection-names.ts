import type { DetectionParts } from "./detection-parts";

/** What drills, runbooks and tests need to find a deployed stack's parts. */
export const namesOf = ({
  tables,
  topics,
  undelivered,
  detector,
  bus,
  relay,
  notifier,
  sweeper,
  forwarder,
}: DetectionParts) => ({
  QueueUrl: detector.live.queue.queueUrl,
  DeadLetterQueueUrl: detector.live.deadLetters.queueUrl,
  DrillsQueueUrl: detector.drills.queue.queueUrl,
  DrillsDeadLetterQueueUrl: detector.drills.deadLetters.queueUrl,
  NotifyQueueUrl: notifier.work.queue.queueUrl,
  NotifyDeadLetterQueueUrl: notifier.work.deadLetters.queueUrl,
  RelayDeadLetterQueueUrl: relay.deadLetters.queue.queueUrl,
  UndeliveredQueueUrl: undelivered.queueUrl,
  BusName: bus.bus.eventBusName,
  StateTableName: tables.state.tableName,
  FindingsTableName: tables.findings.tableName,
  OnCallTopicArn: topics.onCall.topic.topicArn,
  PipelineTopicArn: topics.pipeline.topic.topicArn,
  DrillsTopicArn: topics.drills.topic.topicArn,
  DetectFunctionName: detector.detect.function.functionName,
  RelayFunctionName: relay.relay.function.functionName,
  SweepFunctionName: sweeper.sweep.function.functionName,
  NotifyFunctionName: notifier.notify.function.functionName,
  ...(forwarder && {
    ForwardQueueUrl: forwarder.work.queue.queueUrl,
    ForwardDeadLetterQueueUrl: forwarder.work.deadLetters.queueUrl,
    RejectsQueueUrl: forwarder.rejects.queueUrl,
    ForwardFunctionName: forwarder.forward.function.functionName,
  }),
});
