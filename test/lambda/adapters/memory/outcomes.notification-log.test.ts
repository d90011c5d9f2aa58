import {
  memoryHourlyPages,
  memoryNotificationLog,
} from "../../../../lambda/adapters/memory/outcomes";
import { MINUTE_MS } from "../../../../lambda/core/model/time";
import {
  hourlyPagesContract,
  notificationLogContract,
} from "../../../support/finding-store-contract";

notificationLogContract("the memory of a process", memoryNotificationLog, MINUTE_MS);
hourlyPagesContract("the memory of a process", memoryHourlyPages);
