import { Template } from "aws-cdk-lib/assertions";
import { appStacks } from "../../../lib/stacks/app-stacks";
import { resourcesIn } from "../posture";
import {
  deployConfig,
  detectionTemplate,
  elastic,
  joinedSpendTemplate,
  protectTemplate,
  testApp,
  trailTemplate,
} from "../synth";

/* Logical ids that must never change. CloudFormation replaces what gets another one: messages, counts and
   confirmed subscriptions would be lost, and what has a name of its own could not be made a second time.
   Outputs are what people's scripts read. Add to these lists, and take nothing away. */

interface Ids {
  readonly resources: string;
  readonly outputs: string;
}

/** Of every detection stack. */
const DETECTION = {
  resources: `
    Dashboard7A714131
    DetectorDetectFunctionSqsEventSourceSmsPumpingDetectionDetectorDrillsQueue9019F8FAF8CA511D
    DetectorDetectFunctionSqsEventSourceSmsPumpingDetectionDetectorLiveQueue4B8DE4894027BBC5
    DetectorDetectLogA7FCDD2D
    DetectorDrillsDeadLettersF618BC48
    DetectorDrillsQueue0201B51A
    DetectorLiveDeadLettersE24B8139
    DetectorLiveQueueEC5213DE
    FindingsBus9138E612
    HmacKey6028B519
    NotifierNotifyFunctionSqsEventSourceSmsPumpingDetectionNotifierWorkQueue2FD690D368D8BEBF
    NotifierNotifyLogF02632F4
    NotifierWorkDeadLetters69C497B9
    NotifierWorkQueueE26F36BE
    PipelineAlarmscanaryAlarmC34408C9
    PipelineAlarmsdetectdeadlettersAlarm0555D36D
    PipelineAlarmsdetecterrorsAlarm21D802FE
    PipelineAlarmsdetectpairingoffAlarmCC96405D
    PipelineAlarmsdetectqueueageAlarm8ACA787E
    PipelineAlarmsdetectthrottlesAlarm89D9190B
    PipelineAlarmsdrillsdeadlettersAlarmCC1DB279
    PipelineAlarmsnotifydeadlettersAlarm38C0B430
    PipelineAlarmsnotifyerrorsAlarmE9D87300
    PipelineAlarmsnotifyqueueageAlarm740C305F
    PipelineAlarmsrelaybehindAlarm18788B75
    PipelineAlarmsrelaydeadlettersAlarmA747790F
    PipelineAlarmsrelayerrorsAlarmC6178F1A
    PipelineAlarmssweeperrorsAlarm65A58F44
    PipelineAlarmssweepnotrunningAlarmD0531541
    PipelineAlarmsundeliveredeventsAlarmEA725657
    RelayDeadLettersQueueD43D02C7
    RelayLog0600F360
    RelayStreamF947DE2D
    SweeperSweepLogD704C09C
    DoctorLogDB835621
    PipelineAlarmsdoctorerrorsAlarm33853C81
    TablesFindings1E701491
    TablesState705891C2
    TopicsDrillsTopic3E6F8FF8
    TopicsOnCallTopicB8A5289B
    TopicsOnCallTopiconcallexamplecom673F797B
    TopicsPipelineTopicCCE7A537
    TopicsPipelineTopiconcallexamplecom64FA29F4
    UndeliveredQueue47FA64CB
  `,
  outputs: `
    BusName
    DeadLetterQueueUrl
    DetectFunctionName
    DrillsDeadLetterQueueUrl
    DrillsQueueUrl
    DrillsTopicArn
    FindingsTableName
    NotifyDeadLetterQueueUrl
    NotifyFunctionName
    NotifyQueueUrl
    OnCallTopicArn
    PipelineTopicArn
    QueueUrl
    RelayDeadLetterQueueUrl
    RelayFunctionName
    StateTableName
    SweepFunctionName
    DoctorFunctionName
    UndeliveredQueueUrl
  `,
};

/** Besides, where Elastic is configured. */
const WITH_ELASTIC = {
  resources: `
    ForwarderForwardFunctionSqsEventSourceSmsPumpingDetectionForwarderWorkQueue86F4A623D80DCAB2
    ForwarderForwardLogECC11B8F
    ForwarderRejectsA6A93B6A
    ForwarderWorkDeadLetters09062D8F
    ForwarderWorkQueue210EE1FE
    PipelineAlarmselasticbehindAlarmD95C1D6E
    PipelineAlarmselasticrejectsAlarm684DE71B
    PipelineAlarmsforwarddeadlettersAlarm5B17FA6E
    PipelineAlarmsforwarderrorsAlarm78E47BC9
  `,
  outputs: `
    ForwardDeadLetterQueueUrl
    ForwardFunctionName
    ForwardQueueUrl
    RejectsQueueUrl
  `,
};

/** Besides, where PagerDuty is configured. */
const WITH_PAGERDUTY = {
  resources: `
    PagerDutyNotifyFunctionSqsEventSourceSmsPumpingDetectionPagerDutyWorkQueue220B9F48B3A86E7C
    PagerDutyNotifyLog7BC30F3C
    PagerDutyRejectsC3ADBF30
    PagerDutyWorkDeadLettersA06AE903
    PagerDutyWorkQueueAEDC94C1
    PipelineAlarmspagerdutybehindAlarm0BBA1145
    PipelineAlarmspagerdutydeadlettersAlarmB43E9BFE
    PipelineAlarmspagerdutyerrorsAlarm0188CAE7
    PipelineAlarmspagerdutyrejectsAlarmEF935E01
  `,
  outputs: `
    PagerdutyDeadLetterQueueUrl
    PagerdutyFunctionName
    PagerdutyQueueUrl
    PagerdutyRejectsQueueUrl
  `,
};

/** Besides, with a trail. */
const WITH_TRAIL = {
  resources: `
    SmsTrail7DADBA54
    SmsTrailBucket1F698B43
  `,
  outputs: `
  `,
};

/** Of the trail's stack. */
const TRAIL = {
  resources: `
    SmsTrail7DADBA54
    SmsTrailBucket1F698B43
  `,
  outputs: `
    TrailBucketName
    TrailName
  `,
};

/** Of every spend stack. */
const SPEND = {
  resources: `
    Alarmsbudget100percentAlarmB45A4922
    Alarmsbudget50percentAlarmE70D1A4B
    Alarmsbudget80percentAlarm48C09C54
    CostOwnerEmailDeadLettersNotEmptyAlarm71CFFF10
    CostOwnerEmailWorkDeadLetters1293A8D2
    CostOwnerEmailWorkQueueA608EB50
    CostOwnerTopic06CE5D4A
    CostOwnerTopiccostownerexamplecom02CEF816
    FigureAlarmsPage6756A954
    FigureAlarmscountryvolumeAlarm75028588
    FigureAlarmsdirectvolumeAlarmF12DFE3C
    FigureAlarmslimitnearAlarm0B90041A
    FigureAlarmsmoneyfastAlarm2BFB59F3
    FigureAlarmsmoneygrowingAlarm76CBBC49
    FigureAlarmsmonthoverbudgetAlarm832845D6
    FigureAlarmsmonthoverlimitAlarm5B0536E6
    FigureAlarmsnewcountryAlarm0FBE00E3
    GuardErrorsAlarmBE2147F2
    GuardMetricSilentAlarmA09BBBAF
    GuardNotRunningAlarm028BEF2C
    GuardSpendFunctionSqsEventSourceSmsPumpingSpendCostOwnerEmailWorkQueue7E3D7FE5FB3A2726
    GuardSpendLog7B4258FF
    OnCallTopic2FB15ED5
    OnCallTopiconcallexamplecom2D3EE08E
  `,
  outputs: `
    CostOwnerDeadLetterQueueUrl
    CostOwnerQueueUrl
    CostOwnerTopicArn
    OnCallTopicArn
    SpendFunctionName
  `,
};

/** Besides, where no detection stack is beside it. */
const SPEND_ALONE = {
  resources: `
    Dashboard7A714131
    PipelineTopic95C94D25
    PipelineTopiconcallexamplecom814064CA
  `,
  outputs: `
  `,
};

/** Of every lock on countries. CloudFormation would remove the account's default with the old id. */
const PROTECT = {
  resources: `
    CountryLockDA302CBF
    CountryLockProtectLogFCB1B658
  `,
  outputs: `
    ProtectConfigurationId
    ProtectCovers
    ProtectFunctionName
    ProtectUnknownCountries
  `,
};

const lines = (text: string): readonly string[] => text.trim().split(/\s+/).filter(Boolean);

/** Those of the ids that a template lacks. */
function missing(template: Template, { resources, outputs }: Ids): readonly string[] {
  const has = resourcesIn(template);
  const tells = template.findOutputs("*");
  return [
    ...lines(resources).filter((id) => !(id in has)),
    ...lines(outputs).filter((name) => !(name in tells)),
  ];
}

const [alone] = appStacks(testApp(), deployConfig({ detection: false }), undefined);
const spendAlone = Template.fromStack(alone!);

const countryLock = protectTemplate({ allowedCountries: ["US"] });

const pagerDuty = { secret: "sms-pumping/pagerduty" };
const ADDRESS = { drillEmails: ["drills@example.com"] };

test.each([
  ["the detection stack", detectionTemplate(), [DETECTION]],
  ["the detection stack with Elastic", detectionTemplate({ elastic }), [DETECTION, WITH_ELASTIC]],
  [
    "the detection stack with PagerDuty",
    detectionTemplate({ pagerDuty }),
    [DETECTION, WITH_PAGERDUTY],
  ],
  ["the detection stack with a trail", detectionTemplate({ trail: true }), [DETECTION, WITH_TRAIL]],
  ["the detection stack that e-mails drills", detectionTemplate(ADDRESS), [DETECTION]],
  [
    "the detection stack with everything",
    detectionTemplate({ trail: true, elastic, pagerDuty }),
    [DETECTION, WITH_ELASTIC, WITH_PAGERDUTY, WITH_TRAIL],
  ],
  ["the trail's stack", trailTemplate(), [TRAIL]],
  ["the spend stack alone", spendAlone, [SPEND, SPEND_ALONE]],
  ["the spend stack beside the detection stack", joinedSpendTemplate(), [SPEND]],
  ["the lock on countries", countryLock, [PROTECT]],
])("%s keeps the logical ids of what must not be replaced", (_, template, ids) => {
  expect(ids.flatMap((each) => missing(template, each))).toEqual([]);
});

/** Types that hold something, or have a name of their own. */
const LASTING =
  /^Custom::|^AWS::(DynamoDB::Table|SNS::(Topic|Subscription)|SQS::Queue|Events::EventBus|Lambda::EventSourceMapping|Logs::LogGroup|S3::Bucket|CloudTrail::Trail|SecretsManager::Secret|CloudWatch::(Alarm|CompositeAlarm|Dashboard))$/;

test.each([
  [
    "detection",
    detectionTemplate({ trail: true, elastic, pagerDuty }),
    [DETECTION, WITH_ELASTIC, WITH_PAGERDUTY, WITH_TRAIL],
  ],
  ["trail", trailTemplate(), [TRAIL]],
  ["spend", spendAlone, [SPEND, SPEND_ALONE]],
  ["protect", countryLock, [PROTECT]],
])(
  "the lists of the %s stack name all that lasts, so that what is new is added",
  (_, template, ids) => {
    const listed = ids.flatMap(({ resources }) => lines(resources));
    const lasting = Object.entries(resourcesIn(template)).filter(([, { Type }]) =>
      LASTING.test(Type),
    );
    expect(lasting.map(([id]) => id).filter((id) => !listed.includes(id))).toEqual([]);
  },
);
