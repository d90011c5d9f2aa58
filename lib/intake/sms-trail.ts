import { Duration, RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import { CfnTrail } from "aws-cdk-lib/aws-cloudtrail";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import type { DataEventType } from "./trail-config";

export interface SmsTrailProps {
  /** Whether it records management events too, among them all of Cognito's. */
  readonly managementEvents: boolean;
  /** Types of resources whose data events it records. */
  readonly dataEvents: readonly DataEventType[];
}

const KEPT = Duration.days(90);

const selector = (name: string, category: string, resourceType?: string) => ({
  name,
  fieldSelectors: [
    { field: "eventCategory", equalTo: [category] },
    ...(resourceType === undefined ? [] : [{ field: "resources.type", equalTo: [resourceType] }]),
  ],
});

/** A trail of this Region's sends, without which EventBridge hears nothing of them. */
export class SmsTrail extends Construct {
  readonly trailName: string;
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { managementEvents, dataEvents }: SmsTrailProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const trailName = `${stack.stackName}-trail`;
    const bucket = this.#bucket();
    this.trailName = trailName;
    this.bucket = bucket;
    const trailArn = stack.formatArn({
      service: "cloudtrail",
      resource: "trail",
      resourceName: trailName,
    });
    admitTrail(bucket, trailArn, stack.account);
    const trail = new CfnTrail(this, "Trail", {
      trailName,
      s3BucketName: bucket.bucketName,
      isLogging: true,
      isMultiRegionTrail: false,
      includeGlobalServiceEvents: false,
      enableLogFileValidation: true,
      advancedEventSelectors: [
        ...(managementEvents ? [selector("management", "Management")] : []),
        ...dataEvents.map((type) => selector(type, "Data", type)),
      ],
    });
    if (bucket.policy) trail.node.addDependency(bucket.policy);
  }

  #bucket(): Bucket {
    const bucket = new Bucket(this, "Bucket", {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [{ expiration: KEPT }],
      // Evidence outlives the stack.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(bucket).acknowledge({
      id: "AwsSolutions-S1",
      reason: "the bucket of a trail: a log of who read the log would need a bucket of its own",
    });
    return bucket;
  }
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html */
function admitTrail(bucket: Bucket, trailArn: string, account: string): void {
  const cloudTrail = [new ServicePrincipal("cloudtrail.amazonaws.com")];
  bucket.addToResourcePolicy(
    new PolicyStatement({
      principals: cloudTrail,
      actions: ["s3:GetBucketAcl"],
      resources: [bucket.bucketArn],
      conditions: { StringEquals: { "aws:SourceArn": trailArn } },
    }),
  );
  bucket.addToResourcePolicy(
    new PolicyStatement({
      principals: cloudTrail,
      actions: ["s3:PutObject"],
      resources: [bucket.arnForObjects(`AWSLogs/${account}/*`)],
      conditions: {
        StringEquals: {
          "aws:SourceArn": trailArn,
          "s3:x-amz-acl": "bucket-owner-full-control",
        },
      },
    }),
  );
}
