import { errorText, type Telemetry } from "../adapters/runtime";
import { lockCountries, unlockCountries } from "../core/protect/country-lock";
import type { ProtectService } from "../core/protect/protect-service";
import { NOT_LOCKED, readAllowList, type LockRequest } from "../core/protect/request";

/**
 * What a custom resource answers:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-responses.html
 */
export interface LockResponse {
  readonly Status: "SUCCESS" | "FAILED";
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

export interface LockDeps extends Pick<Telemetry, "logger"> {
  readonly service: ProtectService;
}

type Data = Readonly<Record<string, string>>;

async function lock(request: LockRequest, { service, logger }: LockDeps): Promise<Data> {
  const list = readAllowList(request.properties);
  const given = { token: request.requestId, isUpdate: request.type === "Update" };
  const locked = await lockCountries(list, given, service);
  const { id, covered, unknown, isDefault } = locked;
  if (!isDefault) {
    logger.error("the account's default is somebody else's: countries are NOT locked", { id });
  }
  if (unknown.length > 0) {
    logger.warn("AWS has no rule for these allowed countries", { countries: unknown });
  }
  logger.info("countries are set", { ...list, ...locked });
  return {
    ProtectConfigurationId: id,
    Covered: isDefault ? covered.join(", ") : "nothing: the account's default is not ours",
    Unknown: unknown.join(", ") || "none",
  };
}

/** The service, and whether there may be a default: an attempt before, cut short, may have set it. */
function watched(service: ProtectService) {
  const seen = { mayBeDefault: false };
  const accountDefault = async (): Promise<string | undefined> => {
    const id = await service.accountDefault();
    seen.mayBeDefault ||= id !== undefined;
    return id;
  };
  const setAccountDefault = (id: string): Promise<void> => {
    seen.mayBeDefault = true;
    return service.setAccountDefault(id);
  };
  return { seen, service: { ...service, accountDefault, setAccountDefault } };
}

async function unlock({ service, logger }: LockDeps): Promise<Data> {
  const unlocked = await unlockCountries(service);
  if (unlocked.kind === "left") {
    logger.warn("somebody else's default was left in place", { id: unlocked.id });
  } else {
    logger.info("the account has no default of ours any more", { was: unlocked });
  }
  return {};
}

/** CloudFormation takes 4,096 bytes in all. */
const LONGEST_REASON = 900;

/** Our own words stand alone; AWS's refusals are known by their names. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error && error.name === "Error" ? error.message : errorText(error)).slice(
    0,
    LONGEST_REASON,
  );

/** Does what CloudFormation asks and says how it went: it waits for an hour for a function that throws. */
export async function answerTo(request: LockRequest, deps: LockDeps): Promise<LockResponse> {
  const answer = {
    PhysicalResourceId: request.physicalId,
    StackId: request.stackId,
    RequestId: request.requestId,
    LogicalResourceId: request.logicalId,
  };
  const { seen, service } = watched(deps.service);
  try {
    if (request.type === "Delete") {
      const Data = request.physicalId === NOT_LOCKED ? {} : await unlock(deps);
      return { Status: "SUCCESS", ...answer, Data };
    }
    const Data = await lock(request, { ...deps, service });
    return { Status: "SUCCESS", ...answer, Data };
  } catch (error) {
    deps.logger.error("the request failed", { type: request.type, error: errorText(error) });
    const isUndone = request.type === "Create" && !seen.mayBeDefault;
    return {
      Status: "FAILED",
      Reason: reasonOf(error),
      ...answer,
      ...(isUndone && { PhysicalResourceId: NOT_LOCKED }),
    };
  }
}
