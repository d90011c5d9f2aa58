import { memoryHourlyPages, memoryToldStore } from "../../../lambda/adapters/memory-told-store";
import { MINUTE_MS } from "../../../lambda/core/time";
import { hourlyPagesContract, toldStoreContract } from "../../support/finding-store-contract";

toldStoreContract("the memory of a process", memoryToldStore, MINUTE_MS);
hourlyPagesContract("the memory of a process", memoryHourlyPages);
