import {
  memoryHourlyPages,
  memoryNotificationLog,
} from "../../../../lambda/adapters/memory/outcomes";
import { MINUTE_MS } from "../../../../lambda/core/model/time";
import { notificationLogContract } from "../../../support/finding-store-contract";
import { hourlyPagesContract } from "../../../support/places-properties";

notificationLogContract("the memory of a process", memoryNotificationLog, MINUTE_MS);
hourlyPagesContract("the memory of a process", memoryHourlyPages);
