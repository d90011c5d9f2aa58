import { join, resolve } from "node:path";
import type { Duration } from "aws-cdk-lib";
import { RemovalPolicy } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, LoggingFormat, Runtime, type Function } from "aws-cdk-lib/aws-lambda";
import { type ICommandHooks, NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { Config } from "../../lambda/core/model/config";
import type { DeployConfig } from "../config";

/** What all functions have in common. */
export interface FunctionDefaults {
  /** Baked into the code: it may outgrow a function's environment. */
  readonly detector: Config;
  readonly logRetention: RetentionDays;
  /** Variables besides a function's own. */
  readonly environment: Readonly<Record<string, string>>;
}

const PERIODS = Object.values(RetentionDays).filter((days) => typeof days !== "string");

/** The CDK's name for a number of days: the configuration is read without the CDK. */
function retentionOf(days: number): RetentionDays {
  const period = PERIODS.find((known: number) => known === days);
  if (period === undefined) throw new Error(`CloudWatch Logs knows no retention of ${days} days`);
  return period;
}

export const functionDefaults = ({
  detector,
  logRetentionDays,
  tuning,
}: Pick<DeployConfig, "detector" | "logRetentionDays" | "tuning">): FunctionDefaults => ({
  detector,
  logRetention: retentionOf(logRetentionDays),
  environment: tuning.environment,
});

export interface NodeFunctionProps {
  readonly defaults: FunctionDefaults;
  /** The folder of the handler under `lambda`. */
  readonly name: string;
  readonly description: string;
  readonly timeout: Duration;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  /** @default - the detector's configuration; what else to bake into the code in its place */
  readonly configuration?: object;
  /** Files to put beside the code: their paths by the names they get there. */
  readonly files?: Readonly<Record<string, string>>;
  /** @default 2 - retries of an asynchronous invocation, as Lambda does by itself */
  readonly retryAttempts?: number;
  /** @default false - whether its log outlives the stack, for what a deletion has to say */
  readonly keepsLog?: boolean;
}

/** What all functions run on. */
export const RUNTIME = Runtime.NODEJS_24_X;

const LAMBDA = join(__dirname, "..", "..", "lambda");

/** A function of this project: one bundle, a log group and a role that starts with nothing else. */
export class NodeFunction extends Construct {
  readonly function: Function;
  readonly role: Role;
  /** The folder of the handler under `lambda`. */
  readonly name: string;
  /** What is baked into its code. */
  readonly configuration: object;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const { defaults, name, memoryMb, retryAttempts, timeout, description, files } = props;
    this.name = name;
    this.configuration = props.configuration ?? defaults.detector;
    const logGroup = new LogGroup(this, "Log", {
      retention: defaults.logRetention,
      removalPolicy: props.keepsLog === true ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    logGroup.grantWrite(this.role);
    this.function = new NodejsFunction(this, "Function", {
      entry: join(LAMBDA, name, "handler.ts"),
      runtime: RUNTIME,
      architecture: Architecture.ARM_64,
      bundling: {
        ...bundling(this.configuration),
        ...(files !== undefined && { commandHooks: copies(files) }),
      },
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.TEXT,
      memorySize: memoryMb,
      timeout,
      description,
      environment: {
        ...defaults.environment,
        ...props.environment,
      },
      ...(retryAttempts !== undefined && { retryAttempts }),
    });
  }
}

/** A path as a shell takes it literally. */
const quoted = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`;

const copies = (files: Readonly<Record<string, string>>): ICommandHooks => ({
  beforeInstall: () => [],
  beforeBundling: () => [],
  afterBundling: (_, outputDir) =>
    Object.entries(files).map(
      ([name, path]) => `cp ${quoted(resolve(path))} ${quoted(join(outputDir, name))}`,
    ),
});

/**
 * Ways to credentials that a function never takes: Lambda hands them over in the environment,
 * which the SDK looks at first.
 */
const OTHER_CREDENTIALS = [
  ...["http", "ini", "login", "process", "sso", "web-identity"].map(
    (kind) => `@aws-sdk/credential-provider-${kind}`,
  ),
  "@smithy/credential-provider-imds",
];

/** No operation that a function calls streams events. */
const EVENT_STREAMS = "@smithy/core/event-streams";

/**
 * How a function is bundled. What the SDK loads only on demand, and here never, stays outside: it
 * is a good part of the bytes, and esbuild wraps every module that it shares with the rest.
 */
export const bundling = (configuration: object) => ({
  bundleAwsSDK: true,
  externalModules: [...OTHER_CREDENTIALS, EVENT_STREAMS],
  define: { "process.env.SMS_PUMPING_CONFIG": JSON.stringify(JSON.stringify(configuration)) },
  format: OutputFormat.CJS,
  // Without it esbuild takes the SDK's CommonJS files, of which it can leave nothing out.
  mainFields: ["module", "main"],
  minify: true,
  // A stack then still names functions: there is no source map, which is slow to load.
  keepNames: true,
});
