import {
  memoryHourlyPages,
  memoryToldStore,
} from "../../../lambda/adapters/memory-notification-log";
import { MINUTE_MS } from "../../../lambda/core/model/time";
import { hourlyPagesContract, toldStoreContract } from "../../support/finding-store-contract";

toldStoreContract("the memory of a process", memoryToldStore, MINUTE_MS);
hourlyPagesContract("the memory of a process", memoryHourlyPages);
